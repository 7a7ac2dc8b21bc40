// What does an update make of a document?
import { Decimal128, Double, Int32, Long } from "bson";
import { describe, expect, test } from "vitest";
import type { Row, Target } from "./target.ts";

const table: readonly [Row, Row, Row][] = [
  [{ a: 1 }, { $set: { b: 2, "c.d": 3 } }, { a: 1, b: 2, c: { d: 3 } }],
  [{ a: [{ x: 1 }] }, { $set: { "a.0.x": 2, "a.2": 5 } }, { a: [{ x: 2 }, null, 5] }],
  [{ a: 1, b: { c: 1, d: 2 } }, { $unset: { a: "", "b.c": "" } }, { b: { d: 2 } }],
  [{ a: [1, 2, 3] }, { $unset: { "a.1": "" } }, { a: [1, null, 3] }],
  [{ a: 1 }, { $unset: { b: "" } }, { a: 1 }],
  [{ a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
  [{ a: { b: [1, 2] } }, { $inc: { "a.b.1": 5 } }, { a: { b: [1, 7] } }],
  [
    { a: 5, b: 5 },
    { $min: { a: 3, c: 1 }, $max: { b: 9 } },
    { a: 3, b: 9, c: 1 },
  ],
  [
    { a: 5, b: 5 },
    { $min: { a: 7 }, $max: { b: 1 } },
    { a: 5, b: 5 },
  ],
  [{ a: [1] }, { $push: { a: 2, b: { x: 1 } } }, { a: [1, 2], b: [{ x: 1 }] }],
  [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [3, 4], $slice: -3 } } }, { a: [2, 3, 4] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: 2 } } }, { a: [1, 2] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
  [{ a: [1, 2] }, { $addToSet: { a: { $each: [2, 3, 3] } } }, { a: [1, 2, 3] }],
  [{ a: [{ x: 1 }] }, { $addToSet: { a: { x: 1 } } }, { a: [{ x: 1 }] }],
  [
    { a: [{ x: 1, y: 2 }] },
    { $addToSet: { a: { y: 2, x: 1 } } },
    {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ],
  [{}, { $addToSet: { a: 1 } }, { a: [1] }],
  [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  [{ a: [1, 5, 9] }, { $pull: { a: { $gt: 4 } } }, { a: [1] }],
  [{ a: [1, 5, 9] }, { $pull: { a: { $in: [1, 9] } } }, { a: [5] }],
  [{ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
  [{ a: [{ x: 1 }, { x: 5 }] }, { $pull: { a: { x: { $gte: 2 } } } }, { a: [{ x: 1 }] }],
  [{ a: 1 }, { $setOnInsert: { b: 1 }, $set: { a: 2 } }, { a: 2 }],
];

export function updateCases(target: Target): void {
  describe("updates", () => {
    test("[E3, E15] update operators do what MongoDB's do, and what changes nothing counts as not modified", async () => {
      const c = target.fresh();
      for (const [at, [before, update, after]] of table.entries()) {
        await c.insertOne({ _id: at, ...before });
        const done = await c.updateOne({ _id: at }, update);
        expect(await c.findOne({ _id: at }), JSON.stringify(update)).toEqual({ _id: at, ...after });
        const modified = JSON.stringify(before) === JSON.stringify(after) ? 0 : 1;
        expect([done.matchedCount, done.modifiedCount], JSON.stringify(update)).toEqual([1, modified]);
      }
    });

    test("[E3, E15] an upsert makes what the filter says by equality and the update adds", async () => {
      const c = target.fresh();
      const upserted = await c.updateOne(
        { k: 1, z: { $gt: 5 }, "p.q": { $eq: 4 }, $and: [{ r: 5 }] },
        { $set: { v: 1 }, $setOnInsert: { w: 2 } },
        { upsert: true },
      );
      expect(upserted).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 });
      const made = { k: 1, p: { q: 4 }, r: 5, v: 1, w: 2 };
      expect(await c.findOne({ k: 1 })).toEqual({ _id: upserted.upsertedId, ...made });
      expect(await c.updateOne({ k: 1 }, { $setOnInsert: { w: 9 } }, { upsert: true })).toMatchObject({
        matchedCount: 1,
        modifiedCount: 0,
        upsertedCount: 0,
      });
      const given = await c.updateOne({ _id: "mine" }, { $inc: { n: 1 } }, { upsert: true });
      expect(given.upsertedId).toBe("mine");
      const replaced = await c.replaceOne({ k: 7 }, { name: "new" }, { upsert: true });
      expect(await c.findOne({ name: "new" })).toEqual({ _id: replaced.upsertedId, name: "new" });
    });

    test("[E3, E15] a replacement keeps the _id and nothing else", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1, a: 1, b: { c: 2 } });
      expect(await c.replaceOne({ a: 1 }, { b: 3 })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
      expect(await c.findOne()).toEqual({ _id: 1, b: 3 });
    });

    test("[E3, E15] many are updated or deleted at once, or one of them", async () => {
      const c = target.fresh();
      await c.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
      const many = await c.updateMany({ n: { $gt: 1 } }, { $inc: { n: 10 } });
      expect(many).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
      expect(await c.updateMany({ n: 99 }, { $set: { n: 0 } })).toMatchObject({ matchedCount: 0 });
      expect(await c.deleteOne({ n: { $gt: 10 } })).toMatchObject({ deletedCount: 1 });
      expect(await c.deleteMany({})).toMatchObject({ deletedCount: 2 });
      expect(await c.deleteMany({})).toMatchObject({ deletedCount: 0 });
    });

    test("[E3, E15] find and modify answers the document before or after, and the first by the sort", async () => {
      const c = target.fresh();
      await c.insertMany([
        { _id: 1, n: 1, k: "a" },
        { _id: 2, n: 2, k: "a" },
      ]);
      const inc = { $inc: { n: 10 } };
      expect(await c.findOneAndUpdate({ k: "a" }, inc, { sort: { n: -1 } })).toEqual({
        _id: 2,
        n: 2,
        k: "a",
      });
      const after = { returnDocument: "after", projection: { n: 1, _id: 0 } } as const;
      expect(await c.findOneAndUpdate({ k: "a" }, inc, { sort: { n: 1 }, ...after })).toEqual({ n: 11 });
      expect(await c.findOneAndReplace({ _id: 1 }, { k: "b" }, { returnDocument: "after" })).toEqual({
        _id: 1,
        k: "b",
      });
      expect(await c.findOneAndUpdate({ _id: 3 }, inc, { upsert: true })).toBeNull();
      expect(await c.findOneAndUpdate({ _id: 4 }, inc, { upsert: true, ...after })).toEqual({ n: 10 });
      const detailed = await c.findOneAndUpdate({ _id: 5 }, inc, {
        upsert: true,
        includeResultMetadata: true,
      });
      expect(detailed?.lastErrorObject).toEqual({ n: 1, updatedExisting: false, upserted: 5 });
      expect(await c.findOneAndDelete({ _id: 2 })).toMatchObject({ n: 12 });
      expect(await c.findOneAndDelete({ _id: 2 })).toBeNull();
      const spelled = { findandmodify: c.collectionName, query: { _id: 5 }, remove: true };
      expect(await target.db.command(spelled)).toMatchObject({ value: { n: 10 }, lastErrorObject: { n: 1 } });
    });

    test("[E3, E15] numbers keep their BSON type, and 32 bits grow to 64 when they must", async () => {
      const c = target.fresh();
      await c.insertOne({
        _id: 1,
        i: new Int32(1),
        d: new Double(1),
        l: Long.fromNumber(1),
        m: Decimal128.fromString("1.0"),
        big: new Int32(2_147_483_647),
      });
      const one = new Int32(1);
      await c.updateOne({ _id: 1 }, { $inc: { i: one, l: one, d: one, big: one, none: one } });
      const found = await c.findOne({ _id: 1 }, { promoteValues: false });
      expect(["i", "d", "l", "m", "big", "none"].map((name) => found?.[name]._bsontype)).toEqual([
        "Int32",
        "Double",
        "Long",
        "Decimal128",
        "Long",
        "Int32",
      ]);
      expect(await c.countDocuments({ m: 1, i: 2, d: 2, l: 2, big: 2_147_483_648 })).toBe(1);
    });

    test("[E3, E15] fields keep the order they were written in, new ones come last", async () => {
      const c = target.fresh();
      await c.insertOne({ z: 1, _id: 1, a: 2 });
      await c.updateOne({ _id: 1 }, { $set: { m: 3, z: 9 } });
      expect(Object.keys((await c.findOne()) ?? {})).toEqual(["_id", "z", "a", "m"]);
    });
  });
}
