// For tests of the embedded store: sound frames and commands, and what somebody hostile makes of them (fast-check).
import {
  BSONRegExp,
  Binary,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from "bson";
import fc from "fast-check";
import { body, flags, frame, legacy, message, sequence } from "./raw-client.ts";

const lsid = { id: new UUID() };
const commands: readonly Document[] = [
  { ping: 1 },
  { hello: 1 },
  {
    insert: "c",
    documents: [{ _id: 1, a: [1, { b: "x" }], d: new Date(0), o: new ObjectId() }],
    ordered: false,
    writeConcern: { w: 1 },
  },
  {
    insert: "c",
    documents: [{ a: new Binary(Buffer.alloc(9)), n: Long.fromNumber(2 ** 40) }],
    lsid,
    txnNumber: Long.fromNumber(1),
  },
  {
    insert: "c",
    documents: [{ a: new Double(1.5) }],
    lsid,
    txnNumber: Long.fromNumber(2),
    autocommit: false,
    startTransaction: true,
  },
  { commitTransaction: 1, lsid, txnNumber: Long.fromNumber(2), autocommit: false },
  {
    update: "c",
    updates: [
      {
        q: { a: { $gte: 1 } },
        u: {
          $set: { "a.$[x]": 2 },
          $push: { b: { $each: [1], $slice: -2 } },
          $pull: { p: { $gt: 1 } },
          $addToSet: { s: { $each: [1] } },
        },
        upsert: true,
        arrayFilters: [{ x: 1 }],
      },
    ],
  },
  {
    findAndModify: "c",
    query: { a: 1 },
    update: { $inc: { a: new Int32(1) } },
    sort: { a: 1 },
    new: true,
    upsert: true,
    fields: { a: 1 },
  },
  { delete: "c", deletes: [{ q: { a: { $in: [1, null] } }, limit: 1 }] },
  {
    find: "c",
    filter: { $or: [{ a: { $elemMatch: { b: "x" } } }, { a: { $not: { $lt: 1 }, $exists: true } }] },
    sort: { a: -1 },
    projection: { a: 1 },
    skip: 1,
    limit: 3,
    batchSize: 1,
    maxTimeMS: 500,
    readConcern: { level: "majority" },
  },
  {
    aggregate: "c",
    pipeline: [
      { $match: { a: 1 } },
      { $sort: { a: 1 } },
      { $skip: 1 },
      { $limit: 1 },
      { $project: { a: 1 } },
      { $group: { _id: null, n: { $sum: 1 } } },
    ],
    cursor: { batchSize: 1 },
  },
  { aggregate: "c", pipeline: [{ $count: "n" }], cursor: {} },
  { count: "c", query: { a: 1 }, skip: 1, limit: 1 },
  { distinct: "c", key: "a", query: {} },
  { getMore: Long.fromNumber(7), collection: "c", batchSize: 2 },
  { killCursors: "c", cursors: [Long.fromNumber(7)] },
  { endSessions: [lsid] },
  {
    createIndexes: "c",
    indexes: [
      { key: { a: 1, b: -1 }, name: "ab", unique: false, partialFilterExpression: { a: { $gt: 1 } } },
    ],
  },
  { createIndexes: "c", indexes: [{ key: { t: 1 }, name: "t", expireAfterSeconds: 10 }] },
  { dropIndexes: "c", index: ["none"] },
  { listIndexes: "c", cursor: {} },
  { listCollections: 1, filter: { name: "c" }, nameOnly: true, cursor: {} },
  { explain: { find: "c", filter: { a: 1 }, sort: { b: 1 } }, verbosity: "executionStats" },
  {
    explain: { update: "c", updates: [{ q: { a: 1 }, u: { $set: { b: 1 } } }] },
    verbosity: "queryPlanner",
  },
  { validate: "c", full: true },
  { dbStats: 1, scale: 1 },
  {
    find: "c",
    filter: {},
    lsid,
    readConcern: { level: "snapshot", atClusterTime: new Timestamp({ t: 1, i: 1 }) },
  },
  { create: "d" },
  { drop: "e" },
];
const sound: readonly Buffer[] = [
  ...commands.map(message),
  legacy({ isMaster: 1 }),
  frame(2013, flags(0), body({ insert: "c", $db: "hostile" }), sequence("documents", [{ a: 1 }, { a: "ñ" }])),
];

/** What somebody hostile does to a sound frame. */
type Change = (frame: Buffer) => Buffer;
const at = fc.nat(1000);
const length = fc.oneof(
  fc.integer({ min: -2, max: 400 }),
  fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31), 48_000_000, 48_000_001),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(([where, by]): Change => (bytes) => {
    const next = Buffer.from(bytes);
    next[where % next.length] = (next[where % next.length] as number) ^ by;
    return next;
  }),
  at.map(
    (where): Change =>
      (bytes) =>
        bytes.subarray(0, where % bytes.length),
  ),
  fc.uint8Array({ maxLength: 40 }).map(
    (more): Change =>
      (bytes) =>
        Buffer.concat([bytes, more]),
  ),
  fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(
    ([where, more]): Change =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, where % bytes.length), more, bytes.subarray(where % bytes.length)]),
  ),
  // Lies about lengths: of the message, of a section, of whatever four bytes.
  fc.tuple(fc.oneof(fc.constantFrom(0, 21, 12), at), length).map(([where, lie]): Change => (bytes) => {
    const next = Buffer.from(bytes);
    if (next.length >= 4) next.writeInt32LE(lie, where % (next.length - 3));
    return next;
  }),
  // Another BSON type for whatever is at a byte that looks like a type.
  fc
    .tuple(at, fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 127, 255))
    .map(([where, type]): Change => (bytes) => {
      const next = Buffer.from(bytes);
      const types = [...next.keys()].filter(
        (place) => place > 20 && (next[place] as number) < 20 && (next[place] as number) > 0,
      );
      const place = types[where % Math.max(1, types.length)];
      if (place !== undefined) next[place] = type;
      return next;
    }),
);
/** A sound frame of which something has been changed. */
export const mutant = fc
  .tuple(fc.constantFrom(...sound), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([bytes, changes]) => changes.reduce((so, one) => (so.length === 0 ? so : one(so)), bytes))
  // The head's true length, so that the bytes inside are what is looked at; the others keep their lie.
  .chain((bytes) =>
    fc.boolean().map((isTrue) => {
      const next = Buffer.from(bytes);
      if (isTrue && next.length >= 4) next.writeInt32LE(next.length, 0);
      return next;
    }),
  );

/** Values that may stand where another was meant. */
const strange = fc.constantFrom<unknown>(
  // Nothing at all.
  undefined,
  null,
  true,
  "",
  "x",
  "$x",
  "a.b",
  "a\0b",
  "x".repeat(3000),
  new Int32(-1),
  new Double(NaN),
  new Double(1.5),
  new Double(1e300),
  Long.MIN_VALUE,
  Decimal128.fromString("NaN"),
  [],
  [[]],
  [null],
  {},
  { $gt: 1 },
  { $x: 1 },
  { a: { $where: "1" } },
  { "": 1 },
  new Binary(Buffer.alloc(3)),
  new Binary(Buffer.alloc(1), 9),
  new MinKey(),
  new MaxKey(),
  new Date(8.64e15),
  new Timestamp({ t: 1, i: 1 }),
  new BSONRegExp("x", "i"),
);

/** The command with a strange value in the place of one of its parts, whatever it is. */
export const strangeCommand = fc
  .tuple(fc.constantFrom(...commands), fc.nat(), strange)
  .map(([command, where, value]) => {
    const places = placesIn(command);
    const path = places[where % places.length] as readonly string[];
    return replaced({ ...command, $db: "hostile" }, path, value);
  });

function placesIn(part: unknown): (readonly string[])[] {
  if (typeof part !== "object" || part === null || "_bsontype" in part || part instanceof Date) return [];
  return Object.entries(part).flatMap(([name, inner]) => [
    [name],
    ...placesIn(inner).map((path) => [name, ...path]),
  ]);
}

function replaced<T>(part: T, [name, ...rest]: readonly string[], value: unknown): T {
  if (name === undefined) return value as T;
  const copy = (Array.isArray(part) ? [...part] : { ...part }) as Record<string, unknown>;
  copy[name] = replaced(copy[name], rest, value);
  return copy as T;
}
