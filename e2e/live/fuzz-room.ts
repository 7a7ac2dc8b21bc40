// Mutated frames straight into a room, without a network: for twenty thousand of them in every run. The room is the
// server's own; its sockets and its database are lists.
import type { WebSocket } from "ws";
import * as Y from "yjs";
import { makeAllowance } from "@pliego/server/live/allowance.ts";
import { defaultLimits } from "@pliego/server/live/limits.ts";
import { Room } from "@pliego/server/live/room.ts";
import type { LogEntry } from "@pliego/server/live/room-log.model.ts";
import { Trial } from "@pliego/server/live/trial.ts";
import { makeLog } from "@pliego/server/platform/log.ts";
import { messageSaved, roomText } from "@pliego/shared/live/rooms.ts";
import { readText, yNode } from "@pliego/shared/text/ydoc.ts";
import { corpus, mutant } from "./mutations.ts";
import { chanceOf } from "./seeds.ts";

type Heard = (this: unknown, data: Buffer, isBinary: boolean) => void;

/** A socket that is a list of what the room wrote, and of the listeners it set. */
class PaperSocket {
  readonly OPEN = 1;
  readyState = 1;
  binaryType = "";
  code = 0;
  written: Buffer[] = [];
  readonly _socket = { writableLength: 0, write: (bytes: Buffer) => void this.written.push(bytes) };
  readonly #listeners = new Map<string, Heard>();

  on(event: string, listener: Heard): void {
    this.#listeners.set(event, listener);
  }

  once(event: string, listener: Heard): void {
    this.on(event, listener);
  }

  say(data: Uint8Array): void {
    this.#listeners.get("message")?.call(this, Buffer.from(data), true);
  }

  close(code: number): void {
    if (this.readyState !== this.OPEN) return;
    this.readyState = 3;
    this.code = code;
    this.#listeners.get("close")?.call(this, Buffer.alloc(0), false);
  }

  terminate(): void {
    this.close(1006);
  }
}

export interface RoomFuzzed {
  readonly closes: Readonly<Record<number, number>>;
  readonly faults: readonly string[];
}

const lots = { burst: 1e9, perSecond: 1e9 };
const framesBetweenWords = 50;

/** `frames` mutated frames, with one word of somebody honest after every fifty. */
export async function fuzzRoom(seed: number, frames: number): Promise<RoomFuzzed> {
  const chance = chanceOf(seed);
  const honest = new Y.Doc({ gc: false });
  honest.clientID = 1;
  const paragraphs = ["Los datos son públicos.", "Los entes **publicarán** sus datos."].map((text, nth) =>
    yNode({ type: "block", attrs: { id: `b${nth}` }, content: [{ type: "text", text }] }),
  );
  honest.transact(() => honest.getXmlFragment(roomText).insert(0, paragraphs));
  const start = Y.encodeStateAsUpdate(honest);
  const log: LogEntry[] = [];
  const closes: Record<number, number> = {};
  const faults: string[] = [];
  const room = roomOf(start, log, () => faults.push("the room gave itself up"));
  const hers = enter(room, "honest");
  honest.on("update", (update: Uint8Array) => hers.say(changeFrame(update)));
  let [written, his] = [0, enter(room, "hostile")];
  let valid = corpus(start, seed);
  for (let frame = 0; frame < frames; frame += 1) {
    his.say(mutant(valid, chance));
    await room.settled();
    if (his.readyState !== his.OPEN) {
      closes[his.code] = (closes[his.code] ?? 0) + 1;
      his = enter(room, "hostile");
    }
    his.written = [];
    if (frame % framesBetweenWords !== 0) continue;
    const paragraph = yNode({ type: "block", attrs: { id: `w${written}` } });
    honest.transact(() => honest.getXmlFragment(roomText).insert(0, [paragraph]));
    written += 1;
    await room.settled();
    if (!hers.written.some((bytes) => saysSaved(bytes))) faults.push(`word ${written} was not confirmed`);
    hers.written = [];
    if (frame % 1_000 === 0) valid = corpus(stateOf(start, log), seed + frame);
  }
  if (hers.readyState !== hers.OPEN) faults.push(`she was thrown out with ${hers.code}`);
  const reloaded = new Trial([stateOf(start, log)]);
  if (JSON.stringify(reloaded.text()) !== JSON.stringify(await room.read()))
    faults.push("it loads differently");
  if (reloaded.clockOf(honest.clientID) !== Y.getState(honest.store, honest.clientID))
    faults.push("something she wrote is missing");
  return { closes, faults };
}

const limits = {
  ...defaultLimits,
  frames: lots,
  bytes: lots,
  questions: lots,
  faults: lots,
  presence: lots,
  work: lots,
};

function roomOf(state: Uint8Array, log: LogEntry[], onBroken: () => void): Room {
  return new Room({
    name: "draft-prueba",
    policy: "prueba",
    epoch: "",
    base: 1,
    fence: 1,
    seq: 0,
    state,
    owners: new Map(),
    sinceSnapshot: { entries: 0, bytes: 0 },
    append: async (entry) => void log.push(entry),
    limits,
    failpoint: () => {},
    log: makeLog("silent"),
    allowanceOf: () => makeAllowance(limits),
    onFault: () => {},
    onBroken,
  });
}

function enter(room: Room, who: string): PaperSocket {
  const socket = new PaperSocket();
  const actor = { id: who, publicName: who, roles: ["official" as const] };
  room.join(socket as unknown as WebSocket, { actor: actor as never, sessionKey: who }, "write");
  return socket;
}

/** All of these updates are short enough that their length is one or two bytes. */
function changeFrame(update: Uint8Array): Uint8Array {
  const length = update.length < 128 ? [update.length] : [(update.length & 127) | 128, update.length >> 7];
  return new Uint8Array([0, 2, ...length, ...update]);
}

/** A short frame of a server has two bytes before its message. */
const saysSaved = (bytes: Buffer) => bytes[2] === messageSaved;

function stateOf(start: Uint8Array, log: readonly LogEntry[]): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(doc, start);
  for (const { changes } of log) for (const { update } of changes) Y.applyUpdate(doc, update);
  readText(doc.getXmlFragment(roomText));
  return Y.encodeStateAsUpdate(doc);
}
