// Is a transaction one snapshot, wholly done or not at all?
import { Long } from "bson";
import type { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

export function transactionCases(target: Target): void {
  const inTransaction = async (
    run: (session: mongo.ClientSession) => Promise<void>,
    level: "snapshot" | "local" = "snapshot",
  ): Promise<void> => {
    const session = target.client.startSession();
    session.startTransaction({ readConcern: { level }, writeConcern: { w: "majority" } });
    try {
      await run(session);
    } finally {
      await session.endSession();
    }
  };

  describe("transactions", () => {
    test("[E6, E15] a transaction sees its own writes, others see them only after the commit", async () => {
      const c = target.fresh();
      await c.insertMany([
        { _id: 1, n: 1 },
        { _id: 2, n: 2 },
      ]);
      await inTransaction(async (session) => {
        await c.insertOne({ _id: 3, n: 3 }, { session });
        await c.updateOne({ _id: 1 }, { $inc: { n: 10 } }, { session });
        await c.deleteOne({ _id: 2 }, { session });
        const inside = await c.find({}, { session }).sort({ n: -1 }).toArray();
        expect(inside).toEqual([
          { _id: 1, n: 11 },
          { _id: 3, n: 3 },
        ]);
        expect(await c.countDocuments({}, { session })).toBe(2);
        expect(await c.distinct("n", {}, { session })).toHaveLength(2);
        expect(await c.findOneAndUpdate({ _id: 3 }, { $inc: { n: 1 } }, { session })).toMatchObject({ n: 3 });
        expect(await c.find().sort({ _id: 1 }).toArray()).toEqual([
          { _id: 1, n: 1 },
          { _id: 2, n: 2 },
        ]);
        await session.commitTransaction();
        await session.commitTransaction();
        expect(await c.find().sort({ n: -1 }).toArray()).toEqual([
          { _id: 1, n: 11 },
          { _id: 3, n: 4 },
        ]);
      });
    });

    test("[E6, E15] it reads from the snapshot of its start, also through a cursor", async () => {
      const c = target.fresh();
      const other = target.fresh();
      await c.insertMany([
        { _id: 1, n: 1 },
        { _id: 2, n: 2 },
      ]);
      await other.insertOne({ _id: 1 });
      await inTransaction(async (session) => {
        expect(await c.countDocuments({}, { session })).toBe(2);
        await c.insertOne({ _id: 3, n: 3 });
        await c.updateOne({ _id: 1 }, { $set: { n: 9 } });
        await other.deleteMany({});
        const read = await c.find({}, { session, batchSize: 1 }).sort({ _id: 1 }).toArray();
        expect(read).toEqual([
          { _id: 1, n: 1 },
          { _id: 2, n: 2 },
        ]);
        expect(await other.countDocuments({}, { session })).toBe(1);
        const left = c.find({}, { session, batchSize: 1 });
        expect(await left.next()).not.toBeNull();
        await left.close();
        await session.commitTransaction();
      });
    });

    test("[E6, E15] an aborted transaction, and one whose session ended, leave nothing behind", async () => {
      const c = target.fresh();
      await inTransaction(async (session) => {
        await c.insertOne({ _id: 1 }, { session });
        await session.abortTransaction();
      });
      await inTransaction(async (session) => {
        await c.insertOne({ _id: 2 }, { session });
      });
      expect(await target.db.listCollections({ name: c.collectionName }).toArray()).toEqual([]);
      expect(await c.countDocuments()).toBe(0);
    });

    test("[E6, E15] a transaction may make collections and their indexes; they are there after the commit", async () => {
      const [made, implied] = [target.fresh(), target.fresh()];
      await inTransaction(async (session) => {
        await target.db.createCollection(made.collectionName, { session });
        await made.createIndex({ k: 1 }, { unique: true, session });
        await made.insertOne({ k: 1 }, { session });
        await implied.insertOne({ _id: 1 }, { session });
        await session.commitTransaction();
        // MongoDB makes collections by name only with this read concern.
      }, "local");
      await expect(made.insertOne({ k: 1 })).rejects.toMatchObject({ code: 11000 });
      expect(await implied.countDocuments()).toBe(1);
    });

    test("[E6, E15] a refused write ends its transaction", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1 });
      await inTransaction(async (session) => {
        await c.insertOne({ _id: 2 }, { session });
        await expect(c.insertOne({ _id: 1 }, { session })).rejects.toMatchObject({ code: 11000 });
        await expect(c.countDocuments({}, { session })).rejects.toMatchObject({
          code: 251,
          errorLabels: expect.arrayContaining(["TransientTransactionError"]),
        });
      });
      expect(await c.countDocuments()).toBe(1);
    });

    test("[E6, E15] commands that a transaction may not hold are refused with 263, unknown transactions with 251", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1 });
      const name = c.collectionName;
      for (const command of [
        { drop: name },
        { count: name },
        { listIndexes: name },
        { dropIndexes: name, index: "*" },
      ])
        await inTransaction(async (session) => {
          await expect(
            target.db.command(command, { session }),
            JSON.stringify(command),
          ).rejects.toMatchObject({
            code: 263,
          });
        });
      // A client of its own: its session has a number of its own to count on.
      const client = await target.open();
      const session = client.startSession();
      const unknown = { txnNumber: Long.fromNumber(50), autocommit: false };
      const admin = client.db("admin");
      for (const [db, command] of [
        [client.db(), { find: name }],
        [admin, { commitTransaction: 1 }],
        [admin, { abortTransaction: 1 }],
      ] as const)
        await expect(db.command({ ...command, ...unknown }, { session })).rejects.toMatchObject({
          code: 251,
        });
      await session.endSession();
      await client.close();
      expect(await c.countDocuments()).toBe(1);
    });
  });
}
