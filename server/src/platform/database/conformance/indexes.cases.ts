// What do indexes promise: one of two equal keys, their kinds, how they are listed and dropped?
import { describe, expect, test } from "vitest";
import type { Row, Target } from "./target.ts";

export function indexCases(target: Target): void {
  describe("indexes", () => {
    test("[E5, E15] a unique index refuses the second of two equal keys, and says which", async () => {
      const c = target.fresh();
      await c.createIndex({ "u.mail": 1, n: -1 }, { unique: true });
      await c.insertMany([
        { u: { mail: "a" }, n: 1 },
        { u: { mail: "a" }, n: 2 },
        { n: 3, x: 1 },
      ]);
      await expect(c.insertOne({ u: { mail: "a" }, n: 1 })).rejects.toMatchObject({
        code: 11000,
        keyPattern: { "u.mail": 1, n: -1 },
        keyValue: { "u.mail": "a", n: 1 },
        message: expect.stringMatching(/^E11000 /),
      });
      await expect(c.insertOne({ n: 3 })).rejects.toMatchObject({
        code: 11000,
        keyValue: { "u.mail": null, n: 3 },
      });
      await expect(c.updateOne({ x: 1 }, { $set: { "u.mail": "a", n: 2 } })).rejects.toMatchObject({
        code: 11000,
      });
      await expect(c.findOneAndUpdate({ x: 1 }, { $set: { "u.mail": "a", n: 2 } })).rejects.toMatchObject({
        code: 11000,
      });
      await c.insertOne({ _id: 1, n: 4 });
      await expect(c.insertOne({ _id: 1 })).rejects.toMatchObject({ code: 11000, keyPattern: { _id: 1 } });
      expect(await c.countDocuments()).toBe(4);
    });

    test("[E5, E15] numbers of other types are the same key, each element of an array is one", async () => {
      const c = target.fresh();
      const { Decimal128, Long } = await import("bson");
      await c.createIndex({ k: 1 }, { unique: true });
      await c.insertMany([{ k: 7 }, { k: ["a", "b"] }, { k: "7" }]);
      for (const k of [Long.fromNumber(7), Decimal128.fromString("7.00"), [7, 8], "b", ["c", "a"]])
        await expect(c.insertOne({ k })).rejects.toMatchObject({ code: 11000 });
      await c.insertOne({ k: ["x", "x"] });
    });

    test("[E5, E15] a sparse unique index takes any number without the field, a partial one what it does not select", async () => {
      const c = target.fresh();
      await c.createIndex({ once: 1 }, { unique: true, sparse: true });
      await c.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { on: true } });
      await c.insertMany([{ n: 1 }, { n: 2 }, { p: 1, n: 3 }, { p: 1, n: 4, on: true }, { once: null }]);
      await expect(c.insertOne({ once: null })).rejects.toMatchObject({ code: 11000 });
      await expect(c.insertOne({ p: 1, n: 5, on: true })).rejects.toMatchObject({ code: 11000 });
      await expect(c.updateOne({ n: 3 }, { $set: { on: true } })).rejects.toMatchObject({ code: 11000 });
      await c.updateOne({ n: 4 }, { $set: { on: false } });
      await c.updateOne({ n: 3 }, { $set: { on: true } });
      const raced = await Promise.allSettled(
        [1, 2, 3, 4, 5, 6, 7, 8].map((n) => c.insertOne({ once: 1, n })),
      );
      expect(raced.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    });

    test("[E4, E15] partial, sparse and compound indexes leave out nothing that a query asks for", async () => {
      const c = target.fresh();
      await c.createIndex({ a: 1 }, { sparse: true });
      const partials: readonly [string, Row][] = [
        ["above", { b: { $gt: 3 } }],
        ["from", { b: { $gte: 3 } }],
        ["below", { b: { $lt: 3 } }],
        ["to", { b: { $lte: 3 } }],
        ["just", { b: { $eq: 3 } }],
        ["there", { c: { $exists: true } }],
      ];
      for (const [name, partialFilterExpression] of partials)
        await c.createIndex({ b: 1, [name]: 1 }, { name, partialFilterExpression });
      await c.insertMany([
        { _id: 1 },
        { _id: 2, a: 1, b: 2 },
        { _id: 3, a: null, b: 3, c: 1 },
        { _id: 4, b: 4 },
      ]);
      const ids = async (filter: Row) =>
        (await c.find(filter).sort({ _id: 1 }).toArray()).map((doc) => doc["_id"]);
      expect(await ids({ a: null })).toEqual([1, 3, 4]);
      expect(await ids({ b: { $gt: 2 } })).toEqual([3, 4]);
      expect(await ids({ b: { $lt: 4 } })).toEqual([2, 3]);
      expect(await ids({ b: 3, c: { $exists: true } })).toEqual([3]);
      expect((await c.find().sort({ a: 1, _id: 1 }).toArray()).map((doc) => doc["_id"])).toEqual([
        1, 3, 4, 2,
      ]);
    });

    test("[E15] indexes are made with their options, listed as they were made, made twice as once, and dropped", async () => {
      const c = target.fresh();
      await target.db.command({
        createIndexes: c.collectionName,
        indexes: [
          { v: 2, key: { a: 1 }, name: "a", unique: true, sparse: true, background: true },
          { key: { b: 1, c: -1 }, name: "bc", partialFilterExpression: { b: { $gt: 1 } } },
          { key: { at: 1 }, name: "at", expireAfterSeconds: 60 },
        ],
        commitQuorum: "majority",
      });
      const again = await target.db.command({
        createIndexes: c.collectionName,
        indexes: [{ key: { b: 1, c: -1 }, name: "bc", partialFilterExpression: { b: { $gt: 1 } } }],
      });
      expect(again).toMatchObject({ numIndexesBefore: 4, numIndexesAfter: 4 });
      const listed = await c.indexes();
      expect(listed.map(({ name, key }) => [name, key])).toEqual([
        ["_id_", { _id: 1 }],
        ["a", { a: 1 }],
        ["bc", { b: 1, c: -1 }],
        ["at", { at: 1 }],
      ]);
      expect(listed[1]).toMatchObject({ unique: true, sparse: true });
      expect(listed[2]).toMatchObject({ partialFilterExpression: { b: { $gt: 1 } } });
      expect(listed[3]).toMatchObject({ expireAfterSeconds: 60 });
      expect(await c.listIndexes({ batchSize: 10 }).toArray()).toHaveLength(4);
      await c.dropIndex("a");
      await target.db.command({ dropIndexes: c.collectionName, index: { b: 1, c: -1 } });
      expect((await c.indexes()).map(({ name }) => name)).toEqual(["_id_", "at"]);
      await c.dropIndexes();
      expect((await c.indexes()).map(({ name }) => name)).toEqual(["_id_"]);
    });

    test("[E5, E15] an index that contradicts another, or the documents, is refused", async () => {
      const c = target.fresh();
      await c.insertMany([
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ]);
      await expect(c.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
      await c.createIndex({ b: 1 });
      await expect(c.createIndex({ b: 1 }, { unique: true })).rejects.toMatchObject({ code: 86 });
      await expect(c.createIndex({ b: 1 }, { expireAfterSeconds: 60 })).rejects.toMatchObject({ code: 85 });
      await expect(c.createIndex({ b: 1 }, { name: "other" })).rejects.toMatchObject({ code: 85 });
      await expect(c.createIndex({ a: 1 }, { name: "b_1" })).rejects.toMatchObject({ code: 86 });
      await c.createIndex({ b: 1 }, { name: "b_unique", unique: true });
      await expect(c.dropIndex("none")).rejects.toMatchObject({ code: 27, codeName: "IndexNotFound" });
      await expect(c.dropIndex("_id_")).rejects.toMatchObject({ code: 72, codeName: "InvalidOptions" });
      expect((await c.indexes()).map(({ name }) => name)).toEqual(["_id_", "b_1", "b_unique"]);
    });

    test("[E15] two arrays in one compound index are refused", async () => {
      const c = target.fresh();
      await c.createIndex({ a: 1, b: 1 });
      await c.insertMany([
        { a: [1, 2], b: 1 },
        { a: 1, b: [1, 2] },
      ]);
      await expect(c.insertOne({ a: [1], b: [2] })).rejects.toMatchObject({ code: 171 });
    });
  });
}
