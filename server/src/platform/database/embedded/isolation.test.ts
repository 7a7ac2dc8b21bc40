// What the embedded store promises about writers and readers beside each other beyond MongoDB: a cursor keeps its
// snapshot, nobody waits for a transaction, and of two the first to commit wins. What both promise is in conformance/.
import { Binary, type Document, Long } from "bson";
import type { ClientSession } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { message, rawClient } from "./raw-client.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

interface Row {
  readonly _id: number;
  readonly n?: number;
  readonly k?: string;
}

let world: TestStore;
let count = 0;
const fresh = () => world.connection.collection<Row>(`t${(count += 1)}`);
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());

async function inTransaction(run: (session: ClientSession) => Promise<void>): Promise<void> {
  const session = await world.connection.startSession();
  session.startTransaction();
  try {
    await run(session);
  } finally {
    await session.endSession();
  }
}
const conflict = { code: 112, errorLabels: expect.arrayContaining(["TransientTransactionError"]) };

describe("isolation", () => {
  test("[E11] a cursor answers from the snapshot it began with, whatever is deleted meanwhile", async () => {
    const c = fresh();
    await c.insertMany(Array.from({ length: 350 }, (_, n) => ({ _id: n })));
    const cursor = c.find({}, { batchSize: 100 });
    const seen = [(await cursor.next())?._id];
    await c.deleteMany({ _id: { $gt: 200 } });
    for await (const doc of cursor) seen.push(doc._id);
    expect(seen).toEqual(Array.from({ length: 350 }, (_, n) => n));
  });

  test("[E7] of two transactions that wrote the same document the first to commit wins, not the first to write", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1, n: 0 });
    await inTransaction(async (one) => {
      await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: one });
      await inTransaction(async (two) => {
        await c.updateOne({ _id: 1 }, { $inc: { n: 10 } }, { session: two });
        await two.commitTransaction();
      });
      await expect(one.commitTransaction()).rejects.toMatchObject(conflict);
    });
    expect(await c.findOne()).toEqual({ _id: 1, n: 10 });
  });

  test("[E7] a write outside does not wait for a transaction", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1, n: 0 });
    await inTransaction(async (session) => {
      await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
      await c.updateOne({ _id: 1 }, { $set: { k: "outside" } });
      await expect(session.commitTransaction()).rejects.toMatchObject(conflict);
    });
    expect(await c.findOne()).toEqual({ _id: 1, n: 0, k: "outside" });
  });

  test("[E7] an index made meanwhile misses nothing of a transaction", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1, k: "a" });
    await inTransaction(async (session) => {
      await c.insertOne({ _id: 2, k: "a" }, { session });
      await c.createIndex({ k: 1 }, { unique: true });
      await expect(session.commitTransaction()).rejects.toMatchObject(conflict);
    });
  });

  test("[E6] a transaction ends with the connection that carried it", async () => {
    const c = fresh();
    await c.insertOne({ _id: 1 });
    const lsid = { id: new Binary(Buffer.alloc(16, 7), 4) };
    const base = { lsid, txnNumber: Long.fromNumber(5), autocommit: false, $db: "pliego" };
    const send = (command: Document) => alone({ ...command, ...base });
    const insert = { insert: c.collectionName, documents: [{ _id: 2 }], startTransaction: true };
    expect(await send(insert)).toMatchObject({ ok: 1 });
    // The connection that carried it is gone by now, and the transaction with it.
    const gone = { code: 251, errorLabels: ["TransientTransactionError"] };
    await expect.poll(() => send({ find: c.collectionName })).toMatchObject(gone);
    expect(await send({ commitTransaction: 1 })).toMatchObject({ code: 251 });
    expect(await c.countDocuments()).toBe(1);
  });
});

/** One command over a connection of its own. */
async function alone(command: Document): Promise<unknown> {
  const client = rawClient(world.store.uri);
  client.socket.write(message(command));
  const answer = await client.next();
  client.socket.destroy();
  return answer;
}
