// What the embedded store makes of positional updates, case by case and where MongoDB does not say; what both servers
// promise is in conformance/.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
// The tests give documents of every shape on purpose.
// oxlint-disable-next-line typescript/no-explicit-any
type Row = Record<string, any>;
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());

let count = 0;
const fresh = () =>
  world.connection.collection<{ _id: string; [field: string]: unknown }>(`c${(count += 1)}`);
/** before, filter, update, after (or the code of the refusal), arrayFilters. */
type Case = readonly [Row, Row, Row, Row | number, Row[]?];

/** Each case by update and by findAndModify: both must do the same, and a refused one must change nothing. */
async function tryAll(cases: readonly Case[]): Promise<void> {
  const c = fresh();
  for (const [at, [before, filter, update, after, arrayFilters]] of cases.entries()) {
    const name = JSON.stringify([before, filter, update, arrayFilters]);
    const more = arrayFilters === undefined ? {} : { arrayFilters };
    const ways = [
      (id: string) => c.updateOne({ ...filter, _id: id }, update, more),
      (id: string) => c.findOneAndUpdate({ ...filter, _id: id }, update, more),
    ];
    for (const [way, run] of ways.entries()) {
      const id = `${at}-${way}`;
      await c.insertOne({ _id: id, ...before });
      const code = await run(id).then(
        () => undefined,
        (error: { code?: number }) => error.code ?? String(error),
      );
      expect(code, name).toBe(typeof after === "number" ? after : undefined);
      const { _id, ...held } = (await c.findOne({ _id: id })) as Row;
      expect(held, name).toEqual(typeof after === "number" ? before : after);
    }
  }
}

describe("positional updates", () => {
  const rows = {
    a: [
      { n: 1, v: 1 },
      { n: 2, v: 2 },
      { n: 2, v: 3 },
    ],
  };

  test("[E14] $ is the first element that the query matched", async () => {
    await tryAll([
      [{ a: [80, 85, 85] }, { a: 85 }, { $set: { "a.$": 1 } }, { a: [80, 1, 85] }],
      [{ a: [5, 1, 9] }, { a: { $lt: 4 } }, { $inc: { "a.$": 10 } }, { a: [5, 11, 9] }],
      [{ a: [5, 1, 9] }, { a: { $in: [9, 1] } }, { $max: { "a.$": 4 } }, { a: [5, 4, 9] }],
      [{ a: [5, 1, 9] }, { a: 9 }, { $min: { "a.$": 4 } }, { a: [5, 1, 4] }],
      [{ a: [5, 1, 9] }, { a: 1 }, { $unset: { "a.$": "" } }, { a: [5, null, 9] }],
      [rows, { "a.n": 2 }, { $set: { "a.$.v": 7 } }, { a: [rows.a[0], { n: 2, v: 7 }, rows.a[2]] }],
      [rows, { "a.n": 2 }, { $unset: { "a.$.v": 1 } }, { a: [rows.a[0], { n: 2 }, rows.a[2]] }],
      [
        rows,
        { a: { $elemMatch: { n: 2, v: { $gt: 2 } } } },
        { $set: { "a.$.w.x": 1 } },
        { a: [rows.a[0], rows.a[1], { n: 2, v: 3, w: { x: 1 } }] },
      ],
      [
        { a: [4, 8, 12] },
        { a: { $elemMatch: { $gt: 5, $not: { $gt: 9 } } } },
        { $set: { "a.$": 0 } },
        { a: [4, 0, 12] },
      ],
      [
        rows,
        { $and: [{ "a.n": 2 }, { b: null }] },
        { $inc: { "a.$.v": 5 } },
        { a: [rows.a[0], { n: 2, v: 7 }, rows.a[2]] },
      ],
      [{ a: [1, 2], b: 1 }, { $or: [{ b: 2, a: 1 }, { a: 2 }] }, { $set: { "a.$": 9 } }, { a: [1, 9], b: 1 }],
      [{ a: { b: [1, 2] } }, { "a.b": 2 }, { $set: { "a.b.$": 9 } }, { a: { b: [1, 9] } }],
      // The position is a number: any array may take it.
      [{ a: [1, 2], b: [3, 4] }, { a: 2 }, { $set: { "b.$": 9 } }, { a: [1, 2], b: [3, 9] }],
      // Of arrays within arrays the outermost counts.
      [
        { a: [{ b: [1] }, { b: [2, 3] }] },
        { "a.b": 3 },
        { $push: { "a.$.b": 4 } },
        { a: [{ b: [1] }, { b: [2, 3, 4] }] },
      ],
      [{ a: [{ t: [1, 2] }] }, { "a.t": 2 }, { $pull: { "a.$.t": 2 } }, { a: [{ t: [1] }] }],
      [{ a: [{ t: [1, 2] }] }, { "a.t": 2 }, { $addToSet: { "a.$.t": 2 } }, { a: [{ t: [1, 2] }] }],
      [{ a: [{}, { b: 1 }] }, { "a.b": { $exists: true } }, { $set: { "a.$.b": 2 } }, { a: [{}, { b: 2 }] }],
      [{ a: [{ b: 1 }, {}] }, { "a.b": null }, { $set: { "a.$.b": 2 } }, { a: [{ b: 1 }, { b: 2 }] }],
    ]);
  });

  test("[E14] $ is refused where the query gives no position, or two", async () => {
    await tryAll([
      [{ a: [1, 2] }, {}, { $set: { "a.$": 1 } }, 2],
      [{ a: [1, 2] }, { a: [1, 2] }, { $set: { "a.$": 1 } }, 2],
      [{ a: [1, 2] }, { a: { $ne: 3 } }, { $set: { "a.$": 1 } }, 2],
      [{ a: [1, 2] }, { a: { $nin: [3] } }, { $set: { "a.$": 1 } }, 2],
      [{ a: [1, 2] }, { $nor: [{ a: 3 }] }, { $set: { "a.$": 1 } }, 2],
      [{ a: 1 }, { a: 1 }, { $set: { "a.$": 2 } }, 2],
      [{ a: [1, 2], b: [1, 2] }, { a: 1, b: 2 }, { $set: { "a.$": 9 } }, 2],
      [{ a: [1, 2], b: [1, 2] }, { a: 2, b: 2 }, { $set: { "a.$": 9 } }, { a: [1, 9], b: [1, 2] }],
      [{ a: [{ b: [1] }] }, { "a.b": 1 }, { $set: { "a.$.b.$": 9 } }, 2],
      [{ a: [1] }, { a: 1 }, { $set: { $: 9 } }, 2],
      [{ a: [1, 2] }, { a: 2 }, { $set: { "a.$": 9, "a.1": 8 } }, 40],
      [{ a: [1, 2] }, { a: 2 }, { $set: { "a.$": 9, "a.0": 8 } }, { a: [8, 9] }],
    ]);
    const c = fresh();
    const upsert = c.updateOne({ a: 1 }, { $set: { "a.$": 2 } }, { upsert: true });
    await expect(upsert).rejects.toMatchObject({ code: 2 });
    expect(await c.countDocuments()).toBe(0);
  });

  test("[E14] $[] is every element", async () => {
    await tryAll([
      [{ a: [1, 2] }, {}, { $inc: { "a.$[]": 10 } }, { a: [11, 12] }],
      [{ a: [] }, {}, { $set: { "a.$[]": 10 } }, { a: [] }],
      [
        { a: [{ b: [1] }, { b: [2, 3] }] },
        {},
        { $max: { "a.$[].b.$[]": 2 } },
        { a: [{ b: [2] }, { b: [2, 3] }] },
      ],
      [{ a: [{ b: [] }, {}] }, {}, { $push: { "a.$[].b": 1 } }, { a: [{ b: [1] }, { b: [1] }] }],
      [{ a: [1, 2] }, {}, { $unset: { "a.$[]": 1 } }, { a: [null, null] }],
      [{ a: 1 }, {}, { $set: { "a.$[]": 1 } }, 2],
      [{ a: [{ b: [1] }, { b: 2 }] }, {}, { $set: { "a.$[].b.$[]": 1 } }, 2],
      [{ b: 1 }, {}, { $set: { "a.$[]": 1 } }, 2],
      [{ a: [1] }, {}, { $set: { "$[]": 1 } }, 2],
      [{ a: [1] }, {}, { $set: { "a.$[]": 1, "a.0": 2 } }, 40],
      [{ a: [{}] }, {}, { $set: { "a.$[].b": 1, "a.$[]": 2 } }, 40],
    ]);
  });

  test("[E14] $[name] is every element that its array filter selects", async () => {
    const set = (path: string) => ({ $set: { [path]: 9 } });
    await tryAll([
      [{ a: [1, 5, 9] }, {}, { $inc: { "a.$[x]": 1 } }, { a: [1, 6, 10] }, [{ x: { $gte: 5 } }]],
      [{ a: [1, 2] }, {}, set("a.$[x]"), { a: [1, 2] }, [{ x: 7 }]],
      [
        rows,
        {},
        { $set: { "a.$[x].v": 0 } },
        { a: [rows.a[0], { n: 2, v: 0 }, { n: 2, v: 0 }] },
        [{ "x.n": 2 }],
      ],
      [
        rows,
        {},
        { $unset: { "a.$[x].v": 0 } },
        { a: [rows.a[0], { n: 2 }, rows.a[2]] },
        [{ "x.n": 2, "x.v": { $lt: 3 } }],
      ],
      [
        rows,
        {},
        { $set: { "a.$[x].v": 0 } },
        { a: [{ n: 1, v: 0 }, rows.a[1], { n: 2, v: 0 }] },
        [{ $or: [{ "x.n": 1 }, { $and: [{ "x.v": 3 }] }] }],
      ],
      [
        {
          a: [
            { k: 1, b: [1, 2] },
            { k: 2, b: [1, 2] },
          ],
        },
        {},
        set("a.$[x].b.$[y]"),
        {
          a: [
            { k: 1, b: [1, 2] },
            { k: 2, b: [1, 9] },
          ],
        },
        [{ "x.k": 2 }, { y: 2 }],
      ],
      [{ a: [[1], [2]] }, {}, set("a.$[].$[x]"), { a: [[1], [9]] }, [{ x: 2 }]],
      [
        { a: [{ k: 1 }, { k: 2 }] },
        { "a.k": 2 },
        { $push: { "a.$[x].t": 1 }, $set: { "b.$": 1 } },
        { a: [{ k: 1, t: [1] }, { k: 2 }], b: { 1: 1 } },
        [{ "x.k": 1 }],
      ],
      // Filters look at the document as it was.
      [
        { a: [{ k: 1 }] },
        {},
        { $set: { "a.$[x].k": 2, "a.$[y].z": 1 } },
        { a: [{ k: 2, z: 1 }] },
        [{ "x.k": 1 }, { "y.k": 1 }],
      ],
      [{ a: [{ k: 1 }] }, {}, { $set: { "a.$[x].z": 2, "a.$[y].z": 1 } }, 40, [{ "x.k": 1 }, { "y.k": 1 }]],
      [{ a: [1, 2] }, {}, { $set: { "a.$[x]": 3, "a.$[y]": 4 } }, { a: [3, 4] }, [{ x: 1 }, { y: 2 }]],
      [{ a: [1] }, {}, set("a.$[x]"), 2],
      [{ a: [1] }, {}, set("a.$[x]"), 2, [{ y: 1 }]],
      [{ a: [1] }, {}, set("a.$[x]"), 9, [{ x: 1 }, { y: 1 }]],
      [{ a: [1] }, {}, set("a.0"), 9, [{ x: 1 }]],
      [{ a: [1] }, {}, set("a.$[x]"), 9, [{ x: 1 }, { "x.b": 1 }]],
      [{ a: [1] }, {}, set("a.$[x]"), 9, [{ x: 1, y: 1 }]],
      [{ a: [1] }, {}, set("a.$[x]"), 9, [{}]],
      [{ a: [1] }, {}, set("a.$[X]"), 2, [{ X: 1 }]],
      [{ a: [1] }, {}, set("a.$[x]"), 2, [{ x: { $where: "1" } }]],
      [{ a: 1 }, {}, set("a.$[x]"), 2, [{ x: 1 }]],
    ]);
    const c = fresh();
    await c.insertMany([
      { _id: "1", a: [1, 2] },
      { _id: "2", a: [2, 3] },
    ]);
    expect(await c.updateMany({}, set("a.$[x]"), { arrayFilters: [{ x: 2 }] })).toMatchObject({
      modifiedCount: 2,
    });
    expect((await c.find({}, { projection: { _id: 0 } }).toArray()).map(({ a }) => a)).toEqual([
      [1, 9],
      [9, 3],
    ]);
    await expect(c.replaceOne({}, { b: 1 }, { arrayFilters: [{ x: 1 }] } as never)).rejects.toMatchObject({
      code: 9,
    });
  });

  test("[E3] new fields come in the order of their names", async () => {
    const c = fresh();
    await c.insertOne({ _id: "1", a: [] });
    await c.updateOne({ _id: "1" }, { $set: { z: 1, "m.10": 1, "m.9": 1 }, $min: { b: 1 } });
    expect(Object.keys((await c.findOne({ _id: "1" })) as Row)).toEqual(["_id", "a", "b", "m", "z"]);
  });
});
