import { Decimal128, Double, Int32, Long, ObjectId } from "bson";
import mongoose, { Schema } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
let count = 0;
// The tests give documents of every shape on purpose.
// oxlint-disable-next-line typescript/no-explicit-any
type Row = Record<string, any>;
const fresh = () => world.connection.collection<Row>(`c${(count += 1)}`);
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());

describe("queries", () => {
  const docs: Row[] = [
    { _id: 0 },
    { _id: 1, a: null },
    { _id: 2, a: 1 },
    { _id: 3, a: 2.5 },
    { _id: 4, a: "x" },
    { _id: 5, a: [1, 3] },
    { _id: 6, a: [] },
    {
      _id: 7,
      a: [
        { b: 1, c: 2 },
        { b: 2, c: 1 },
      ],
    },
    { _id: 8, a: { b: 1 } },
    { _id: 9, a: [[1]] },
    { _id: 10, a: new Date(0) },
    { _id: 11, a: { b: null } },
  ];
  const table: [Row, number[]][] = [
    [{ a: 1 }, [2, 5]],
    [{ a: { $eq: 1 } }, [2, 5]],
    [{ a: null }, [0, 1]],
    [{ a: { $ne: null } }, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    [{ a: { $gt: 1 } }, [3, 5]],
    [{ a: { $gte: 1, $lt: 2 } }, [2, 5]],
    [{ a: { $lte: null } }, [0, 1]],
    [{ a: { $lt: "z" } }, [4]],
    [{ a: { $in: [1, "x", null] } }, [0, 1, 2, 4, 5]],
    [{ a: { $nin: [1, "x", null] } }, [3, 6, 7, 8, 9, 10, 11]],
    [{ a: { $exists: false } }, [0]],
    [{ a: { $exists: true }, _id: { $lt: 3 } }, [1, 2]],
    [{ a: [] }, [6]],
    [{ a: [1, 3] }, [5]],
    [{ a: [1] }, [9]],
    [{ a: { b: 1 } }, [8]],
    [{ a: { b: 1, c: 2 } }, [7]],
    [{ a: { c: 2, b: 1 } }, []],
    [{ "a.b": 1 }, [7, 8]],
    [{ "a.b": null }, [0, 1, 2, 3, 4, 8, 10, 11].filter((id) => id !== 8)],
    [{ "a.b": { $exists: false } }, [0, 1, 2, 3, 4, 5, 6, 9, 10]],
    [{ "a.0": 1 }, [5, 9]],
    [{ "a.1.b": 2 }, [7]],
    [{ "a.b": 1, "a.c": 1 }, [7]],
    [{ a: { $elemMatch: { b: 1, c: 1 } } }, []],
    [{ a: { $elemMatch: { b: 1, c: 2 } } }, [7]],
    [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, []],
    [{ a: { $elemMatch: { $gt: 2 } } }, [5]],
    [{ a: { $not: { $gt: 1 } } }, [0, 1, 2, 4, 6, 7, 8, 9, 10, 11]],
    [{ a: { $gt: new Date(-1) } }, [10]],
    [{ $or: [{ a: "x" }, { _id: 0 }] }, [0, 4]],
    [{ $nor: [{ a: { $exists: true } }, { _id: 1 }] }, [0]],
    [{ $and: [{ a: { $gt: 0 } }, { a: { $lt: 2 } }] }, [2, 5]],
  ];

  test("[E3] filters select what MongoDB's semantics say", async () => {
    const c = fresh();
    await c.insertMany(docs);
    for (const [filter, ids] of table) {
      const found = await c.find(filter).sort({ _id: 1 }).toArray();
      expect(
        found.map((doc) => doc["_id"]),
        JSON.stringify(filter),
      ).toEqual(ids);
      expect(await c.countDocuments(filter), JSON.stringify(filter)).toBe(ids.length);
    }
  });

  test("[E3] sort, skip, limit and projection", async () => {
    const c = fresh();
    await c.insertMany([
      { _id: 1, n: [3, 9], t: { a: 1, b: [{ c: 1, d: 2 }, 5] } },
      { _id: 2, n: 5, t: { a: 2 } },
      { _id: 3 },
      { _id: 4, n: [] },
    ] as never);
    const ids = async (sort: object, more: object = {}) =>
      (await c.find({}, { sort, ...more } as never).toArray()).map((doc) => doc["_id"]);
    expect(await ids({ n: 1 })).toEqual([4, 3, 1, 2]);
    expect(await ids({ n: -1 })).toEqual([1, 2, 3, 4]);
    expect(await ids({ _id: -1 }, { skip: 1, limit: 2 })).toEqual([3, 2]);
    const one = (projection: object) => c.findOne({ _id: 1 } as never, { projection } as never);
    expect(await one({ "t.a": 1 })).toEqual({ _id: 1, t: { a: 1 } });
    expect(await one({ _id: 0, "t.b.c": 1 })).toEqual({ t: { b: [{ c: 1 }] } });
    expect(await one({ n: 0, "t.b.c": 0 })).toEqual({ _id: 1, t: { a: 1, b: [{ d: 2 }, 5] } });
    expect(await one({ _id: 1 })).toEqual({ _id: 1 });
    expect(await c.distinct("n")).toEqual([3, 9, 5]);
  });

  test("[E3] aggregate matches, sorts, pages, projects and counts", async () => {
    const c = fresh();
    await c.insertMany(Array.from({ length: 10 }, (_, n) => ({ _id: n, n })) as never);
    const run = (pipeline: object[]) => c.aggregate(pipeline).toArray();
    expect(
      await run([
        { $match: { n: { $gt: 3 } } },
        { $sort: { n: -1 } },
        { $skip: 1 },
        { $limit: 2 },
        { $project: { n: 1, _id: 0 } },
      ]),
    ).toEqual([{ n: 8 }, { n: 7 }]);
    expect(await run([{ $limit: 4 }, { $match: { n: { $gt: 1 } } }, { $count: "many" }])).toEqual([
      { many: 2 },
    ]);
    expect(await run([{ $match: { n: 99 } }, { $count: "many" }])).toEqual([]);
    expect(await run([{ $group: { _id: null, n: { $sum: 1 } } }])).toEqual([{ _id: null, n: 10 }]);
  });

  test("[E11] a cursor answers every document once, in batches, from the snapshot it began with", async () => {
    const c = fresh();
    await c.insertMany(Array.from({ length: 350 }, (_, n) => ({ _id: n })) as never);
    const cursor = c.find({}, { batchSize: 100 });
    const seen = [(await cursor.next())?.["_id"]];
    await c.deleteMany({ _id: { $gt: 200 } } as never);
    for await (const doc of cursor) seen.push(doc["_id"]);
    expect(seen).toEqual(Array.from({ length: 350 }, (_, n) => n));
    const command = world.connection.db as NonNullable<typeof world.connection.db>;
    await expect(
      command.command({ getMore: Long.fromNumber(99), collection: c.collectionName }),
    ).rejects.toMatchObject({ code: 43 });
  });
});

describe("updates", () => {
  const table: [Row, Row, Row][] = [
    [{ a: 1 }, { $set: { b: 2, "c.d": 3 } }, { a: 1, b: 2, c: { d: 3 } }],
    [{ a: [{ x: 1 }] }, { $set: { "a.0.x": 2, "a.2": 5 } }, { a: [{ x: 2 }, null, 5] }],
    [{ a: 1, b: { c: 1, d: 2 } }, { $unset: { a: "", "b.c": "" } }, { b: { d: 2 } }],
    [{ a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
    [
      { a: 5, b: 5 },
      { $min: { a: 3, c: 1 }, $max: { b: 9 } },
      { a: 3, b: 9, c: 1 },
    ],
    [{ a: [1] }, { $push: { a: 2, b: { x: 1 } } }, { a: [1, 2], b: [{ x: 1 }] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [3, 4], $slice: -3 } } }, { a: [2, 3, 4] }],
    [{ a: [1, 2] }, { $addToSet: { a: { $each: [2, 3, 3] } } }, { a: [1, 2, 3] }],
    [{ a: [{ x: 1 }] }, { $addToSet: { a: { x: 1 } } }, { a: [{ x: 1 }] }],
    [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    [{ a: [1, 5, 9] }, { $pull: { a: { $gt: 4 } } }, { a: [1] }],
    [{ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
    [{ a: 1 }, { $setOnInsert: { b: 1 }, $set: { a: 2 } }, { a: 2 }],
  ];

  test("[E3] update operators do what MongoDB's do", async () => {
    const c = fresh();
    for (const [at, [before, update, after]] of table.entries()) {
      await c.insertOne({ _id: at, ...before } as never);
      const done = await c.updateOne({ _id: at } as never, update);
      expect(await c.findOne({ _id: at } as never), JSON.stringify(update)).toEqual({ _id: at, ...after });
      expect([done.matchedCount, done.modifiedCount]).toEqual([
        1,
        JSON.stringify(before) === JSON.stringify(after) ? 0 : 1,
      ]);
    }
  });

  test("[E3] upserts, replacements, findAndModify and many at once", async () => {
    const c = fresh();
    const upserted = await c.updateOne(
      { k: 1, z: { $gt: 5 } },
      { $set: { v: 1 }, $setOnInsert: { w: 2 } },
      { upsert: true },
    );
    expect(upserted).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(await c.findOne({ k: 1 })).toEqual({ _id: upserted.upsertedId, k: 1, v: 1, w: 2 });
    await c.replaceOne({ k: 1 }, { k: 2 });
    expect(await c.findOne({})).toEqual({ _id: upserted.upsertedId, k: 2 });
    expect(await c.findOneAndUpdate({ k: 2 }, { $inc: { n: 1 } })).toEqual({
      _id: upserted.upsertedId,
      k: 2,
    });
    expect(
      await c.findOneAndUpdate(
        { k: 2 },
        { $inc: { n: 1 } },
        { returnDocument: "after", projection: { n: 1, _id: 0 } },
      ),
    ).toEqual({ n: 2 });
    expect(await c.findOneAndDelete({ k: 2 })).toMatchObject({ n: 2 });
    expect(await c.findOneAndDelete({ k: 2 })).toBeNull();
    await c.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await c.updateMany({ n: { $gt: 1 } }, { $inc: { n: 10 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
    });
    expect(await c.deleteOne({ n: { $gt: 10 } })).toMatchObject({ deletedCount: 1 });
    expect(await c.deleteMany({})).toMatchObject({ deletedCount: 2 });
  });

  test("[E3] numbers keep their BSON type", async () => {
    const c = fresh();
    const doc = {
      _id: 1,
      i: new Int32(1),
      d: new Double(1),
      l: Long.fromNumber(1),
      m: Decimal128.fromString("1.0"),
    };
    await c.insertOne(doc as never);
    await c.updateOne(
      { _id: 1 } as never,
      { $inc: { i: new Int32(1), l: new Int32(1), d: new Int32(1) } } as never,
    );
    const found = (await c.findOne({ _id: 1 } as never, { promoteValues: false })) as unknown as Record<
      string,
      { _bsontype: string }
    >;
    expect(["i", "d", "l", "m"].map((name) => found[name]?._bsontype)).toEqual([
      "Int32",
      "Double",
      "Long",
      "Decimal128",
    ]);
    expect(await c.countDocuments({ m: 1, i: 2, d: 2, l: 2 })).toBe(1);
  });

  test("[E5] a unique index refuses the second of two equal keys, and says which", async () => {
    const c = fresh();
    await c.createIndex({ "u.mail": 1, n: -1 }, { unique: true });
    await c.createIndex({ once: 1 }, { unique: true, sparse: true });
    await c.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { on: true } });
    await c.insertMany([
      { u: { mail: "a" }, n: 1 },
      { u: { mail: "a" }, n: 2 },
      { p: 1, n: 3 },
      { p: 1, n: 4, on: true },
    ]);
    await expect(c.insertOne({ u: { mail: "a" }, n: 1 })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { "u.mail": 1, n: -1 },
      keyValue: { "u.mail": "a", n: 1 },
      message: expect.stringMatching(
        /^E11000 duplicate key error collection: pliego\.c\d+ index: u\.mail_1_n_-1 dup key: \{ u\.mail: "a", n: 1 \}/,
      ),
    });
    await expect(c.insertOne({ p: 1, n: 5, on: true })).rejects.toMatchObject({ code: 11000 });
    await expect(c.updateOne({ n: 3 }, { $set: { on: true } })).rejects.toMatchObject({ code: 11000 });
    await expect(c.insertOne({ n: 3 })).rejects.toMatchObject({
      code: 11000,
      keyValue: { "u.mail": null, n: 3 },
    });
    const bulk = c.insertMany([{ n: 1 }, { n: 1 }, { n: 7 }], { ordered: false });
    await expect(bulk).rejects.toMatchObject({ result: { insertedCount: 2 } });
    const raced = await Promise.allSettled(
      Array.from({ length: 8 }, () => c.insertOne({ once: 1, n: Math.random() })),
    );
    expect(raced.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    await expect(c.createIndex({ p: 1 }, { unique: true })).rejects.toMatchObject({ code: 86 });
  });

  test("[E12] documents past the time of their TTL index are removed", async () => {
    const quick = await openTestStore(undefined, 50);
    const c = quick.connection.collection<Row>("c");
    await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await c.insertMany([
      { at: new Date(Date.now() - 61_000) },
      { at: new Date(Date.now() - 30_000) },
      { at: "text" },
      {},
    ]);
    await expect.poll(() => c.countDocuments({})).toBe(3);
    await quick.end();
  });
});

test("[E3] mongoose: schemas, defaults, timestamps, indexes, populate-free queries", async () => {
  const schema = new Schema(
    { name: String, email: { type: String, unique: true }, tags: [String], n: Number },
    { timestamps: true },
  );
  const Person = world.connection.model("Person", schema);
  await Person.init();
  const ana = await Person.create({ name: "Ana Ñandú", email: "ana@x", tags: ["a"], n: 1 });
  ana.tags.push("b");
  ana.n = 2;
  await ana.save();
  expect(await Person.findOne({ tags: "b" }).lean()).toMatchObject({
    name: "Ana Ñandú",
    tags: ["a", "b"],
    n: 2,
  });
  await expect(Person.create({ email: "ana@x" })).rejects.toMatchObject({ code: 11000 });
  expect(await Person.exists({ name: "Ana Ñandú" })).not.toBeNull();
  expect(await Person.estimatedDocumentCount()).toBe(1);
  await Person.bulkWrite([
    { insertOne: { document: { email: "b@x" } } },
    { updateOne: { filter: { email: "b@x" }, update: { n: 7 } } },
    { deleteOne: { filter: { email: "ana@x" } } },
  ]);
  expect((await Person.find().select("email n -_id").lean()).map((doc) => ({ ...doc }))).toEqual([
    { email: "b@x", n: 7 },
  ]);
  expect((await Person.collection.indexes()).map((index) => index.name)).toEqual(["_id_", "email_1"]);
  await Person.syncIndexes();
  expect(await world.connection.listCollections()).toContainEqual(
    expect.objectContaining({ name: "people" }),
  );
  await Person.collection.drop();
  expect(await Person.countDocuments()).toBe(0);
  expect(mongoose.isValidObjectId(new ObjectId())).toBe(true);
});
