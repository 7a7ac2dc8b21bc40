import { connect } from "node:net";
import { Binary, Long } from "bson";
import type { ClientSession } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "./errors.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

interface Row {
  readonly _id: number | string;
  readonly n?: number;
  readonly k?: string;
}

let world: TestStore;
let count = 0;
const fresh = () => world.connection.collection<Row>(`t${(count += 1)}`);
const database = () => must(world.connection.db, "connected");
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());

/** Two sessions with a transaction started in each. */
async function withTwo(run: (one: ClientSession, two: ClientSession) => Promise<void>): Promise<void> {
  const [one, two] = [await world.connection.startSession(), await world.connection.startSession()];
  one.startTransaction();
  two.startTransaction();
  try {
    await run(one, two);
  } finally {
    await one.endSession();
    await two.endSession();
  }
}
const conflict = { code: 112, errorLabels: expect.arrayContaining(["TransientTransactionError"]) };

describe("transactions", () => {
  test("[E6] a transaction sees its own writes, others see them only after the commit", async () => {
    const c = fresh();
    await c.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    await withTwo(async (session) => {
      await c.insertOne({ _id: 3, n: 3 }, { session });
      await c.updateOne({ _id: 1 }, { $inc: { n: 10 } }, { session });
      await c.deleteOne({ _id: 2 }, { session });
      const inside = await c.find({}, { session }).sort({ n: -1 }).toArray();
      expect(inside).toEqual([
        { _id: 1, n: 11 },
        { _id: 3, n: 3 },
      ]);
      expect(await c.find().toArray()).toEqual([
        { _id: 1, n: 1 },
        { _id: 2, n: 2 },
      ]);
      await session.commitTransaction();
      await session.commitTransaction();
      expect(await c.find().sort({ n: -1 }).toArray()).toEqual(inside);
    });
  });

  test("[E6] an aborted transaction, and one whose session ended, leave nothing behind", async () => {
    const c = world.connection.collection<Row>("made_in_a_transaction");
    await withTwo(async (one, two) => {
      await c.insertOne({ _id: 1 }, { session: one });
      await c.insertOne({ _id: 2 }, { session: two });
      await one.abortTransaction();
    });
    expect(await database().listCollections({ name: "made_in_a_transaction" }).toArray()).toEqual([]);
  });

  test("[E6] it reads from the snapshot of its start", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1, n: 1 });
    await withTwo(async (session) => {
      expect(await c.countDocuments({}, { session })).toBe(1);
      await c.insertOne({ _id: 2, n: 2 });
      await c.updateOne({ _id: 1 }, { $set: { n: 9 } });
      expect(await c.find({}, { session }).toArray()).toEqual([{ _id: 1, n: 1 }]);
      await session.commitTransaction();
    });
  });

  test("[E7] of two that write the same document the first to commit wins", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1, n: 0 });
    await withTwo(async (one, two) => {
      await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: one });
      await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: two });
      await one.commitTransaction();
      await expect(two.commitTransaction()).rejects.toMatchObject(conflict);
    });
    await withTwo(async (one) => {
      await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: one });
      await c.updateOne({ _id: 1 }, { $set: { k: "outside" } });
      await expect(one.commitTransaction()).rejects.toMatchObject(conflict);
    });
    expect(await c.findOne()).toEqual({ _id: 1, n: 1, k: "outside" });
  });

  test("[E7] of two that insert the same unique key the first to commit wins", async () => {
    const c = fresh();
    await c.createIndex({ k: 1 }, { unique: true });
    await withTwo(async (one, two) => {
      await c.insertOne({ _id: 1, k: "same" }, { session: one });
      await c.insertOne({ _id: 2, k: "same" }, { session: two });
      await one.commitTransaction();
      await expect(two.commitTransaction()).rejects.toMatchObject(conflict);
    });
    await withTwo(async (one) => {
      await expect(c.insertOne({ _id: 3, k: "same" }, { session: one })).rejects.toMatchObject({
        code: 11000,
      });
      await expect(c.countDocuments({}, { session: one })).rejects.toMatchObject({ code: 251 });
    });
    expect(await c.countDocuments()).toBe(1);
  });

  test("[E7] an index made meanwhile misses nothing of a transaction", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1, k: "a" });
    await withTwo(async (session) => {
      await c.insertOne({ _id: 2, k: "a" }, { session });
      await c.createIndex({ k: 1 }, { unique: true });
      await expect(session.commitTransaction()).rejects.toMatchObject(conflict);
    });
  });

  test("[E7] withTransaction starts again until all increments are in", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1, n: 0 });
    const add = () =>
      world.connection.transaction(async (session) => {
        const held = await c.findOne({ _id: 1 }, { session });
        await c.updateOne({ _id: 1 }, { $set: { n: (held?.n ?? 0) + 1 } }, { session });
      });
    await Promise.all(Array.from({ length: 6 }, add));
    expect(await c.findOne()).toEqual({ _id: 1, n: 6 });
  });

  test("[E6] schema commands and unknown transactions are refused by name", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1 });
    const lsid = { id: new Binary(Buffer.alloc(16, 7), 4) };
    const base = { lsid, txnNumber: Long.fromNumber(5), autocommit: false };
    const send = (command: object) => rawCommand({ ...command, ...base, $db: "pliego" });
    expect(await send({ find: c.collectionName })).toMatchObject({
      code: 251,
      errorLabels: ["TransientTransactionError"],
    });
    expect(await send({ drop: c.collectionName, startTransaction: true })).toMatchObject({ code: 263 });
    expect(
      await send({ insert: c.collectionName, documents: [{ _id: 2 }], startTransaction: true }),
    ).toMatchObject({ ok: 1 });
    // The connection that carried it is gone by now, and the transaction with it.
    await expect.poll(() => send({ find: c.collectionName })).toMatchObject({ code: 251 });
    expect(await send({ commitTransaction: 1 })).toMatchObject({ code: 251 });
    expect(await c.countDocuments()).toBe(1);
  });
});

test("[E8] a retryable write sent twice is done once and answered alike", async () => {
  const c = fresh();
  const lsid = { id: new Binary(Buffer.alloc(16, 9), 4) };
  const inc = {
    update: c.collectionName,
    updates: [{ q: { _id: "x" }, u: { $inc: { n: 1 } }, upsert: true }],
    lsid,
    txnNumber: Long.fromNumber(3),
    $db: "pliego",
  };
  const first = await rawCommand(inc);
  expect(first).toMatchObject({ ok: 1, n: 1, upserted: [{ _id: "x" }] });
  expect(await rawCommand(inc)).toEqual(first);
  expect(await c.findOne()).toEqual({ _id: "x", n: 1 });
  expect(await rawCommand({ ...inc, txnNumber: Long.fromNumber(2) })).toMatchObject({ code: 225 });
  expect(await rawCommand({ ...inc, txnNumber: Long.fromNumber(4) })).toMatchObject({ ok: 1, nModified: 1 });
});

/** One command over a connection of its own, as the bytes say it. */
async function rawCommand(command: object): Promise<object> {
  const { deserialize, serialize } = await import("bson");
  const body = Buffer.from(serialize(command));
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(2013, 12);
  const path = decodeURIComponent(/\/\/([^/]*)\//.exec(world.store.uri)?.[1] ?? "");
  const socket = connect(path);
  socket.write(Buffer.concat([head, body]));
  const answer = await new Promise<Buffer>((resolve, reject) =>
    socket.once("data", resolve).once("error", reject),
  );
  socket.destroy();
  return deserialize(answer.subarray(21));
}
