// What becomes of two transactions that want the same? MongoDB refuses the second at its write, the embedded store at
// its commit: in both, the one that wrote and committed first wins, and the other hears 112 and may start again.
import type { mongo } from "mongoose";
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

type Work = (session: mongo.ClientSession) => Promise<unknown>;

const conflict = { code: 112, errorLabels: expect.arrayContaining(["TransientTransactionError"]) };

export function conflictCases(target: Target): void {
  /** Both work, then the first commits, then the second; answers what the second was refused with. */
  const race = async (first: Work, second: Work): Promise<unknown> => {
    const [one, two] = [target.client.startSession(), target.client.startSession()];
    try {
      one.startTransaction();
      two.startTransaction();
      await first(one);
      const refused = await second(two).then(
        () => undefined,
        (error: unknown) => error,
      );
      await one.commitTransaction();
      if (refused !== undefined) return refused;
      return await two.commitTransaction().then(
        () => undefined,
        (error: unknown) => error,
      );
    } finally {
      await one.endSession();
      await two.endSession();
    }
  };

  describe("conflicts", () => {
    test("[E7, E15] of two that write the same document the first wins", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1, n: 0 });
      const set =
        (n: number): Work =>
        (session) =>
          c.updateOne({ _id: 1 }, { $set: { n } }, { session });
      expect(await race(set(1), set(2))).toMatchObject(conflict);
      expect(await race((session) => c.deleteOne({ _id: 1 }, { session }), set(3))).toMatchObject(conflict);
      expect(await c.countDocuments()).toBe(0);
    });

    test("[E7, E15] of two that insert the same key the first wins", async () => {
      const c = target.fresh();
      await c.createIndex({ k: 1 }, { unique: true });
      const insert =
        (doc: object): Work =>
        (session) =>
          c.insertOne({ ...doc }, { session });
      expect(await race(insert({ _id: 1, k: "a" }), insert({ _id: 2, k: "a" }))).toMatchObject(conflict);
      expect(await race(insert({ _id: 9, k: "b" }), insert({ _id: 9, k: "c" }))).toMatchObject(conflict);
      expect(await c.find().sort({ k: 1 }).toArray()).toEqual([
        { _id: 1, k: "a" },
        { _id: 9, k: "b" },
      ]);
    });

    test("[E7, E15] two that read and write different documents both commit", async () => {
      const c = target.fresh();
      await c.insertMany([
        { _id: 1, n: 0 },
        { _id: 2, n: 0 },
      ]);
      const add =
        (_id: number): Work =>
        async (session) => {
          const held = await c.findOne({ _id }, { session });
          await c.updateOne({ _id }, { $set: { n: held?.["n"] + 1 } }, { session });
        };
      expect(await race(add(1), add(2))).toBeUndefined();
      expect(await c.countDocuments({ n: 1 })).toBe(2);
    });

    // MongoDB lets both commit; the embedded store refuses the one whose read the other overtook.
    test("[E7, E15] one that read what the other writes commits or is refused, and never by halves", async () => {
      const c = target.fresh();
      await c.insertMany([
        { _id: 1, n: 0 },
        { _id: 2, n: 0 },
      ]);
      const set =
        (_id: number): Work =>
        async (session) => {
          await c.find({}, { session }).toArray();
          await c.updateOne({ _id }, { $set: { n: 1 } }, { session });
        };
      const refused = await race(set(1), set(2));
      if (refused !== undefined) expect(refused).toMatchObject(conflict);
      expect(await c.countDocuments({ n: 1 })).toBe(refused === undefined ? 2 : 1);
    });

    test("[E7, E15] a write outside comes through; the transaction it meets is done wholly or refused", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1, n: 0 });
      const session = target.client.startSession();
      session.startTransaction();
      await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
      // MongoDB lets it wait for the transaction's end, the embedded store does it at once.
      const outside = c.updateOne({ _id: 1 }, { $set: { k: "outside" } });
      const [, committed] = await Promise.allSettled([outside, session.commitTransaction()]);
      await outside;
      await session.endSession();
      if (committed.status === "rejected") expect(committed.reason).toMatchObject(conflict);
      expect(await c.findOne()).toEqual({
        _id: 1,
        n: committed.status === "fulfilled" ? 1 : 0,
        k: "outside",
      });
    });

    test("[E7, E15] withTransaction starts again until all increments are in", async () => {
      const c = target.fresh();
      await c.insertOne({ _id: 1, n: 0 });
      const add = () =>
        target.client.withSession((session) =>
          session.withTransaction(async () => {
            const held = await c.findOne({ _id: 1 }, { session });
            await c.updateOne({ _id: 1 }, { $set: { n: held?.["n"] + 1 } }, { session });
          }),
        );
      await Promise.all([1, 2, 3, 4, 5, 6].map(add));
      expect(await c.findOne()).toEqual({ _id: 1, n: 6 });
    });
  });
}
