// Frames that are nearly right: valid ones of the rooms' protocol, with bits turned, pieces cut out, put in or repeated,
// lengths and kinds changed, numbers that overflow.
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { yNode } from "@pliego/shared/text/ydoc.ts";
import { editAtRandom } from "./random-edits.ts";
import { chanceOf, type Chance } from "./seeds.ts";

const frame = (type: number, ...parts: readonly (number | Uint8Array)[]): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  for (const part of parts) {
    if (typeof part === "number") encoding.writeVarUint(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
};

const changes = 60;

/** Valid frames that somebody in this room could send: questions, answers, changes of every kind, presence. */
export function corpus(state: Uint8Array, seed: number): readonly Uint8Array[] {
  const chance = chanceOf(seed);
  const doc = new Y.Doc({ gc: false });
  doc.clientID = chance.below(2 ** 31);
  Y.applyUpdate(doc, state);
  const frames: Uint8Array[] = [
    frame(0, 0, Y.encodeStateVector(doc)),
    frame(0, 0, new Uint8Array([0])),
    frame(0, 1, new Uint8Array([0, 0])),
    frame(3),
    presenceOf(doc.clientID, { cursor: null, user: { name: "Ana", color: "#123456" } }),
    presenceOf(doc.clientID, null),
  ];
  // Each change is made on the room as it is, so that none rests on another and every one would be taken in.
  for (let edit = 0; edit < changes; edit += 1) {
    const own = new Y.Doc({ gc: false });
    own.clientID = chance.below(2 ** 31);
    Y.applyUpdate(own, state);
    own.on("update", (update: Uint8Array) => frames.push(frame(0, 2, update)));
    own.transact(() => editAtRandom(own.getXmlFragment(roomText), chance, () => `f${seed}-${edit}`));
    own.destroy();
  }
  const fresh = new Y.Doc({ gc: false });
  fresh.clientID = chance.below(2 ** 31);
  fresh.transact(() =>
    fresh.getXmlFragment(roomText).insert(0, [yNode({ type: "block", attrs: { id: "x" } })]),
  );
  frames.push(frame(0, 1, Y.encodeStateAsUpdate(fresh)), frame(0, 2, Y.encodeStateAsUpdateV2(fresh)));
  return frames;
}

function presenceOf(client: number, state: object | null): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, JSON.stringify(state));
  return frame(1, encoding.toUint8Array(encoder));
}

type Mutation = (bytes: Uint8Array, chance: Chance, others: readonly Uint8Array[]) => Uint8Array;

const spliced = (bytes: Uint8Array, at: number, without: number, put: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + without)]));
const set = (bytes: Uint8Array, at: number, value: number): Uint8Array =>
  spliced(bytes, at, 1, new Uint8Array([value]));

const mutations: readonly Mutation[] = [
  // A bit.
  (bytes, chance) => {
    const at = chance.below(bytes.length);
    return set(bytes, at, (bytes[at] ?? 0) ^ (1 << chance.below(8)));
  },
  // A byte, often one that means something.
  (bytes, chance) =>
    set(bytes, chance.below(bytes.length), chance.pick([0, 1, 127, 128, 255, chance.below(256)])),
  // The end is missing.
  (bytes, chance) => bytes.slice(0, chance.below(bytes.length + 1)),
  // A piece is missing, is there twice, or comes from another frame.
  (bytes, chance) => spliced(bytes, chance.below(bytes.length), chance.between(1, 8), new Uint8Array()),
  (bytes, chance) => {
    const at = chance.below(bytes.length);
    return spliced(bytes, at, 0, bytes.slice(at, at + chance.between(1, 16)));
  },
  (bytes, chance, others) => {
    const other = chance.pick(others);
    const from = chance.below(other.length);
    return spliced(
      bytes,
      chance.below(bytes.length),
      chance.below(8),
      other.slice(from, from + chance.between(1, 24)),
    );
  },
  // The kind, the step or the length says something else.
  (bytes, chance) => set(bytes, chance.below(Math.min(4, bytes.length)), chance.below(256)),
  // A number that overflows.
  (bytes, chance) =>
    spliced(bytes, chance.below(bytes.length), 1, new Uint8Array(chance.between(5, 12)).fill(255)),
  // The update is changed, and the length before it is right: past the outer checks.
  (bytes, chance, others) => {
    const body = bytes.slice(3);
    if (body.length === 0) return bytes;
    const inner = chance.pick(mutations.slice(0, 6))(body, chance, others);
    return frame(0, chance.pick([1, 2]), inner);
  },
];

/** One frame of the corpus, changed once or a few times. */
export function mutant(frames: readonly Uint8Array[], chance: Chance): Uint8Array {
  let bytes = chance.pick(frames);
  for (let times = chance.pick([1, 1, 1, 2, 4]); times > 0 && bytes.length > 0; times -= 1)
    bytes = chance.pick(mutations)(bytes, chance, frames);
  return bytes;
}
