// Some fields of a document straight from its bytes, without decoding the rest: what a filter or an index looks at is
// little of a document. Only for bytes that checkStructure has passed.
import { type Doc, decode } from "./values.ts";

/** The top-level names of dotted paths, as they stand in BSON. */
export type FieldNames = readonly Buffer[];

export function fieldNames(paths: Iterable<string>): FieldNames {
  const names = new Set<string>();
  for (const path of paths) names.add(path.split(".", 1)[0] as string);
  return [...names].map((name) => Buffer.from(name));
}

/** A document of these top-level fields alone, in their order. */
export function pick(bytes: Buffer, names: FieldNames): Doc {
  return decode(pickBytes(bytes, names));
}

/** Are these top-level fields the same in both, byte for byte and in the same order? */
export function sameFields(left: Buffer, right: Buffer, names: FieldNames): boolean {
  return pickBytes(left, names).equals(pickBytes(right, names));
}

function pickBytes(bytes: Buffer, names: FieldNames): Buffer {
  const last = bytes.length - 1;
  const spans: number[] = [];
  let size = 5;
  for (let at = 4; at < last;) {
    const start = at;
    const type = bytes[at] as number;
    at += 1;
    while (bytes[at] !== 0) at += 1;
    const nameEnd = at;
    at = valueEnd(bytes, type, nameEnd + 1);
    if (!isAmong(names, bytes, start + 1, nameEnd)) continue;
    spans.push(start, at);
    size += at - start;
  }
  const picked = Buffer.allocUnsafe(size);
  picked.writeInt32LE(size, 0);
  let to = 4;
  for (let turn = 0; turn < spans.length; turn += 2)
    to += bytes.copy(picked, to, spans[turn] as number, spans[turn + 1] as number);
  picked[to] = 0;
  return picked;
}

function isAmong(names: FieldNames, bytes: Buffer, from: number, to: number): boolean {
  for (const name of names) {
    if (name.length !== to - from) continue;
    let at = 0;
    while (at < name.length && name[at] === bytes[from + at]) at += 1;
    if (at === name.length) return true;
  }
  return false;
}

/** Where the value of a type that begins here ends; the four bytes from here must be there to read. */
export function valueEnd(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case 1: // double
    case 9: // date
    case 17: // timestamp
    case 18: // int64
      return at + 8;
    case 16: // int32
      return at + 4;
    case 8: // boolean
      return at + 1;
    case 7: // ObjectId
      return at + 12;
    case 19: // decimal128
      return at + 16;
    case 2: // string
      return at + 4 + bytes.readInt32LE(at);
    case 3: // document
    case 4: // array
      return at + bytes.readInt32LE(at);
    case 5: // binary
      return at + 5 + bytes.readInt32LE(at);
    case 11: // regular expression
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1;
    default: // null, MinKey, MaxKey
      return at;
  }
}
