// Frames that somebody hostile sends into a room (docs: the catalogue of hostile inputs, rows 65 to 92), built byte by
// byte or with Yjs, for a room where an honest writer under the client id 7 has written 17 characters.
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";

export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

/** Bytes written one number or string after the other: numbers as varints, strings with their length. */
export function bytes(...parts: readonly (number | string | Uint8Array)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === "number") encoding.writeVarUint(encoder, part);
    else if (typeof part === "string") encoding.writeVarString(encoder, part);
    else encoding.writeUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}

const sized = (payload: Uint8Array) => bytes(payload.length, payload);
/** A sync message that carries an update. */
export const updateFrame = (update: Uint8Array): Uint8Array => bytes(0, 2, sized(update));
/** The question for the text. */
export const questionFrame = (vector: Uint8Array = bytes(0)): Uint8Array => bytes(0, 0, sized(vector));
export const presenceFrame = (update: Uint8Array): Uint8Array => bytes(1, sized(update));
export const presence = (states: readonly (readonly [client: number, state: string])[]): Uint8Array =>
  bytes(states.length, ...states.flatMap(([client, state]) => [client, 1, state]));

/** Kinds of content in an update, by their number. */
const item = { deleted: 1, string: 4, type: 7, any: 8 } as const;
const xmlElement = 3;
const underParentName = 1;

/** One struct of `client` at `clock`, on the text's root; `after` is what its kind carries. */
const struct = (client: number, clock: number, ...after: readonly (number | string | Uint8Array)[]) =>
  bytes(1, 1, client, clock, ...after, 0);
const onRoot = (kind: number, root: string, ...content: readonly (number | string | Uint8Array)[]) =>
  bytes(kind, underParentName, root, ...content);

/** A string that stands after this clock of this client. */
const after = (client: number, clock: number) => bytes(new Uint8Array([item.string | 0x80]), client, clock);

/** What an update that adds this to an empty document says: made by stock Yjs. */
export function written(change: (fragment: Y.XmlFragment, doc: Y.Doc) => void, client = 99): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = client;
  doc.transact(() => change(doc.getXmlFragment(roomText), doc));
  return Y.encodeStateAsUpdate(doc);
}

/** The same for a change of the text as it is in the room. */
export function changed(
  state: Uint8Array,
  change: (fragment: Y.XmlFragment, doc: Y.Doc) => void,
): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(doc, state);
  const before = Y.encodeStateVector(doc);
  doc.transact(() => change(doc.getXmlFragment(roomText), doc));
  return Y.encodeStateAsUpdate(doc, before);
}

const block = () => new Y.XmlElement("block");

/** Elements in each other, written by hand: Yjs itself cannot make so many. */
const nested = (depth: number): Uint8Array =>
  bytes(
    1,
    depth,
    99,
    0,
    onRoot(item.type, roomText, xmlElement, "block"),
    repeated(depth - 1, (nth) => [item.type, 0, 99, nth, xmlElement, "block"]),
    0,
  );

const deepJson = (depth: number): Uint8Array => {
  // lib0's "any": 117 is an array with its length, 126 null.
  const any = new Uint8Array(depth * 2 + 1);
  for (let level = 0; level < depth; level += 1) any.set([117, 1], level * 2);
  any[depth * 2] = 126;
  return any;
};

/** Written by one encoder, so that making the frame takes no memory to speak of. */
function repeated(count: number, numbers: (nth: number) => readonly (number | string)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (let nth = 0; nth < count; nth += 1) {
    for (const part of numbers(nth)) {
      if (typeof part === "number") encoding.writeVarUint(encoder, part);
      else encoding.writeVarString(encoder, part);
    }
  }
  return encoding.toUint8Array(encoder);
}
const severalClients = (count: number): Uint8Array =>
  bytes(
    count,
    repeated(count, (nth) => [1, 200 + nth, 0, 0, 1]),
    0,
  );
const severalGone = (count: number): Uint8Array =>
  bytes(
    1,
    count,
    99,
    0,
    repeated(count, () => [0, 1]),
    0,
  );

export interface HostileUpdate {
  readonly row: number;
  readonly what: string;
  /** The bytes, for a room whose state this is. */
  readonly update: (state: Uint8Array) => Uint8Array;
  /** The close codes that are an answer to it. */
  readonly codes: readonly number[];
}

const row = (
  number: number,
  what: string,
  update: Uint8Array | ((state: Uint8Array) => Uint8Array),
  ...codes: readonly number[]
): HostileUpdate => ({
  row: number,
  what,
  update: typeof update === "function" ? update : () => update,
  codes: codes.length === 0 ? [4400] : codes,
});
const edited =
  (change: (fragment: Y.XmlFragment, first: Y.XmlElement, words: Y.XmlText) => void) => (state: Uint8Array) =>
    changed(state, (fragment) => {
      const first = fragment.get(0) as Y.XmlElement;
      change(fragment, first, first.get(0) as Y.XmlText);
    });

/** One for each row whose frame carries an update; the honest writer's own 17 characters are the client 7's. */
export const hostileUpdates: readonly HostileUpdate[] = [
  row(65, "a truncated update", written((text) => text.insert(0, [block()])).slice(0, -3)),
  row(
    65,
    "bytes after the end",
    bytes(
      written((text) => text.insert(0, [block()])),
      1,
      2,
      3,
    ),
  ),
  row(71, "a number that overflows", new Uint8Array(12).fill(255)),
  row(72, "2^25 - 1 structs declared", hex("01ffffff0f6300")),
  row(73, "a V2 update", () => Y.encodeStateAsUpdateV2(docWith((text) => text.insert(0, [block()])))),
  row(74, "a forgotten part without length", struct(99, 0, 0, 0)),
  row(75, "a deleted part without length", struct(99, 0, onRoot(item.deleted, roomText, 0))),
  row(76, "a truncated list of deletions", hex("01016300040101740641545441434b09")),
  row(77, "a forgotten part 2^53 - 1 long", struct(99, 0, 0, Number.MAX_SAFE_INTEGER)),
  row(78, "a deletion of what is not written yet", bytes(0, 1, 7, 1, 4, 1_000_000)),
  row(79, "the honest writer's next words as forgotten", struct(7, 17, 0, 100), 4400, 4403),
  row(81, "words under the honest writer's client id", struct(7, 17, after(7, 16), "ATTACK"), 4403),
  row(82, "words that rest on what is not here", struct(99, 5, onRoot(item.string, roomText, "gap"))),
  row(83, "100,000 client ids", () => severalClients(100_000), 4400, 4413),
  row(83, "400,000 forgotten parts", () => severalGone(400_000), 4400, 4413),
  row(
    84,
    "another root",
    written((_text, doc) => doc.getArray("hidden-channel").push(["x"])),
  ),
  row(84, "a root called __proto__", struct(99, 0, onRoot(item.string, "__proto__", "x"))),
  row(
    85,
    "an attribute called __proto__",
    edited((_text, first) => first.setAttribute("__proto__", "x")),
  ),
  row(
    85,
    "an attribute that is an object with __proto__",
    edited((_text, first) => first.setAttribute("label", JSON.parse('{"__proto__": {"a": 1}}') as string)),
  ),
  row(86, "a value nested 100,000 deep", () =>
    struct(99, 0, onRoot(item.any, roomText, 1, deepJson(100_000))),
  ),
  row(86, "8,000 parts in each other", () => nested(8_000)),
  row(
    87,
    "a paragraph in a paragraph",
    edited((_text, first) => first.insert(0, [block()])),
  ),
  row(
    87,
    "an unknown mark",
    edited((_text, _first, words) => words.format(0, 2, { blink: {} })),
  ),
  row(
    87,
    "an unknown part",
    edited((text) => text.insert(0, [new Y.XmlElement("script")])),
  ),
  row(
    88,
    "a link that runs",
    edited((_text, _first, words) =>
      words.format(0, 2, { link: { href: "javascript:alert(1)", title: "" } }),
    ),
  ),
  row(
    88,
    "an attribute of the wrong type",
    edited((_text, first) => first.setAttribute("level", "uno")),
  ),
  row(
    88,
    "an unknown attribute",
    edited((_text, first) => first.setAttribute("onclick", "alert(1)")),
  ),
  row(
    89,
    "a document in the document",
    edited((_text, first) => first.setAttribute("label", new Y.Doc() as never)),
  ),
  row(89, "an unknown kind of content", struct(99, 0, onRoot(31, roomText, 1))),
  row(89, "an unknown kind of part", struct(99, 0, onRoot(item.type, roomText, 99))),
  row(
    89,
    "an embedded object",
    edited((_text, _first, words) => words.insertEmbed(0, { image: "x" })),
  ),
];

function docWith(change: (text: Y.XmlFragment) => void): Y.Doc {
  const doc = new Y.Doc({ gc: false });
  change(doc.getXmlFragment(roomText));
  return doc;
}

/** The whole of what the honest writer wrote, taken out: harmless in form, and not for everybody to send. */
export const deleteEverything = hex("000107010011");
