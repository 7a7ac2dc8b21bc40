// Order-preserving bytes for every BSON value: comparing two encodings byte by byte is MongoDB's comparison
// order (MinKey, null, numbers, string, object, array, binary, ObjectId, boolean, date, timestamp, regular
// expression, MaxKey). This is the only comparison the store has: sorting, matching and indexes all use it.
//
// Every encoding starts with a type byte between 0x08 and 0xF0 and no encoding is a prefix of another, so
// encodings can be joined, and turned over bit by bit for descending fields.
import type { BSONRegExp, Binary, ObjectId, Timestamp } from "bson";
import { outsideSubset } from "./errors.ts";
import { encodeNumber } from "./number-encoding.ts";
import { type Doc, type Value, binaryBytes, bsonClass, isArray, isDoc, isNumeric } from "./values.ts";

/** The type byte of each group of types that compare with one another. */
export const TYPE = {
  minKey: 0x08,
  /** An empty array among the keys of an index: before null, as in MongoDB. */
  emptyArray: 0x0c,
  null: 0x10,
  number: 0x20,
  string: 0x30,
  object: 0x40,
  array: 0x50,
  binary: 0x60,
  objectId: 0x70,
  boolean: 0x80,
  date: 0x90,
  timestamp: 0xa0,
  regex: 0xb0,
  maxKey: 0xf0,
} as const;

const STRING_TAG = String.fromCharCode(TYPE.string);

/** The type byte of a value; missing counts as null. */
export function typeByte(value: Value | undefined): number {
  if (value === null || value === undefined) return TYPE.null;
  if (typeof value === "string") return TYPE.string;
  if (typeof value === "boolean") return TYPE.boolean;
  if (value instanceof Date) return TYPE.date;
  if (isNumeric(value)) return TYPE.number;
  if (isArray(value)) return TYPE.array;
  switch (bsonClass(value)) {
    case undefined:
      return TYPE.object;
    case "ObjectId":
      return TYPE.objectId;
    case "Binary":
      return TYPE.binary;
    case "Timestamp":
      return TYPE.timestamp;
    case "BSONRegExp":
      return TYPE.regex;
    case "MinKey":
      return TYPE.minKey;
    case "MaxKey":
      return TYPE.maxKey;
    default:
      throw outsideSubset(`The BSON type ${bsonClass(value)}`, 2);
  }
}

/** The order-preserving bytes of a value; missing is encoded as null. */
export function encodeKey(value: Value | undefined): Buffer {
  const type = typeByte(value);
  const tag = Buffer.of(type);
  switch (type) {
    case TYPE.number:
      return Buffer.concat([tag, encodeNumber(value as never)]);
    case TYPE.string:
      return text(value as string, STRING_TAG);
    case TYPE.object:
      return Buffer.concat([tag, ...fields(value as Doc), Buffer.of(0)]);
    case TYPE.array:
      return Buffer.concat([tag, ...(value as readonly Value[]).map(encodeKey), Buffer.of(0)]);
    case TYPE.binary: {
      const bytes = binaryBytes(value as Binary);
      const head = Buffer.alloc(5);
      head.writeUInt32BE(bytes.length);
      head[4] = (value as Binary).sub_type;
      return Buffer.concat([tag, head, bytes]);
    }
    case TYPE.objectId:
      return Buffer.concat([tag, (value as ObjectId).id]);
    case TYPE.boolean:
      return Buffer.of(type, value === true ? 1 : 0);
    case TYPE.date: {
      const bytes = Buffer.allocUnsafe(9);
      bytes[0] = type;
      bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt((value as Date).getTime()) + (1n << 63n)), 1);
      return bytes;
    }
    case TYPE.timestamp: {
      const bytes = Buffer.allocUnsafe(9);
      bytes[0] = type;
      bytes.writeBigUInt64BE(BigInt.asUintN(64, (value as Timestamp).toBigInt()), 1);
      return bytes;
    }
    case TYPE.regex:
      return Buffer.concat([tag, text((value as BSONRegExp).pattern), text((value as BSONRegExp).options)]);
    default:
      return tag;
  }
}

/**
 * UTF-8 after an ASCII tag, closed by 0x00; inside, 0x00 is written 0x01 0x01 and 0x01 is written 0x01 0x02, so that none
 * begins another.
 */
function text(value: string, tag = ""): Buffer {
  const bytes = Buffer.from(`${tag}${value}\0`, "utf8");
  if (bytes.indexOf(0) === bytes.length - 1 && !bytes.includes(1)) return bytes;
  const escaped: number[] = [];
  for (const byte of bytes.subarray(0, -1)) {
    if (byte > 1) escaped.push(byte);
    else escaped.push(1, byte + 1);
  }
  return Buffer.from([...escaped, 0]);
}

function* fields(doc: Doc): Generator<Buffer> {
  for (const [name, value] of Object.entries(doc)) {
    yield Buffer.of(typeByte(value));
    yield text(name);
    yield encodeKey(value);
  }
}

/** Turns every bit over, in place: descending fields of an index. */
export function invert(bytes: Buffer): Buffer {
  for (let at = 0; at < bytes.length; at++) bytes[at] = 255 - (bytes[at] as number);
  return bytes;
}

/** The smallest bytes that come after every key starting with these; undefined when there are none. */
export function afterPrefix(prefix: Buffer): Buffer | undefined {
  let last = prefix.length - 1;
  while (last >= 0 && prefix[last] === 255) last -= 1;
  if (last < 0) return undefined;
  const next = Buffer.from(prefix.subarray(0, last + 1));
  next[last] = (next[last] as number) + 1;
  return next;
}

/** MongoDB's comparison order of two values: below, equal to or above zero. */
export function compareValues(left: Value | undefined, right: Value | undefined): number {
  if (left === right) return 0;
  const byType = typeByte(left) - typeByte(right);
  if (byType !== 0) return byType;
  if (typeof left === "string") return Buffer.compare(Buffer.from(left), Buffer.from(right as string));
  if (left instanceof Date) return left.getTime() - (right as Date).getTime();
  if (isDoc(left) && Object.keys(left).length === 0 && Object.keys(right as Doc).length === 0) return 0;
  return Buffer.compare(encodeKey(left), encodeKey(right));
}

/** Are the two values equal, whatever the type of their numbers? */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  return compareValues(left, right) === 0;
}
