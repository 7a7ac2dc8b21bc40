// Histories of concurrent transactions on the embedded store are serialisable. These tests are about the embedded
// store only: MongoDB gives snapshot isolation, under which the write skew and the read-only anomaly below pass.
import fc from "fast-check";
import type { ClientSession } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Operation, type Row, explain } from "./history-checker.ts";
import { type Part, type Script, play } from "./history-player.ts";
import { anyScript, complaint } from "./history-scripts.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
let count = 0;
const fresh = () => `_${(count += 1)}`;
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());

const find = (id: number): Operation => ({ kind: "find", place: "plain", which: { by: "id", id } });
const range = (low: number, high: number): Operation => ({
  kind: "find",
  place: "plain",
  which: { by: "range", low, high },
});
const add = (id: number, w: number): Operation => ({
  kind: "update",
  place: "plain",
  which: { by: "id", id },
  change: "add",
  w,
});
const insert = (_id: number, k: number, w: number): Operation => ({
  kind: "insert",
  place: "plain",
  row: { _id, k, v: 0, w },
});
const commit = (...operations: Operation[]): readonly Part[] => [{ operations, ending: "commit" }];
const held: readonly Row[] = [
  { _id: 0, k: 0, v: 0, w: 0 },
  { _id: 1, k: 1, v: 0, w: 0 },
];

interface Anomaly {
  readonly name: string;
  readonly sessions: Script["sessions"];
  /** The order of steps, by session: every command, and each commit. */
  readonly order: readonly number[];
  /** How they ended, in the order of the sessions. */
  readonly outcomes: readonly string[];
}

const ANOMALIES: readonly Anomaly[] = [
  {
    name: "a lost update",
    sessions: [commit(find(0), add(0, 1)), commit(find(0), add(0, 2))],
    order: [0, 1, 0, 1, 0, 1],
    outcomes: ["committed", "conflict"],
  },
  {
    name: "write skew between two documents",
    sessions: [commit(find(0), find(1), add(0, 1)), commit(find(0), find(1), add(1, 2))],
    order: [0, 1, 0, 1, 0, 1, 1, 0],
    outcomes: ["conflict", "committed"],
  },
  {
    name: "write skew by a phantom in a range of an index",
    sessions: [commit(range(4, 6), insert(2, 4, 1)), commit(range(4, 6), insert(3, 5, 2))],
    order: [0, 1, 0, 1, 0, 1],
    outcomes: ["committed", "conflict"],
  },
  {
    name: "write skew by documents that were absent",
    sessions: [commit(find(2), insert(3, 3, 1)), commit(find(3), insert(2, 2, 2))],
    order: [0, 1, 0, 1, 0, 1],
    outcomes: ["committed", "conflict"],
  },
  {
    name: "a phantom under a count of the whole collection",
    sessions: [
      commit({ kind: "count", place: "plain", which: { by: "all" } }, add(0, 1)),
      commit(find(0), insert(2, 2, 2)),
    ],
    order: [0, 1, 1, 0, 1, 0],
    outcomes: ["conflict", "committed"],
  },
  {
    // Fekete, O'Neil and O'Neil, "A read-only transaction anomaly under snapshot isolation" (2004).
    name: "the read-only anomaly",
    sessions: [commit(find(0), find(1), add(0, 1)), commit(find(1), add(1, 2)), commit(find(0), find(1))],
    order: [0, 0, 1, 1, 1, 2, 2, 2, 0, 0],
    outcomes: ["conflict", "committed", "committed"],
  },
];

describe("histories", () => {
  test.each(ANOMALIES.map((anomaly) => [anomaly.name, anomaly] as const))(
    "[E22] of %s the first to commit wins, the other gets 112",
    async (_, anomaly) => {
      const history = await play(world.connection, scriptOf(anomaly), fresh());
      expect(history.units.map((unit) => unit.outcome)).toEqual(anomaly.outcomes);
      expect(explain(history)).toBeDefined();
    },
  );

  test("[E22] whatever sessions do at once, some order of their transactions explains all answers", async () => {
    await fc.assert(
      fc.asyncProperty(anyScript(2), async (script) => {
        expect(complaint(await play(world.connection, script, fresh()))).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test("[E22] what was read in a collection that was dropped meanwhile is a conflict too", async () => {
    const db = world.connection.getClient().db("pliego");
    const [dropped, kept] = [db.collection<Row>(`dropped${fresh()}`), db.collection<Row>(`kept${fresh()}`)];
    await dropped.insertMany(held.map((row) => ({ ...row })));
    await kept.insertOne({ _id: 0, k: 0, v: 0, w: 0 });
    const session = await world.connection.startSession();
    session.startTransaction();
    expect(await dropped.countDocuments({ k: 1 }, { session })).toBe(1);
    await kept.updateOne({ _id: 0 }, { $inc: { v: 1 } }, { session });
    await dropped.drop();
    expect(await dropped.countDocuments({ k: 1 }, { session })).toBe(1);
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 112 });
    await session.endSession();
    expect(await kept.findOne()).toMatchObject({ v: 0 });
  });
});

/** Picks count among those with something left; so that an order by session reads plainly, it is turned into picks. */
function scriptOf({ sessions, order }: Anomaly): Script {
  const left = sessions.map((parts) => parts.reduce((n, part) => n + part.operations.length + 1, 0));
  const picks = order.map((session) => {
    const live = [...left.keys()].filter((at) => (left[at] as number) > 0);
    (left[session] as number) -= 1;
    return live.indexOf(session);
  });
  return { before: { plain: held, unique: [] }, sessions, picks };
}

describe("progress", () => {
  test("[E23] of two transactions in each other's way one gets through in every round", async () => {
    const table = world.connection.getClient().db("pliego").collection<Row>(`progress${fresh()}`);
    await table.insertMany(held.map((row) => ({ ...row })));
    const skew = async (session: ClientSession, mine: number) => {
      session.startTransaction();
      await table.find({}, { session }).toArray();
      await table.updateOne({ _id: mine }, { $inc: { v: 1 } }, { session });
    };
    const [one, two] = [await world.connection.startSession(), await world.connection.startSession()];
    for (const turn of [0, 1, 0, 1]) {
      const [first, second] = turn === 0 ? [one, two] : [two, one];
      await skew(first, turn);
      await skew(second, 1 - turn);
      await first.commitTransaction();
      await expect(second.commitTransaction()).rejects.toMatchObject({ code: 112 });
      await skew(second, 1 - turn);
      await second.commitTransaction();
    }
    await Promise.all([one.endSession(), two.endSession()]);
    expect((await table.find().toArray()).map(({ v }) => v)).toEqual([4, 4]);
  });

  test("[E23] withTransaction brings all increments of many writers through, whatever each has read beside", async () => {
    const table = world.connection.getClient().db("pliego").collection<Row>(`increments${fresh()}`);
    await table.insertMany(held.map((row) => ({ ...row })));
    const seen: number[] = [];
    const writer = async (mine: number) => {
      for (let n = 0; n < 5; n++) {
        let sum = 0;
        await world.connection.transaction(async (session) => {
          const all = await table.find({}, { session }).toArray();
          sum = all.reduce((total, row) => total + row.v, 0);
          await table.updateOne({ _id: mine }, { $set: { v: (all[mine]?.v ?? 0) + 1 } }, { session });
        });
        seen.push(sum);
      }
    };
    await Promise.all([writer(0), writer(1), writer(0), writer(1)]);
    expect((await table.find().toArray()).map(({ v }) => v)).toEqual([10, 10]);
    // One after another: each saw the sum that the one before it left.
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  test("[E23] a long reader stands in nobody's way, and nobody in its", async () => {
    const table = world.connection.getClient().db("pliego").collection<Row>(`reader${fresh()}`);
    await table.insertMany(held.map((row) => ({ ...row })));
    const reader = await world.connection.startSession();
    reader.startTransaction();
    const first = await table.find({}, { session: reader }).toArray();
    for (let n = 0; n < 10; n++) {
      await table.updateOne({ _id: 0 }, { $inc: { v: 1 } });
      const writer = await world.connection.startSession();
      writer.startTransaction();
      await table.insertOne({ _id: 10 + n, k: n, v: 0, w: 0 }, { session: writer });
      await table.updateMany({}, { $inc: { v: 1 } }, { session: writer });
      await writer.commitTransaction();
      await writer.endSession();
      expect(await table.find({}, { session: reader }).toArray()).toEqual(first);
    }
    await reader.commitTransaction();
    await reader.endSession();
    expect(await table.countDocuments()).toBe(12);
  });
});
