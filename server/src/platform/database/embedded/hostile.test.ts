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
  serialize,
} from "bson";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RawClient, body, flags, frame, legacy, message, rawClient, sequence } from "./raw-client.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

/** Who hangs while holding the store's memory is closed after so long; a minute in the product. */
const PATIENCE_MS = 200;
let world: TestStore;
const clients: RawClient[] = [];
beforeAll(async () => {
  world = await openTestStore(undefined, 60_000, PATIENCE_MS);
});
afterAll(async () => {
  for (const client of clients) client.socket.destroy();
  await world.end();
});

function client(): RawClient {
  const one = rawClient(world.store.uri);
  clients.push(one);
  return one;
}

interface Kept {
  readonly _id: number;
  readonly words: string;
}
let kept: Kept[] = [];
/** An honest client writes one more document and finds all that it wrote before, as it was. */
async function honestGoesOn(): Promise<void> {
  const c = world.connection.collection<Kept>("honest");
  const one = { _id: kept.length, words: `Artículo ${kept.length}: «el agua» 🜄` };
  await c.insertOne(one);
  kept = [...kept, one];
  expect(await c.find().sort({ _id: 1 }).toArray()).toEqual(kept);
}

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
const mutant = fc
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
const strangeCommand = fc
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

/** Sends a mutant and then a ping, so that something comes back whatever the mutant is. */
async function outcomeOf(bytes: Buffer, name = bytes.toString("hex")): Promise<void> {
  const one = rawClient(world.store.uri);
  one.socket.write(Buffer.concat([bytes, message({ ping: 1 })]));
  const answer = await one.next();
  one.socket.destroy();
  if (answer === "closed") return;
  expect([0, 1]).toContain(answer["ok"]);
  if (answer["ok"] === 1) return;
  expect(answer).toMatchObject({ errmsg: expect.any(String), codeName: expect.any(String) });
  // 8 is a bug of the store, reported.
  expect(answer["code"], `${answer["errmsg"]} ${name}`).not.toBe(8);
}

describe("hostile bytes", () => {
  test("[E9] whatever is done to a sound frame, it is answered or its connection closed, and honest clients go on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutant, { minLength: 20, maxLength: 40 }), async (mutants) => {
        await Promise.all(mutants.map((one) => outcomeOf(one)));
        await honestGoesOn();
      }),
      { numRuns: 20 },
    );
  });

  test("[E9] whatever stands in a command in the place of what was meant, it is answered with an error that is meant", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(strangeCommand, { minLength: 20, maxLength: 40 }), async (list) => {
        await Promise.all(list.map((command) => outcomeOf(message(command), JSON.stringify(command))));
        await honestGoesOn();
      }),
      { numRuns: 20 },
    );
  });

  test("[E9] what BSON cannot say soundly is refused, and the connection goes on", async () => {
    const raw = (element: readonly number[]) => {
      const inner = Buffer.concat([Buffer.alloc(4), Buffer.from(element), Buffer.of(0)]);
      inner.writeInt32LE(inner.length, 0);
      return frame(2013, flags(0), body({ insert: "c", $db: "hostile" }), rawSequence(inner));
    };
    const rawSequence = (doc: Buffer) => {
      const section = sequence("documents", []);
      section.writeInt32LE(section.length - 1 + doc.length, 1);
      return Buffer.concat([section, doc]);
    };
    const a = 97;
    const table: [string, readonly number[], number][] = [
      ["text that is not UTF-8", [2, a, 0, 3, 0, 0, 0, 0xc3, 0x28, 0], 22],
      ["text without its end", [2, a, 0, 2, 0, 0, 0, a, a], 22],
      ["text of a negative length", [2, a, 0, 255, 255, 255, 255, a, 0], 22],
      ["a date that no calendar has", [9, a, 0, 0, 0, 0, 0, 0, 0, 0, 127], 2],
      ["undefined", [6, a, 0], 2],
      ["a symbol", [14, a, 0, 2, 0, 0, 0, a, 0], 2],
      ["JavaScript", [13, a, 0, 2, 0, 0, 0, a, 0], 2],
      ["an unknown type", [77, a, 0], 22],
      ["a binary that runs over", [5, a, 0, 99, 0, 0, 0, 0], 22],
      ["a binary of a negative length", [5, a, 0, 255, 255, 255, 255, 0], 22],
      ["a document that is too short", [3, a, 0, 4, 0, 0, 0], 22],
      ["__proto__", [10, ...Buffer.from("__proto__\0")], 2],
      ["_bsontype", [2, ...Buffer.from("_bsontype\0"), 2, 0, 0, 0, a, 0], 2],
    ];
    const one = client();
    for (const [name, element, code] of table) {
      one.socket.write(raw(element));
      expect(await one.next(), name).toMatchObject({ ok: 0, code });
    }
    one.socket.write(raw([10, a, 0]));
    expect(await one.next()).toMatchObject({ ok: 1, n: 1 });
  });

  test("[E9] messages of every depth up to the stack's end", async () => {
    const one = client();
    for (const [levels, code] of [
      [99, undefined],
      [100, 15],
      [190, 15],
      [210, 15],
      [200_000, 15],
    ] as const) {
      one.socket.write(frame(2013, flags(0), body({ insert: "deep", $db: "hostile" }), deepSequence(levels)));
      const answer = await one.next();
      const error = (answer as { writeErrors?: { code: number }[] }).writeErrors?.[0] ?? answer;
      expect(error, `${levels}`).toMatchObject(code === undefined ? { ok: 1, n: 1 } : { code });
    }
  });

  test("[E9] an answer that would be too large is an error, and the connection goes on", async () => {
    const patient = await openTestStore();
    const one = rawClient(patient.store.uri);
    const send = async (command: object) => {
      one.socket.write(message(command));
      return one.next();
    };
    const big = "x".repeat(9 * 1024 * 1024);
    for (const _id of [1, 2])
      expect(await send({ insert: "big", documents: [{ _id, a: `${_id}${big}` }] })).toMatchObject({ n: 1 });
    expect(await send({ distinct: "big", key: "a" })).toMatchObject({ ok: 0, code: 10334 });
    expect(
      await send({
        update: "big",
        updates: [{ q: {}, u: { $inc: { a: `${big}${big}`.slice(0, 15_000_000) } } }],
      }),
    ).toMatchObject({
      writeErrors: [{ code: 14 }],
    });
    const whole = "x".repeat(16 * 1024 * 1024 - 40);
    expect(await send({ insert: "big", documents: [{ _id: 3, a: whole }] })).toMatchObject({ n: 1 });
    expect(await send({ findAndModify: "big", query: { _id: 3 }, remove: true })).toMatchObject({
      ok: 1,
      value: { _id: 3 },
    });
    one.socket.destroy();
    await patient.end();
  });
});

describe("clients that hang", () => {
  const head = (bytes: number) => {
    const start = message({ ping: 1 }).subarray(0, 20);
    const next = Buffer.from(start);
    next.writeInt32LE(bytes, 0);
    return next;
  };

  /** Returns when the store's patience with a silent client has ended, twice over. */
  async function outlastPatience(): Promise<void> {
    for (const _ of [1, 2]) {
      const silent = client();
      silent.socket.write(head(100));
      await silent.closed;
    }
  }

  test("[E9] half a frame and then nothing: closed, and nobody waits for it", async () => {
    const silent = [
      message({ ping: 1 }).subarray(0, 30),
      message({ ping: 1 }).subarray(0, 3),
      head(48_000_000),
    ].map((bytes) => {
      const one = client();
      one.socket.write(bytes);
      return one;
    });
    await honestGoesOn();
    for (const one of silent) expect(await one.next()).toBe("closed");
    await honestGoesOn();
  });

  test("[E9] also one that was idle before", async () => {
    const [late, other] = [client(), client()];
    late.socket.write(message({ ping: 1 }));
    expect(await late.next()).toMatchObject({ ok: 1 });
    await outlastPatience();
    late.socket.write(head(100));
    other.socket.write(head(100));
    await Promise.all([late.closed, other.closed]);
  });

  test("[E9] a connection that holds nothing is left alone for as long as it likes", async () => {
    const idle = client();
    idle.socket.write(message({ ping: 1 }));
    expect(await idle.next()).toMatchObject({ ok: 1 });
    await outlastPatience();
    idle.socket.write(message({ ping: 1 }));
    expect(await idle.next()).toMatchObject({ ok: 1 });
  });

  test("[E9] answers that nobody fetches: the store answers no further, and closes", async () => {
    await world.connection
      .collection("large")
      .insertMany(Array.from({ length: 8 }, () => ({ a: "x".repeat(200_000) })));
    const deaf = client();
    deaf.socket.pause();
    for (let n = 0; n < 200; n++) deaf.socket.write(message({ find: "large", $db: "pliego" }));
    await honestGoesOn();
    await outlastPatience();
    deaf.socket.resume();
    let fetched = 0;
    while ((await deaf.next()) !== "closed") fetched += 1;
    expect(fetched).toBeLessThan(20);
    await world.connection.collection("large").drop();
  });

  test("[E9] many that declare 48 MB and send in drops: over 240 MB in all the longest are closed, the others not", async () => {
    const patient = await openTestStore();
    const heavy = Array.from({ length: 30 }, () => rawClient(patient.store.uri));
    const chunk = Buffer.alloc(10_000_000);
    for (const one of heavy) {
      one.socket.write(head(48_000_000));
      one.socket.write(Buffer.alloc(1));
      await new Promise<void>((sent) => one.socket.write(chunk, () => sent()));
    }
    await Promise.all(heavy.slice(0, 6).map((one) => one.closed));
    expect(await patient.connection.collection("honest").countDocuments()).toBe(0);
    expect(heavy.slice(8).filter((one) => one.socket.destroyed)).toEqual([]);
    for (const one of heavy) one.socket.destroy();
    await patient.end();
  });

  test("[E9] a thousand connections at once", async () => {
    const many = Array.from({ length: 1000 }, () => client());
    for (const one of many) one.socket.write(message({ insert: "many", documents: [{ a: 1 }] }));
    await honestGoesOn();
    const answers = await Promise.all(many.map((one) => one.next()));
    for (const answer of answers) expect(answer).toMatchObject({ ok: 1, n: 1 });
    for (const one of many) one.socket.destroy();
    await honestGoesOn();
  });
});

/** One document so deep, written without recursion. */
function deepSequence(levels: number): Buffer {
  const open = Buffer.alloc(levels * 7);
  const size = levels * 8 + 5;
  for (let level = 0; level < levels; level++) {
    open.writeInt32LE(size - level * 8, level * 7);
    open.set([3, 97, 0], level * 7 + 4);
  }
  const doc = Buffer.concat([open, serialize({}), Buffer.alloc(levels)]);
  const section = sequence("documents", []);
  section.writeInt32LE(section.length - 1 + doc.length, 1);
  return Buffer.concat([section, doc]);
}
