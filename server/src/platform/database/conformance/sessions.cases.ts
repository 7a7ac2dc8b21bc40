// Is a retryable write done once, and are read and write concerns honoured?
import { Long } from "bson";
import type { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

export function sessionCases(target: Target): void {
  const inSession = async (
    run: (session: mongo.ClientSession, db: mongo.Db) => Promise<void>,
  ): Promise<void> => {
    const client = await target.open();
    const session = client.startSession();
    try {
      await run(session, client.db());
    } finally {
      await session.endSession();
      await client.close();
    }
  };

  describe("sessions", () => {
    test("[E8, E15] a retryable write sent twice is done once and answered alike", async () => {
      const c = target.fresh();
      const name = c.collectionName;
      await target.db.createCollection(name);
      await inSession(async (session, db) => {
        const send = (command: object, number: number) =>
          db.command({ ...command, txnNumber: Long.fromNumber(number) }, { session });
        const inc = { $inc: { n: 1 } };
        const writes: readonly [object, object][] = [
          [{ insert: name, documents: [{ _id: "y" }] }, { n: 1 }],
          [
            { update: name, updates: [{ q: { _id: "x" }, u: inc, upsert: true }] },
            { n: 1, nModified: 0, upserted: [{ index: 0, _id: "x" }] },
          ],
          [
            { update: name, updates: [{ q: { _id: "x" }, u: inc, multi: false }] },
            { n: 1, nModified: 1 },
          ],
          [
            { findAndModify: name, query: { _id: "x" }, update: inc, new: true },
            { value: { _id: "x", n: 3 } },
          ],
          [{ delete: name, deletes: [{ q: { _id: "y" }, limit: 1 }] }, { n: 1 }],
        ];
        for (const [at, [command, answer]] of writes.entries())
          for (const _ of [1, 2]) expect(await send(command, at + 1)).toMatchObject({ ...answer, ok: 1 });
        expect(await c.find().toArray()).toEqual([{ _id: "x", n: 3 }]);
        await expect(send(writes[0]?.[0] ?? {}, 1)).rejects.toMatchObject({ code: 225 });
        expect(await c.countDocuments()).toBe(1);
      });
    });

    test("[E8, E15] a refused retryable write is refused again", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1 });
      await inSession(async (session, db) => {
        const insert = { insert: c.collectionName, documents: [{ _id: 1 }], txnNumber: Long.fromNumber(4) };
        for (const _ of [1, 2])
          await expect(db.command(insert, { session })).resolves.toMatchObject({ n: 0 });
      });
    });

    test("[E15] a session reads its own writes, and can be ended at any time", async () => {
      const c = target.fresh();
      await inSession(async (session, db) => {
        const own = db.collection(c.collectionName);
        await own.insertOne({ n: 1 }, { session });
        expect(await own.countDocuments({}, { session })).toBe(1);
        expect(session.hasEnded).toBe(false);
      });
    });

    test.each(["local", "available", "majority", "linearizable", "snapshot"] as const)(
      "[E15] what was written with majority is read with read concern %s",
      async (level) => {
        const c = target.fresh();
        await c.insertOne({ _id: 1 }, { writeConcern: { w: "majority", journal: true } });
        await c.insertOne({ _id: 2 }, { writeConcern: { w: 1, wtimeoutMS: 60_000 } });
        await c.updateOne({ _id: 1 }, { $set: { n: 1 } }, { writeConcern: { w: "majority" } });
        expect(await c.find({ _id: 1 }, { readConcern: { level } }).toArray()).toEqual([{ _id: 1, n: 1 }]);
      },
    );

    test("[E15] an unacknowledged write arrives all the same", async () => {
      const c = target.fresh();
      const done = await c.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
      expect(done.acknowledged).toBe(false);
      await expect.poll(() => c.countDocuments()).toBe(1);
    });
  });
}
