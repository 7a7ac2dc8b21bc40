import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plansAgree } from "./planning-property.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

describe("planning", () => {
  let world: TestStore;
  beforeAll(async () => {
    world = await openTestStore();
  });
  afterAll(() => world.end());

  test("[E4] an index gives what a full scan gives, in the order of a sort in memory, to reads and to writes", async () => {
    await fc.assert(plansAgree(world.connection), { numRuns: 25 });
  });

  test("[E4] several values of a field are read in the order of a sort, and no more than the limit", async () => {
    const table = world.connection
      .getClient()
      .db("pliego")
      .collection<{ _id: number; by: string; at: number }>("merged");
    await table.createIndex({ by: 1, at: -1 });
    await table.insertMany(Array.from({ length: 90 }, (_, n) => ({ _id: n, by: "abc"[n % 3] ?? "", at: n })));
    const query = table
      .find({ by: { $in: ["a", "c"] } })
      .sort({ at: -1 })
      .limit(4);
    expect((await query.toArray()).map(({ at }) => at)).toEqual([89, 87, 86, 84]);
    const { executionStats, queryPlanner } = await query.explain("executionStats");
    expect(queryPlanner.winningPlan).toMatchObject({
      stage: "FETCH",
      inputStage: { indexName: "by_1_at_-1" },
    });
    expect(executionStats.totalDocsExamined).toBe(4);
  });

  test("[E4] several values of a field that the sort names are no order by what follows them", async () => {
    const table = world.connection
      .getClient()
      .db("pliego")
      .collection<{ _id: number; by: string; at: number }>("ties");
    await table.createIndex({ by: 1, at: 1 });
    await table.insertMany(
      Array.from({ length: 12 }, (_, n) => ({ _id: n, by: "abc"[n % 3] ?? "", at: n >> 2 })),
    );
    const by = { $in: ["a", "b", "c"] };
    const sorted = async (sort: Record<string, 1 | -1>) =>
      (await table.find({ by }).sort(sort).toArray()).map((row) => `${row.at}${row.by}`);
    const all = (await table.find().toArray()).map((row) => `${row.at}${row.by}`);
    expect(await sorted({ at: 1, by: 1 })).toEqual(all.toSorted());
    expect((await sorted({ at: 1, by: -1 })).slice(0, 4)).toEqual(["0c", "0b", "0a", "0a"]);
    expect((await sorted({ by: -1, at: -1 }))[0]).toBe("2c");
  });

  test("[E4] two conditions may each be met by another element of an array", async () => {
    const table = world.connection
      .getClient()
      .db("pliego")
      .collection<{ _id: number; n: object[] }>("elements");
    await table.createIndex({ "n.c": 1, "n.d": 1 });
    await table.insertOne({
      _id: 1,
      n: [
        { c: 1, d: 2 },
        { c: 3, d: 4 },
      ],
    });
    expect(await table.countDocuments({ "n.c": 1, "n.d": 4 })).toBe(1);
    expect(await table.countDocuments({ "n.c": { $gt: 2, $lt: 2 } })).toBe(1);
    expect(await table.countDocuments({ n: { $elemMatch: { c: 1, d: 4 } } })).toBe(0);
  });

  test("[E4] what equality alone selects is counted from the index, without a look at the documents", async () => {
    const table = world.connection
      .getClient()
      .db("pliego")
      .collection<{ _id: number; a: number; b: string }>("counted");
    await table.createIndex({ a: 1, b: 1 });
    await table.insertMany(
      Array.from({ length: 90 }, (_, n) => ({ _id: n, a: n % 3, b: "xy"[n % 2] ?? "" })),
    );
    const examined = async (query: object) => {
      const explained = await world.connection
        .getClient()
        .db("pliego")
        .command({ explain: { count: "counted", query }, verbosity: "executionStats" });
      const { nReturned, totalDocsExamined } = explained["executionStats"];
      return [nReturned, totalDocsExamined];
    };
    expect(await examined({ a: 1 })).toEqual([30, 0]);
    expect(await examined({ a: 1, b: { $in: ["x", "z"] } })).toEqual([15, 0]);
    expect(await examined({ a: 1, b: { $gt: "x" } })).toEqual([15, 15]);
  });
});
