// What an update from outside must be before any document sees it: small, whole, only of what our editors make, only
// under client ids of the person who sent it, and about nothing that is not here. Yjs itself accepts far more, some of
// which would damage a document for good (a zero-length struct, a deletion of what is not written yet). Rule L24.
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { schema } from "@pliego/shared/text/schema.ts";

/** What the room knows that an update is held against. */
export interface Known {
  /** How much of a client's writing the room has. */
  readonly clockOf: (client: number) => number;
  /** Whose a client id is; undefined: nobody's yet. */
  readonly ownerOf: (client: number) => string | undefined;
}

export interface Examined {
  /** Client ids that this update is the first to use. */
  readonly claims: readonly number[];
  /** It says nothing that the room does not have: no writing, no deletion. */
  readonly isEmpty: boolean;
}

export class Inadmissible extends Error {
  readonly reason: "malformed" | "not-yours";

  constructor(reason: "malformed" | "not-yours", message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A text nests a table, a row, a cell, a block, a run of words and the words. */
const deepest = 6;
const attributeNames = new Set(
  Object.values(schema.nodes).flatMap((type) => Object.keys(type.spec.attrs ?? {})),
);
const longestKey = 64;
/** Yjs looks through all that was put at the same place for each that is put there. An editor puts one after the other. */
const mostBeside = 2_000;

/** Throws Inadmissible for all that `person` may not send. The bytes are decoded, never applied. */
export function examine(update: Uint8Array, person: string, known: Known): Examined {
  const { structs, deleted } = decode(update);
  const ends = new Map<number, number>();
  const claims: number[] = [];
  const beside = new Map<string, number>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    const end = clock + struct.length;
    if (!(struct instanceof Y.Item)) malformed("only what was written, nothing forgotten or left out");
    if (!isCount(client) || !isCount(clock) || struct.length < 1 || !isCount(end)) malformed("a length");
    const owner = known.ownerOf(client);
    if (owner !== undefined && owner !== person)
      throw new Inadmissible("not-yours", "a client id of somebody else");
    if (clock > Math.max(known.clockOf(client), ends.get(client) ?? 0)) malformed("a gap");
    if (owner === undefined && !ends.has(client)) claims.push(client);
    ends.set(client, Math.max(end, ends.get(client) ?? 0));
    checkContent(struct.content);
    checkPlace(struct);
    const place = placeOf(struct);
    const others = beside.get(place) ?? 0;
    if (others > mostBeside) malformed("too much at one place");
    beside.set(place, others + 1);
  }
  checkDepth(structs);
  let deletes = 0;
  for (const [client, ranges] of deleted.clients) {
    const end = Math.max(known.clockOf(client), ends.get(client) ?? 0);
    for (const { clock, len } of ranges) {
      if (!isCount(clock) || len < 1 || clock + len > end) malformed("a deletion of what is not here");
      deletes += 1;
    }
  }
  return { claims, isEmpty: structs.length === 0 && deletes === 0 };
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;

function malformed(what: string): never {
  throw new Inadmissible("malformed", what);
}

interface Decoded {
  readonly structs: readonly (Y.Item | Y.GC | Y.Skip)[];
  readonly deleted: { readonly clients: ReadonlyMap<number, readonly { clock: number; len: number }[]> };
}

/** What a struct's first byte says it holds: words, marks, elements and attributes; nothing else comes from an editor. */
const kinds = new Set([4, 6, 7, 8]);
const kindBits = 31;

/** Decodes one struct after the other, and stops at the first that cannot be; all bytes must be used up. */
function decode(update: Uint8Array): Decoded {
  const rest: decoding.Decoder[] = [];
  class Watched extends Y.UpdateDecoderV1 {
    constructor(decoder: decoding.Decoder) {
      super(decoder);
      rest.push(decoder);
    }

    override readInfo(): number {
      const info = super.readInfo();
      if (!kinds.has(info & kindBits)) malformed("content");
      return info;
    }
  }
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, Watched as never);
    if (rest.some((decoder) => decoding.hasContent(decoder))) malformed("bytes after the end");
    return { structs, deleted: ds as Decoded["deleted"] };
  } catch (error) {
    if (error instanceof Inadmissible) throw error;
    return malformed("not an update");
  }
}

/** Words, their marks, elements of the text and their attributes; nothing else that Yjs could carry. */
function checkContent(content: Y.Item["content"]): void {
  if (content instanceof Y.ContentString) return;
  if (content instanceof Y.ContentFormat) {
    if (!Object.hasOwn(schema.marks, content.key) || !isFlat(content.value)) malformed("a mark");
    return;
  }
  if (content instanceof Y.ContentType) {
    const { type } = content;
    if (type instanceof Y.XmlText) return;
    if (type.constructor === Y.XmlElement && Object.hasOwn(schema.nodes, (type as Y.XmlElement).nodeName))
      return;
    malformed("a part");
  }
  if (content instanceof Y.ContentAny) {
    // What an attribute was before, several times over, may come as one struct.
    if (!content.arr.every(isScalar)) malformed("an attribute");
    return;
  }
  malformed("content");
}

const isScalar = (value: unknown) =>
  value === null || value === undefined || ["string", "number", "boolean"].includes(typeof value);
const isFlat = (value: unknown) =>
  isScalar(value) ||
  (typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([key, inner]) => key !== "__proto__" && isScalar(inner)));

function checkPlace({ parent, parentSub, content }: Y.Item): void {
  if (typeof parent === "string" && parent !== roomText) malformed("another root");
  if (parentSub !== null && (parentSub.length > longestKey || !attributeNames.has(parentSub)))
    malformed("an attribute");
  if (parentSub !== null && !(content instanceof Y.ContentAny)) malformed("an attribute");
}

/** What it was put after; for what is first in its part, or is an attribute without a value before, that part. */
function placeOf({ origin, rightOrigin, parent, parentSub }: Y.Item): string {
  const of = ({ client, clock }: Y.ID) => `${client}:${clock}`;
  if (origin !== null) return of(origin);
  if (parent instanceof Y.ID) return `in ${of(parent)} ${parentSub ?? ""}`;
  return parent === null && rightOrigin !== null ? `before ${of(rightOrigin)}` : `root ${parentSub ?? ""}`;
}

/**
 * Parts may nest only as deep as a text. What is written stands in a part that it names, or where the neighbour stands
 * that it was put beside; what is not in the update is in the room, where nothing is too deep.
 */
function checkDepth(structs: Decoded["structs"]): void {
  const items = structs.filter((struct): struct is Y.Item => struct instanceof Y.Item);
  if (items.filter(({ content }) => content instanceof Y.ContentType).length <= deepest) return;
  const find = finder(items);
  const depths = new Map<Y.Item, number>();
  for (const item of items) {
    const chain: Y.Item[] = [];
    let depth = 0;
    for (let next: Y.Item | undefined = item; next !== undefined; next = find(aboveOf(next))) {
      const found = depths.get(next);
      if (found !== undefined) {
        depth = found;
        break;
      }
      if (chain.length > items.length) malformed("parts in a circle");
      chain.push(next);
    }
    for (const link of chain.toReversed()) {
      depth = link.parent === null ? Math.max(1, depth) : depth + 1;
      if (depth > deepest && link.content instanceof Y.ContentType) malformed("parts nested too deep");
      depths.set(link, depth);
    }
  }
}

/** The part it stands in, or the neighbour that stands where it does. */
function aboveOf({ parent, origin, rightOrigin }: Y.Item): Y.ID | undefined {
  if (parent instanceof Y.ID) return parent;
  return parent === null ? (origin ?? rightOrigin ?? undefined) : undefined;
}

/** Finds what holds a clock of a client among the items of an update. */
function finder(items: readonly Y.Item[]): (id: Y.ID | undefined) => Y.Item | undefined {
  const written = new Map<number, Y.Item[]>();
  for (const item of items) {
    const own = written.get(item.id.client);
    if (own === undefined) written.set(item.id.client, [item]);
    else own.push(item);
  }
  for (const own of written.values()) own.sort((a, b) => a.id.clock - b.id.clock);
  return (id) => {
    const own = id === undefined ? undefined : written.get(id.client);
    if (own === undefined || id === undefined) return undefined;
    let [low, high] = [0, own.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const item = own[middle];
      if (item === undefined || id.clock < item.id.clock) high = middle - 1;
      else if (id.clock >= item.id.clock + item.length) low = middle + 1;
      else return item;
    }
    return undefined;
  };
}
