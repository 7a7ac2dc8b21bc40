// Which documents does a filter select?
import { describe, expect, test } from "vitest";
import type { Row, Target } from "./target.ts";

const docs: readonly Row[] = [
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

const table: readonly [Row, readonly number[]][] = [
  [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ a: 1 }, [2, 5]],
  [{ a: { $eq: 1 } }, [2, 5]],
  [{ a: null }, [0, 1]],
  [{ a: { $ne: null } }, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ a: { $ne: 1 } }, [0, 1, 3, 4, 6, 7, 8, 9, 10, 11]],
  [{ a: { $gt: 1 } }, [3, 5]],
  [{ a: { $gte: 1, $lt: 2 } }, [2, 5]],
  [{ a: { $lte: null } }, [0, 1]],
  [{ a: { $lt: "z" } }, [4]],
  [{ a: { $in: [1, "x", null] } }, [0, 1, 2, 4, 5]],
  [{ a: { $in: [] } }, []],
  [{ a: { $nin: [1, "x", null] } }, [3, 6, 7, 8, 9, 10, 11]],
  [{ a: { $exists: false } }, [0]],
  [{ a: { $exists: true }, _id: { $lt: 3 } }, [1, 2]],
  [{ a: [] }, [6]],
  [{ a: [1, 3] }, [5]],
  [{ a: [3, 1] }, []],
  [{ a: [1] }, [9]],
  [{ a: { b: 1 } }, [8]],
  [{ a: { b: 1, c: 2 } }, [7]],
  [{ a: { c: 2, b: 1 } }, []],
  [{ "a.b": 1 }, [7, 8]],
  [{ "a.b": null }, [0, 1, 2, 3, 4, 10, 11]],
  [{ "a.b": { $exists: false } }, [0, 1, 2, 3, 4, 5, 6, 9, 10]],
  [{ "a.0": 1 }, [5]],
  [{ "a.0": [1] }, [9]],
  [{ "a.1.b": 2 }, [7]],
  [{ "a.b": 1, "a.c": 1 }, [7]],
  [{ a: { $elemMatch: { b: 1, c: 1 } } }, []],
  [{ a: { $elemMatch: { b: 1, c: 2 } } }, [7]],
  [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, []],
  [{ a: { $elemMatch: { $gt: 2 } } }, [5]],
  [{ a: { $not: { $gt: 1 } } }, [0, 1, 2, 4, 6, 7, 8, 9, 10, 11]],
  [{ a: { $gt: new Date(-1) } }, [10]],
  [{ a: "x", $comment: "said to whoever reads the log" }, [4]],
  [{ $or: [{ a: "x" }, { _id: 0 }] }, [0, 4]],
  [{ $nor: [{ a: { $exists: true } }, { _id: 1 }] }, [0]],
  [{ $and: [{ a: { $gt: 0 } }, { a: { $lt: 2 } }] }, [2, 5]],
  [{ $and: [{ $or: [{ a: 1 }, { a: "x" }] }, { _id: { $gt: 2 } }] }, [4, 5]],
];

export function queryCases(target: Target): void {
  describe("queries", () => {
    test("[E3, E15] filters select what MongoDB's semantics say, found, counted or aggregated", async () => {
      const c = target.fresh();
      await c.insertMany([...docs]);
      for (const [filter, ids] of table) {
        const said = JSON.stringify(filter);
        const found = await c.find(filter).sort({ _id: 1 }).toArray();
        expect(
          found.map((doc) => doc["_id"]),
          said,
        ).toEqual(ids);
        expect(await c.countDocuments(filter), said).toBe(ids.length);
        expect(await target.db.command({ count: c.collectionName, query: filter }), said).toMatchObject({
          n: ids.length,
        });
      }
    });

    test("[E3, E15] an index on the field changes nothing of what a filter selects", async () => {
      const c = target.fresh();
      await c.createIndex({ a: 1 });
      await c.createIndex({ "a.b": 1 });
      await c.insertMany([...docs]);
      for (const [filter, ids] of table) {
        const found = (await c.find(filter).toArray()).map((doc) => Number(doc["_id"]));
        expect(
          found.sort((a, b) => a - b),
          JSON.stringify(filter),
        ).toEqual(ids);
      }
    });

    test("[E3, E15] numbers are equal across their types, dates and texts are not numbers", async () => {
      const c = target.fresh();
      const { Decimal128, Double, Int32, Long } = await import("bson");
      await c.insertMany([
        { _id: 1, a: new Int32(7) },
        { _id: 2, a: new Double(7) },
        { _id: 3, a: Long.fromNumber(7) },
        { _id: 4, a: Decimal128.fromString("7.0") },
        { _id: 5, a: "7" },
        { _id: 6, a: new Date(7) },
      ]);
      for (const seven of [7, Long.fromNumber(7), Decimal128.fromString("7")])
        expect(await c.countDocuments({ a: seven })).toBe(4);
      expect(await c.countDocuments({ a: { $gte: 7 } })).toBe(4);
      expect(await c.countDocuments({ a: { $gt: Long.MAX_VALUE } })).toBe(0);
    });

    test("[E3, E15] count skips and limits, distinct answers each value once and those within arrays", async () => {
      const c = target.fresh();
      await c.insertMany([...docs]);
      const count = (more: object) => target.db.command({ count: c.collectionName, ...more });
      expect(await count({})).toMatchObject({ n: 12 });
      expect(await count({ query: { _id: { $gte: 4 } }, skip: 3, limit: 4 })).toMatchObject({ n: 4 });
      expect(await count({ query: { _id: { $gte: 4 } }, skip: 6, limit: 4 })).toMatchObject({ n: 2 });
      expect(await c.estimatedDocumentCount()).toBe(12);
      const values = await c.distinct("a", { _id: { $in: [0, 1, 2, 4, 5, 6] } });
      expect(new Set(values)).toEqual(new Set([null, 1, "x", 3]));
      expect(values).toHaveLength(4);
      expect((await c.distinct("a.b")).filter((value) => value !== null).sort()).toEqual([1, 2]);
      expect(await target.fresh().distinct("a")).toEqual([]);
    });

    test("[E3, E15] a time limit and a comment change nothing of what is found", async () => {
      const c = target.fresh();
      await c.insertMany([...docs]);
      const found = await c.find({ a: 1 }, { maxTimeMS: 60_000, comment: "conformance" }).toArray();
      expect(found).toHaveLength(2);
    });
  });
}
