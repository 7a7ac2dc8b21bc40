// In which order do documents come, and which part of them?
import { Binary, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";
import { describe, expect, test } from "vitest";
import type { Row, Target } from "./target.ts";

/** Values of each type, in the documented order of comparison. */
const ascending: readonly unknown[] = [
  [new MinKey(), null],
  [
    -Infinity,
    -1.5,
    Long.fromString("-1"),
    0,
    Decimal128.fromString("0.5"),
    1,
    Long.fromString("4611686018427387905"),
  ],
  ["", "A", "Z", "a", "aa", "b", "ñ", "😀"],
  [{}, { a: 1 }, { a: 1, b: 1 }, { a: 2 }, { b: 0 }],
  [new Binary(Buffer.from([9])), new Binary(Buffer.from([0, 0]))],
  [new ObjectId("000000000000000000000001"), new ObjectId("ff0000000000000000000000")],
  [false, true],
  [new Date(-1), new Date(0), new Date(1)],
  [new Timestamp({ t: 1, i: 1 }), new Timestamp({ t: 1, i: 2 })],
  [new MaxKey()],
].flat();

export function orderingCases(target: Target): void {
  describe("ordering and projections", () => {
    test.each([
      ["by a sort in memory", false],
      ["by an index", true],
    ])("[E4, E15] values of all types come in the documented order %s", async (_, indexed) => {
      const c = target.fresh();
      if (indexed) await c.createIndex({ v: 1 });
      const shuffled = ascending
        .map((v, _id) => ({ _id, v }))
        .toSorted((a, b) => ((a._id * 7) % 31) - ((b._id * 7) % 31));
      await c.insertMany(shuffled);
      const ids = async (direction: 1 | -1) =>
        (await c.find().sort({ v: direction, _id: direction }).toArray()).map((doc) => doc["_id"]);
      const expected = ascending.map((_, at) => at);
      expect(await ids(1)).toEqual(expected);
      expect(await ids(-1)).toEqual(expected.toReversed());
    });

    test("[E3, E15] arrays sort by their least or greatest element, empty ones before null; skip and limit count after", async () => {
      const c = target.fresh();
      await c.insertMany([{ _id: 1, n: [3, 9] }, { _id: 2, n: 5 }, { _id: 3 }, { _id: 4, n: [] }]);
      const ids = async (sort: Row, more: object = {}) =>
        (await c.find({}, { sort, ...more }).toArray()).map((doc) => doc["_id"]);
      expect(await ids({ n: 1 })).toEqual([4, 3, 1, 2]);
      expect(await ids({ n: -1 })).toEqual([1, 2, 3, 4]);
      expect(await ids({ _id: -1 }, { skip: 1, limit: 2 })).toEqual([3, 2]);
      expect(await ids({ _id: 1 }, { skip: 9 })).toEqual([]);
    });

    test("[E3, E15] a sort by several fields takes them in turn, each in its direction", async () => {
      const c = target.fresh();
      const rows = [0, 1, 2, 3, 4, 5].map((n) => ({ _id: n, a: n % 2, b: Math.floor(n / 2), t: { x: -n } }));
      await c.insertMany(rows);
      const ids = async (sort: Row) => (await c.find({}, { sort }).toArray()).map((doc) => doc["_id"]);
      expect(await ids({ a: 1, b: -1 })).toEqual([4, 2, 0, 5, 3, 1]);
      expect(await ids({ "t.x": 1 })).toEqual([5, 4, 3, 2, 1, 0]);
      await c.createIndex({ a: 1, b: -1 });
      expect(await ids({ a: 1, b: -1 })).toEqual([4, 2, 0, 5, 3, 1]);
      expect(await ids({ a: -1, b: 1 })).toEqual([1, 3, 5, 0, 2, 4]);
    });

    test("[E3, E15] projections keep or leave out fields, also within arrays", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1, n: [3, 9], t: { a: 1, b: [{ c: 1, d: 2 }, 5] } });
      const table: readonly [Row, Row][] = [
        [{ "t.a": 1 }, { _id: 1, t: { a: 1 } }],
        [{ _id: 0, "t.b.c": 1 }, { t: { b: [{ c: 1 }] } }],
        [
          { n: 0, "t.b.c": 0 },
          { _id: 1, t: { a: 1, b: [{ d: 2 }, 5] } },
        ],
        [{ _id: 1 }, { _id: 1 }],
        [{ _id: 0, t: 0 }, { n: [3, 9] }],
        [{ t: { a: 1 } }, { _id: 1, t: { a: 1 } }],
        [{ missing: 1 }, { _id: 1 }],
        [{ n: true, _id: false }, { n: [3, 9] }],
      ];
      for (const [projection, doc] of table)
        expect(await c.findOne({ _id: 1 }, { projection }), JSON.stringify(projection)).toEqual(doc);
    });
  });
}
