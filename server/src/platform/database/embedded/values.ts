// BSON values as the store holds them in memory. Numbers keep their BSON type (Int32, Long, Double, Decimal128
// of the bson package), so that what was stored comes back byte for byte. Bytes from outside pass
// checkStructure before anything decodes them.
//
// Known difference from MongoDB: JavaScript objects list integer-like field names ("7", "12") first and in
// ascending order, so a document rewritten by an update may hold such fields in that order.
import { isUtf8 } from "node:buffer";
import {
  BSONError,
  Binary,
  type BSONRegExp,
  type Decimal128,
  type Double,
  type Int32,
  type Long,
} from "bson";
import { deserialize, type MaxKey, type MinKey, type ObjectId, serialize, type Timestamp } from "bson";
import { StoreError, outsideSubset } from "./errors.ts";

export type Numeric = Int32 | Long | Double | Decimal128;
export type Leaf =
  | null
  | boolean
  | string
  | Date
  | Numeric
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | MinKey
  | MaxKey;
export type Value = Leaf | readonly Value[] | Doc;
/** A document; fields keep their order. */
export interface Doc {
  [field: string]: Value;
}

/** Largest document, as in MongoDB. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** Stored documents nest at most this deep, as in MongoDB. */
export const MAX_DEPTH = 100;
/** Messages nest deeper: a command wraps the documents it carries. */
const MAX_MESSAGE_DEPTH = 200;

/** Is the value an embedded document (not an array, not a leaf)? */
export function isDoc(value: unknown): value is Doc {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    (value as { _bsontype?: string })._bsontype === undefined
  );
}

export function isArray(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

/** The bson class of a leaf that has one ("Int32", "ObjectId"...). */
export function bsonClass(value: Value | undefined): string | undefined {
  return typeof value === "object" && value !== null
    ? (value as { _bsontype?: string })._bsontype
    : undefined;
}

export function isNumeric(value: Value | undefined): value is Numeric {
  const kind = bsonClass(value);
  return kind === "Int32" || kind === "Double" || kind === "Long" || kind === "Decimal128";
}

/** The value as a JavaScript number, or undefined when it is not an int, long or double. */
export function plainNumber(value: Value | undefined): number | undefined {
  const kind = bsonClass(value);
  if (kind === "Int32" || kind === "Double") return (value as Int32 | Double).value;
  return kind === "Long" ? (value as Long).toNumber() : undefined;
}

/** MongoDB's truth of a flag or a projection value: booleans and numbers count, all else is true. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (bsonClass(value) === "Decimal128") return !/^-?[0.]+(E|$)/.test(String(value));
  return plainNumber(value) !== 0;
}

/**
 * Decodes bytes that checkStructure has passed; fields keep their BSON types. Refuses what the bson package refuses,
 * and from outside text that is not UTF-8, which would not come back as it was.
 */
export function decode(bytes: Uint8Array, origin: "from outside" | "stored" = "stored"): Doc {
  const validation = { utf8: origin === "from outside" };
  try {
    return deserialize(bytes, { promoteValues: false, bsonRegExp: true, validation }) as Doc;
  } catch (error) {
    // What the structure does not show: an old binary subtype, options of a regular expression.
    if (error instanceof BSONError) throw new StoreError(22, `Invalid BSON: ${error.message}`);
    throw error;
  }
}

/** Encodes a document; refuses one over 16 MB, or over another limit below 17 MB. */
export function encode(doc: Doc | Record<string, unknown>, maxBytes = MAX_DOCUMENT_BYTES): Buffer {
  const bytes = serializeWithin(doc);
  if (bytes === undefined || bytes.length > maxBytes) {
    throw new StoreError(10334, `BSONObj size is invalid: a document holds at most ${maxBytes} bytes`);
  }
  return bytes;
}

/** Answers that are but a few small numbers, as those of most writes, by what they say. */
const encodedAnswers = new Map<string, Buffer>();
const MAX_REPEATED = 9;

/** Encodes the fields of an answer; the bytes may be shared and must not be changed. */
export function encodeAnswer(
  fields: Doc | Readonly<Record<string, unknown>>,
  maxBytes = MAX_DOCUMENT_BYTES,
): Buffer {
  let said = "";
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > MAX_REPEATED)
      return encode({ ...fields }, maxBytes);
    said += `${name} ${value} `;
  }
  const known = encodedAnswers.get(said);
  if (known !== undefined) return known;
  const bytes = encode({ ...fields });
  encodedAnswers.set(said, bytes);
  return bytes;
}

/** The bson package writes into a buffer of 17 MB and reports what does not fit as a RangeError. */
function serializeWithin(doc: object): Buffer | undefined {
  try {
    const bytes = serialize(doc, { ignoreUndefined: true });
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const FIXED_BYTES: Readonly<Record<number, number>> = {
  1: 8, // double
  7: 12, // ObjectId
  8: 1, // boolean
  9: 8, // date
  10: 0, // null
  16: 4, // int32
  17: 8, // timestamp
  18: 8, // int64
  19: 16, // decimal128
  127: 0, // MaxKey
  255: 0, // MinKey
};
/** A binary of subtype 2 says its length twice. */
const OLD_BINARY = 2;
const OLD_TYPES: Readonly<Record<number, string>> = {
  6: "undefined",
  12: "DBPointer",
  13: "JavaScript code",
  14: "symbol",
  15: "JavaScript code with scope",
};
/** Names that would change what a JavaScript object is. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(["__proto__", "_bsontype"]);

const DOT = 0x2e;
const DOLLAR = 0x24;
const UNDERSCORE = 0x5f;
/** In "_id" after its type, where it is a document's first field. */
const ID_FIRST = Buffer.from("_id\0");

/**
 * Walks the bytes of one document without recursion and refuses what is malformed, too deep or of a type outside the
 * subset. Answers whether the bytes may be stored just as they are: _id comes first, no name has a dot or begins with
 * a dollar, it is not too deep or too long, and decoding would refuse nothing.
 */
export function checkStructure(bytes: Buffer): boolean {
  if (bytes.length < 5 || bytes.readInt32LE(0) !== bytes.length)
    throw malformed("the document's length is wrong");
  let isStorable = bytes.length <= MAX_DOCUMENT_BYTES && ID_FIRST.equals(bytes.subarray(5, 9));
  const outer: number[] = [];
  let end = bytes.length;
  let at = 4;
  for (;;) {
    if (at >= end) throw overrun();
    const type = bytes[at++] as number;
    if (type === 0) {
      if (at !== end) throw malformed("a document ends early");
      const next = outer.pop();
      if (next === undefined) return isStorable;
      end = next;
      continue;
    }
    const start = at;
    if (bytes[at] === DOLLAR) isStorable = false;
    let isAscii = true;
    for (let byte = bytes[at]; byte !== 0; byte = bytes[++at]) {
      if (byte === DOT) isStorable = false;
      if ((byte as number) > 127) isAscii = false;
      if (at >= end) throw malformed("a name has no end");
    }
    if (at >= end) throw malformed("a name has no end");
    if (!isAscii && !isUtf8(bytes.subarray(start, at))) isStorable = false;
    if (bytes[start] === UNDERSCORE && (at - start === 9 || at - start === 10))
      refuseReserved(bytes, start, at);
    at += 1;
    const fixed = FIXED_BYTES[type];
    if (fixed !== undefined) {
      if (at + fixed > end) throw overrun();
      if (type === 8 && (bytes[at] as number) > 1) isStorable = false;
      if (type === 9 && !isJavaScriptDate(bytes, at))
        throw outsideSubset("A date further than 8 640 000 000 000 000 milliseconds from 1970", 2);
      at += fixed;
    } else if (type === 2) {
      const count = lengthWithin(bytes, at, end, 4);
      if (count < 1 || bytes[at + 3 + count] !== 0) throw malformed("a string has no end");
      isStorable &&= isUtf8(bytes.subarray(at + 4, at + 3 + count));
      at += 4 + count;
    } else if (type === 3 || type === 4) {
      const count = lengthWithin(bytes, at, end, 0);
      if (count < 5) throw malformed("an embedded document is too short");
      if (outer.length + 1 >= MAX_MESSAGE_DEPTH)
        throw new StoreError(15, `BSON nests deeper than ${MAX_MESSAGE_DEPTH} levels`);
      outer.push(end);
      if (outer.length >= MAX_DEPTH) isStorable = false;
      end = at + count;
      at += 4;
    } else if (type === 5) {
      const count = lengthWithin(bytes, at, end, 5);
      if (bytes[at + 4] === OLD_BINARY) isStorable = false;
      at += 5 + count;
    } else if (type === 11) {
      isStorable = false;
      for (let texts = 0; texts < 2; texts += 1) {
        const stop = bytes.indexOf(0, at);
        if (stop < 0 || stop >= end) throw malformed("a name has no end");
        at = stop + 1;
      }
    } else {
      const old = OLD_TYPES[type];
      throw old === undefined ? malformed(`unknown type ${type}`) : outsideSubset(`The BSON type ${old}`, 2);
    }
  }
}

function malformed(why: string): StoreError {
  return new StoreError(22, `Invalid BSON: ${why}`);
}

function overrun(): StoreError {
  return malformed("a value runs over the end of its document");
}

/** The length that stands here; refuses it when it and what belongs to it run over the end. */
function lengthWithin(bytes: Buffer, at: number, end: number, extra: number): number {
  if (at + 4 > end) throw overrun();
  const count = bytes.readInt32LE(at);
  if (count < 0) throw malformed("a length is negative");
  if (at + count + extra > end) throw overrun();
  return count;
}

function refuseReserved(bytes: Buffer, start: number, end: number): void {
  const name = bytes.toString("utf8", start, end);
  if (RESERVED_NAMES.has(name)) throw outsideSubset(`A field named ${name}`, 2);
}

/** Is the 64-bit number of milliseconds a date that JavaScript can hold? */
function isJavaScriptDate(bytes: Buffer, at: number): boolean {
  return Math.abs(bytes.readInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at)) <= 8.64e15;
}

/** The bytes of a Binary. */
export function binaryBytes(value: Binary): Buffer {
  return Buffer.from(value.buffer.buffer, value.buffer.byteOffset, value.position);
}

/** A short, readable form of a value for error messages. */
export function describe(value: Value | undefined): string {
  if (value === undefined) return "missing";
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Binary)
    return `BinData(${value.sub_type}, ${binaryBytes(value).toString("hex").toUpperCase()})`;
  if (bsonClass(value) === "ObjectId") return `ObjectId('${(value as ObjectId).toHexString()}')`;
  if (isNumeric(value)) return value.toString();
  if (isArray(value)) return `[ ${value.map(describe).join(", ")} ]`;
  if (isDoc(value))
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${name}: ${describe(inner)}`)
      .join(", ")} }`;
  return bsonClass(value) ?? "value";
}
