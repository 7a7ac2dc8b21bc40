import { Code, serialize } from "bson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "./errors.ts";
import { body, flags, frame, legacy, rawClient } from "./raw-client.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
beforeAll(async () => {
  world = await openTestStore();
  await world.connection.collection<{ _id: number }>("c").insertOne({ _id: 1 });
});
afterAll(() => world.end());
const run = (command: object) => must(world.connection.db, "connected").command({ ...command });

describe("refusals", () => {
  const update = (u: unknown, more: object = {}) => ({ update: "c", updates: [{ q: {}, u, ...more }] });
  const find = (more: object) => ({ find: "c", ...more });
  const stage = (one: object) => ({ aggregate: "c", pipeline: [one], cursor: {} });
  const table: [object, string, number?][] = [
    [{ mapReduce: "c" }, "mapReduce", 59],
    [{ explain: { mapReduce: "c" } }, "mapReduce", 59],
    [{ explain: { insert: "c", documents: [{}] } }, "explain of insert", 59],
    [{ eval: "1" }, "eval", 59],
    [{ toString: 1 }, "toString", 59],
    [{ collStats: "c" }, "collStats", 59],
    [find({ collation: { locale: "es" } }), "find.collation", 40415],
    [find({ hint: "_id_" }), "find.hint", 40415],
    [find({ tailable: true }), "find.tailable", 40415],
    [find({ let: { a: 1 } }), "find.let", 40415],
    [find({ noCursorTimeout: true }), "find.noCursorTimeout", 40415],
    [{ create: "d", capped: true, size: 1 }, "create.capped", 40415],
    [{ create: "d", validator: {} }, "create.validator", 40415],
    [
      { insert: "c", documents: [{}], bypassDocumentValidation: true },
      "insert.bypassDocumentValidation",
      40415,
    ],
    [find({ filter: { $where: "1" } }), "$where"],
    [find({ filter: { $expr: {} } }), "$expr"],
    [find({ filter: { $text: { $search: "x" } } }), "$text"],
    [find({ filter: { a: { $regex: "x" } } }), "$regex"],
    [find({ filter: { a: /x/ } }), "regular expression"],
    [find({ filter: { a: { $size: 1 } } }), "$size"],
    [find({ filter: { a: { $all: [1] } } }), "$all"],
    [find({ filter: { a: { $near: [1, 2] } } }), "$near"],
    [find({ filter: { a: { $gt: 1, b: 2 } } }), "mixed"],
    [find({ sort: { a: { $meta: "textScore" } } }), "Sort a"],
    [find({ projection: { a: { $slice: 1 } } }), "$slice"],
    [find({ projection: { a: "$b" } }), "Projection of a"],
    [find({ projection: { "a.$": 1 } }), "a.$"],
    [find({ projection: { a: 1, b: 0 } }), "mixes"],
    [find({ readConcern: { level: "local", afterClusterTime: 1 } }), "afterClusterTime"],
    [stage({ $lookup: {} }), "$lookup"],
    [stage({ $group: { _id: "$a" } }), "$group by"],
    [stage({ $group: { _id: null, n: { $avg: "$n" } } }), "$group accumulator"],
    [stage({ $project: { a: { $concat: [] } } }), "$concat"],
    [{ ...stage({ $match: {} }), allowDiskUse: true }, "aggregate.allowDiskUse", 40415],
    [update([{ $set: { a: 1 } }]), "pipeline"],
    [update({ $rename: { a: "b" } }), "$rename"],
    [update({ $currentDate: { a: true } }), "$currentDate"],
    [update({ $set: { "a.$": 1 } }), "positional operator", 2],
    [update({ $set: { "a.$[]": 1 } }), "'a' must exist", 2],
    [update({ $set: { "a.$b": 1 } }), "$b", 2],
    [update({ $push: { a: { $each: [1], $sort: 1 } } }), "$sort"],
    [update({ $set: { a: 1 } }, { arrayFilters: [{ x: 1 }] }), "'x' was not used", 9],
    [update({ $set: { "a.$[x]": 1 } }, { arrayFilters: [] }), "identifier 'x'", 2],
    [update({ $set: { a: 1 } }, { collation: { locale: "es" } }), "collation"],
    [update({ $set: { a: 1 }, $inc: { "a.b": 1 } }), "conflict", 40],
    [update({ $set: { _id: 9 } }), "_id", 66],
    [update({ $set: { "a.__proto__.b": 1 } }), "__proto__", 2],
    [update({ $inc: { "a.b._bsontype": 1 } }), "_bsontype", 2],
    [{ delete: "c", deletes: [{ q: {}, limit: 1, hint: "x" }] }, "hint"],
    [{ createIndexes: "c", indexes: [{ key: { a: "text" }, name: "t" }] }, "Index key a"],
    [
      { createIndexes: "c", indexes: [{ key: { _id: 1 }, name: "t", expireAfterSeconds: 1 }] },
      "expireAfterSeconds",
      197,
    ],
    [
      { createIndexes: "c", indexes: [{ key: { a: 1 }, name: "t", wildcardProjection: {} }] },
      "wildcardProjection",
    ],
    [
      {
        createIndexes: "c",
        indexes: [{ key: { a: 1 }, name: "t", partialFilterExpression: { a: { $in: [1] } } }],
      },
      "$in",
    ],
    [{ insert: "c", documents: [{ $a: 1 }] }, "$a", 52],
    [{ insert: "c", documents: [{ "a.b": 1 }] }, "a.b", 57],
    [{ insert: "c", documents: [{ a: new Code("1") }] }, "JavaScript code"],
    // What the bson package decodes as one value of its own.
    [{ insert: "c", documents: [{ a: [{ $ref: "c", $id: 1 }] }] }, "DBRef"],
    [update({ $set: { a: { $ref: "c", $id: 1 } } }), "DBRef"],
    [update({ $max: { _id: { $ref: "c", $id: 1 } } }), "DBRef"],
    [find({ filter: { a: { $in: [{ $ref: "c", $id: 1 }] } } }), "DBRef"],
    [find({ filter: { a: { $gt: { $ref: "c", $id: 1 } } } }), "DBRef"],
    [{ insert: "c", documents: [{ _id: [1] }] }, "array"],
    [{ insert: "c", documents: [{ a: nested(150) }] }, "nests deeper", 15],
    [{ insert: "c", documents: [{ a: nested(250) }] }, "nests deeper", 15],
    [{ insert: "c", documents: [{}], writeConcern: { w: 3 } }, "data-bearing", 100],
    [{ insert: "$bad", documents: [{}] }, "$bad", 73],
    // JavaScript, wherever a filter stands.
    [find({ filter: { $and: [{ a: { $elemMatch: { $where: "1" } } }] } }), "$where"],
    [find({ filter: { a: { $not: { $where: "1" } } } }), "$where"],
    [find({ filter: { $expr: { $function: {} } } }), "$expr"],
    [{ count: "c", query: { $where: "1" } }, "$where"],
    [{ distinct: "c", key: "a", query: { $where: "1" } }, "$where"],
    [stage({ $match: { $where: "1" } }), "$where"],
    [stage({ $project: { a: { $function: {} } } }), "$function"],
    [{ update: "c", updates: [{ q: { $where: "1" }, u: { $set: { a: 1 } } }] }, "$where"],
    [update({ $pull: { a: { $where: "1" } } }), "$where"],
    [update({ $set: { "a.$[x]": 1 } }, { arrayFilters: [{ x: { $where: "1" } }] }), "$where"],
    [{ delete: "c", deletes: [{ q: { $where: "1" }, limit: 0 }] }, "$where"],
    [{ findAndModify: "c", query: { $where: "1" }, remove: true }, "$where"],
    [
      {
        createIndexes: "c",
        indexes: [{ key: { a: 1 }, name: "t", partialFilterExpression: { $where: "1" } }],
      },
      "$where",
    ],
    [{ createIndexes: "c", indexes: [{ key: { a: "2dsphere" }, name: "t" }] }, "Index key a"],
    [{ createIndexes: "c", indexes: [{ key: { a: 1 }, name: "t", v: 1 }] }, "Index version 1"],
    [
      { createIndexes: "c", indexes: [{ key: { a: 1 }, name: "t", expireAfterSeconds: 2 ** 31 }] },
      "expireAfterSeconds",
      2,
    ],
    [{ dbStats: 1, scale: 1024 }, "dbStats.scale"],
    [{ createIndexes: "c", indexes: [{ key: { "$**": 1 }, name: "t" }] }, "$**"],
    // Names with dots and dollars, at any depth and by any way in.
    [{ insert: "c", documents: [{ a: [{ b: { "c.d": 1 } }] }] }, "c.d", 57],
    [{ insert: "c", documents: [{ a: [{ $b: 1 }] }] }, "$b", 52],
    [{ insert: "c", documents: [{ _id: { $a: 1 } }] }, "$a", 52],
    [update({ $set: { a: { "b.c": 1 } } }), "b.c", 57],
    [update({ $set: { a: { $b: 1 } } }), "$b", 52],
    [update({ $push: { l: { $b: 1 } } }), "$b"],
    [update({ $push: { l: { x: { $b: 1 } } } }), "$b", 52],
    [update({ a: 1, $b: 1 }), "Update operator a"],
    [update({ "a.b": 1 }), "a.b", 57],
    [{ findAndModify: "c", query: {}, update: { a: { $b: 1 } } }, "$b", 52],
    [
      { update: "c", updates: [{ q: { n: 9, m: { x: { $b: 1 } } }, u: { $set: { z: 1 } }, upsert: true }] },
      "$b",
    ],
    [update({ $set: { "": 1 } }), "empty field name", 56],
    [update({ $set: { "a..b": 1 } }), "empty field name", 56],
    // Names of collections.
    [{ insert: "", documents: [{}] }, "name of a collection", 73],
    [{ insert: "a\0b", documents: [{}] }, "a\0b", 73],
    [{ insert: "x".repeat(300), documents: [{}] }, "Invalid namespace", 73],
    [{ create: "x".repeat(300) }, "Invalid namespace", 73],
    [{ insert: "c", documents: [] }, "between 1 and", 2],
  ];

  test("[E1] what is outside the subset is refused by name", async () => {
    for (const [command, name, code] of table) {
      const refused = await run(command).then(
        (reply) => (reply["writeErrors"] as { errmsg: string; code: number }[] | undefined)?.[0],
        (error: { errmsg: string; code: number }) => error,
      );
      expect(refused?.errmsg, JSON.stringify(command)).toContain(name);
      if (code !== undefined) expect(refused?.code, JSON.stringify(command)).toBe(code);
    }
    expect(await world.connection.collection<{ _id: number }>("c").find().toArray()).toEqual([{ _id: 1 }]);
  });

  test("[E3] a sort that cannot be done is refused also where what it sorts is only counted", async () => {
    await run({ insert: "parallel", documents: [{ _id: 1, a: [], b: [] }, { _id: 2 }] });
    const count = {
      aggregate: "parallel",
      cursor: {},
      pipeline: [{ $sort: { b: 1, a: 1 } }, { $count: "n" }],
    };
    await expect(run(count)).rejects.toMatchObject({ code: 2 });
  });

  test("[E1] the store says what it is, and never that it is MongoDB", async () => {
    expect(await run({ hello: 1 })).toMatchObject({
      setName: "pliego",
      pliegoEmbedded: { format: "pliego-embedded-2", pid: process.pid },
    });
    expect(await run({ buildInfo: 1 })).toMatchObject({
      version: "7.0.0",
      storageEngine: "pliego embedded store",
    });
  });

  test("[E9] a document over 16 MB and a key too long for its index are refused; a query for such a key finds nothing", async () => {
    const big = { insert: "c", documents: [{ a: "x".repeat(16 * 1024 * 1024) }] };
    expect(await run(big)).toMatchObject({ writeErrors: [{ code: 10334 }] });
    await run({ createIndexes: "long", indexes: [{ key: { a: 1 }, name: "a" }] });
    expect(await run({ insert: "long", documents: [{ a: "x".repeat(3000) }] })).toMatchObject({
      writeErrors: [{ code: 17280 }],
    });
    expect(await run({ insert: "long", documents: [{ a: "x".repeat(1500) }] })).toMatchObject({ n: 1 });
    for (const a of [{ $eq: "x".repeat(5000) }, { $gt: "x".repeat(5000) }, { $lt: "x".repeat(5000) }]) {
      const found = await run({ count: "long", query: { a } });
      expect(found["n"]).toBe("$lt" in a ? 1 : 0);
    }
    expect(await run({ count: "long", query: { _id: "x".repeat(5000) } })).toMatchObject({ n: 0 });
  });

  test("[E9] malformed frames cost their own connection only, or are answered with an error", async () => {
    const ping = body({ ping: 1, $db: "admin" });
    const wrongLength = Buffer.from(ping);
    wrongLength.writeInt32LE(9, 1);
    const table: [string, Buffer, "closed" | "answered"][] = [
      ["a sound ping", frame(2013, flags(0), ping), "answered"],
      ["an unknown opcode", frame(2001, flags(0), ping), "closed"],
      ["compressed", frame(2012, flags(0), ping), "closed"],
      ["unknown flags", frame(2013, flags(4), ping), "closed"],
      ["a checksum", frame(2013, flags(1), ping, Buffer.alloc(4)), "closed"],
      ["two bodies", frame(2013, flags(0), ping, ping), "closed"],
      ["no body", frame(2013, flags(0), Buffer.of(7, 0, 0, 0, 0, 0)), "closed"],
      ["a length that is too short", Buffer.concat([Buffer.of(4, 0, 0, 0), Buffer.alloc(40)]), "closed"],
      ["a length over 48 MB", Buffer.concat([Buffer.of(255, 255, 255, 127), Buffer.alloc(40)]), "closed"],
      ["a negative length", Buffer.concat([Buffer.of(255, 255, 255, 255), Buffer.alloc(40)]), "closed"],
      ["a body with a wrong length", frame(2013, flags(0), wrongLength), "answered"],
      [
        "OP_QUERY on a collection",
        frame(2004, flags(0), Buffer.from("a.b\0"), Buffer.alloc(8), serialize({ a: 1 })),
        "closed",
      ],
      ["OP_QUERY isMaster", legacy({ isMaster: 1 }), "answered"],
    ];
    for (const [name, bytes, outcome] of table) expect(await sent(bytes), name).toBe(outcome);
    expect(await run({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

function nested(levels: number): object {
  let doc: object = {};
  for (let level = 0; level < levels; level++) doc = { a: doc };
  return doc;
}

/** Does the store answer these bytes, or close the connection? */
async function sent(bytes: Buffer): Promise<"closed" | "answered"> {
  const client = rawClient(world.store.uri);
  client.socket.write(bytes);
  const answer = await client.next();
  client.socket.destroy();
  return answer === "closed" ? "closed" : "answered";
}
