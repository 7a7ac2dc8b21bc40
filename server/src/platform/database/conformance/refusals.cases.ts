// What does a write answer when a part of it is refused, and with which codes?
import { describe, expect, test } from "vitest";
import type { Row, Target } from "./target.ts";

export function refusalCases(target: Target): void {
  const refused: readonly [string, Row, Row, { code: number; codeName?: string }][] = [
    ["another _id", { a: 1 }, { $set: { _id: 9 } }, { code: 66 }],
    ["two changes of one path", { a: 1 }, { $set: { b: 1 }, $inc: { "b.c": 1 } }, { code: 40 }],
    ["adding to a text", { a: "x" }, { $inc: { a: 1 } }, { code: 14 }],
    ["adding a text", { a: 1 }, { $inc: { a: "x" } }, { code: 14 }],
    ["a field of a number", { a: 1 }, { $set: { "a.b": 1 } }, { code: 28 }],
    ["pushing to a number", { a: 1 }, { $push: { a: 1 } }, { code: 2 }],
    ["pulling from a number", { a: 1 }, { $pull: { a: 1 } }, { code: 2 }],
    ["an empty name in a path", { a: 1 }, { $set: { "a..b": 1 } }, { code: 56 }],
    ["an operator that there is not", { a: 1 }, { $nothing: { a: 1 } }, { code: 9 }],
  ];

  describe("refusals", () => {
    test("[E3, E15] an update that cannot be is refused with MongoDB's code and changes nothing", async () => {
      const c = target.fresh();
      for (const [at, [what, before, update, error]] of refused.entries()) {
        await c.insertOne({ _id: at, ...before });
        await expect(c.updateOne({ _id: at }, update), what).rejects.toMatchObject(error);
        await expect(c.findOneAndUpdate({ _id: at }, update), what).rejects.toMatchObject(error);
        expect(await c.findOne({ _id: at }), what).toEqual({ _id: at, ...before });
      }
    });

    test("[E3, E15] a filter that cannot be is refused with 2, an update of many by replacement with 9", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1 });
      const filters: readonly Row[] = [
        { a: { $nothing: 1 } },
        { $nothing: 1 },
        { a: { $in: 1 } },
        { $and: [] },
        { $or: {} },
        { a: { $elemMatch: 1 } },
        { a: { $not: 1 } },
      ];
      for (const filter of filters)
        await expect(c.findOne(filter), JSON.stringify(filter)).rejects.toMatchObject({
          code: 2,
          codeName: "BadValue",
        });
      const many = { update: c.collectionName, updates: [{ q: {}, u: { a: 1 }, multi: true }] };
      expect(await target.db.command(many)).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 9 }] });
    });

    test("[E15] an ordered write stops at the first refusal, an unordered one does all the others", async () => {
      const c = target.fresh();
      const docs = () => [{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: 2 }, { _id: 3 }];
      const inOrder = await c.insertMany(docs()).catch((error: unknown) => error);
      expect(inOrder).toMatchObject({ code: 11000, result: { insertedCount: 1 } });
      expect(inOrder).toHaveProperty("writeErrors.length", 1);
      await c.deleteMany({});
      const all = await c.insertMany(docs(), { ordered: false }).catch((error: unknown) => error);
      expect(all).toMatchObject({ code: 11000, result: { insertedCount: 3 } });
      expect((all as { writeErrors: { index: number; code: number }[] }).writeErrors).toMatchObject([
        { index: 1, code: 11000 },
        { index: 3, code: 11000 },
      ]);
    });

    test("[E15] a bulk of several kinds answers what became of each", async () => {
      const c = target.fresh();
      await c.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
      const bulk = await c.bulkWrite([
        { insertOne: { document: { _id: 4 } } },
        { updateOne: { filter: { _id: 1 }, update: { $set: { n: 1 } } } },
        { updateMany: { filter: { _id: { $gt: 1 } }, update: { $set: { n: 2 } } } },
        { updateOne: { filter: { _id: 5 }, update: { $set: { n: 3 } }, upsert: true } },
        { replaceOne: { filter: { _id: 1 }, replacement: { r: 1 } } },
        { deleteOne: { filter: { n: 2 } } },
        { deleteMany: { filter: { n: 3 } } },
      ]);
      expect(bulk).toMatchObject({
        insertedCount: 1,
        matchedCount: 5,
        modifiedCount: 5,
        deletedCount: 2,
        upsertedCount: 1,
        upsertedIds: { 3: 5 },
      });
      const ordered = { delete: c.collectionName, deletes: [{ q: {}, limit: 0 }], ordered: true };
      expect(await target.db.command(ordered)).toMatchObject({ n: 3 });
      const updates = [{ q: { _id: 1 }, u: { $set: { a: 1 } }, upsert: true, multi: false }];
      const unordered = { update: c.collectionName, updates, ordered: false };
      expect(await target.db.command(unordered)).toMatchObject({ n: 1, nModified: 0 });
    });

    test("[E15] unknown commands and options, and impossible names, are refused with MongoDB's codes", async () => {
      const { db } = target;
      await expect(db.command({ noSuchCommand: 1 })).rejects.toMatchObject({
        code: 59,
        codeName: "CommandNotFound",
      });
      await expect(db.command({ find: "c", noSuchOption: 1 })).rejects.toMatchObject({ code: 40415 });
      await expect(db.command({ find: "" })).rejects.toMatchObject({ code: 73 });
      await expect(db.command({ find: "c", filter: 1 })).rejects.toMatchObject({ code: 14 });
    });

    test("[E15] an _id cannot be an array, nor be missing from what is stored", async () => {
      const c = target.fresh();
      await expect(c.insertOne({ _id: [1] })).rejects.toMatchObject({ code: expect.any(Number) });
      await target.db.command({ insert: c.collectionName, documents: [{ a: 1 }] });
      expect((await c.findOne())?.["_id"]).toMatchObject({ _bsontype: "ObjectId" });
    });
  });
}
