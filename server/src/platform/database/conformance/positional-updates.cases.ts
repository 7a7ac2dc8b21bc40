// Which elements of an array does an update with $, $[] and $[name] change?
import { describe, expect, test } from "vitest";
import type { Row, Target } from "./target.ts";

interface Case {
  readonly before: Row;
  readonly filter: Row;
  readonly update: Row;
  readonly arrayFilters?: Row[];
  readonly after: Row;
}

const table: readonly Case[] = [
  { before: { a: [1, 2, 2] }, filter: { a: 2 }, update: { $set: { "a.$": 9 } }, after: { a: [1, 9, 2] } },
  {
    before: {
      a: [
        { k: 1, n: 1 },
        { k: 2, n: 1 },
      ],
    },
    filter: { "a.k": 2 },
    update: { $inc: { "a.$.n": 5 } },
    after: {
      a: [
        { k: 1, n: 1 },
        { k: 2, n: 6 },
      ],
    },
  },
  {
    before: {
      a: [
        { k: 1, n: 1 },
        { k: 1, n: 2 },
      ],
    },
    filter: { a: { $elemMatch: { k: 1, n: 2 } } },
    update: { $set: { "a.$.n": 0 } },
    after: {
      a: [
        { k: 1, n: 1 },
        { k: 1, n: 0 },
      ],
    },
  },
  { before: { a: [1, 2] }, filter: {}, update: { $inc: { "a.$[]": 10 } }, after: { a: [11, 12] } },
  { before: { a: [] }, filter: {}, update: { $inc: { "a.$[]": 10 } }, after: { a: [] } },
  {
    before: { a: [{ b: [1] }, { b: [2, 3] }] },
    filter: {},
    update: { $inc: { "a.$[].b.$[]": 1 } },
    after: { a: [{ b: [2] }, { b: [3, 4] }] },
  },
  {
    before: { a: [1, 5, 9] },
    filter: {},
    update: { $set: { "a.$[big]": 0 } },
    arrayFilters: [{ big: { $gte: 5 } }],
    after: { a: [1, 0, 0] },
  },
  {
    before: {
      a: [
        { k: 1, n: 1 },
        { k: 2, n: 1 },
      ],
    },
    filter: {},
    update: { $set: { "a.$[one].n": 7 } },
    arrayFilters: [{ "one.k": 2 }],
    after: {
      a: [
        { k: 1, n: 1 },
        { k: 2, n: 7 },
      ],
    },
  },
  {
    before: { a: [{ b: [1, 2] }, { c: 1, b: [1, 2] }] },
    filter: {},
    update: { $set: { "a.$[x].b.$[y]": 0 } },
    arrayFilters: [{ "x.c": 1 }, { y: 2 }],
    after: { a: [{ b: [1, 2] }, { c: 1, b: [1, 0] }] },
  },
];

export function positionalUpdateCases(target: Target): void {
  describe("positional updates", () => {
    test("[E14, E15] $ changes the element that matched, $[] all, $[name] those that its filter selects", async () => {
      const c = target.fresh();
      for (const [at, { before, filter, update, arrayFilters, after }] of table.entries()) {
        await c.insertOne({ _id: at, ...before });
        const options = arrayFilters === undefined ? {} : { arrayFilters };
        await c.updateOne({ _id: at, ...filter }, update, options);
        expect(await c.findOne({ _id: at }), JSON.stringify(update)).toEqual({ _id: at, ...after });
      }
    });

    test("[E14, E15] find and modify, and many at once, take array filters too", async () => {
      const c = target.fresh();
      await c.insertMany([
        { _id: 1, a: [1, 5] },
        { _id: 2, a: [6, 2] },
      ]);
      const options = { arrayFilters: [{ big: { $gt: 4 } }] };
      await c.updateMany({}, { $inc: { "a.$[big]": 1 } }, options);
      const found = await c.findOneAndUpdate(
        { _id: 1 },
        { $set: { "a.$[big]": 0 } },
        {
          ...options,
          returnDocument: "after",
        },
      );
      expect(found).toEqual({ _id: 1, a: [1, 0] });
      expect(await c.findOne({ _id: 2 })).toEqual({ _id: 2, a: [7, 2] });
    });

    test("[E14, E15] a filter of the update that no path names, a name without filter, and $ without a match are refused", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1, a: [1] });
      const set = (path: string, arrayFilters?: Row[]) =>
        c.updateOne({ _id: 1 }, { $set: { [path]: 0 } }, arrayFilters === undefined ? {} : { arrayFilters });
      await expect(set("a.$[x]", [{ x: 1 }, { y: 1 }])).rejects.toMatchObject({ code: 9 });
      await expect(set("a.$[x]")).rejects.toMatchObject({ code: 2 });
      await expect(set("a.$")).rejects.toMatchObject({ code: 2 });
      expect(await c.findOne()).toEqual({ _id: 1, a: [1] });
    });
  });
}
