// Does a snapshot session read several collections as they were at one moment?
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

const majority = { writeConcern: { w: "majority" } } as const;

export function snapshotCases(target: Target): void {
  describe("snapshot sessions", () => {
    test("[E6, E15] all reads of a snapshot session are of the moment of its first", async () => {
      const [a, b] = [target.fresh(), target.fresh()];
      await a.insertOne({ _id: 1, n: 1 }, majority);
      await b.insertMany(
        [
          { _id: 1, n: 1 },
          { _id: 2, n: 1 },
        ],
        majority,
      );
      const session = target.client.startSession({ snapshot: true });
      try {
        expect(await a.find({}, { session }).toArray()).toEqual([{ _id: 1, n: 1 }]);
        await a.updateOne({ _id: 1 }, { $set: { n: 2 } }, majority);
        await b.updateMany({}, { $set: { n: 2 } }, majority);
        await b.deleteOne({ _id: 2 }, majority);
        await b.insertOne({ _id: 3 }, majority);
        expect(await b.find({}, { session, batchSize: 1 }).sort({ _id: 1 }).toArray()).toEqual([
          { _id: 1, n: 1 },
          { _id: 2, n: 1 },
        ]);
        expect(await b.countDocuments({ n: 1 }, { session })).toBe(2);
        expect(await b.distinct("n", {}, { session })).toEqual([1]);
        expect(await b.aggregate([{ $match: { n: 2 } }], { session }).toArray()).toEqual([]);
        expect(await a.findOne({}, { session })).toEqual({ _id: 1, n: 1 });
      } finally {
        await session.endSession();
      }
      expect(await b.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 1, n: 2 }, { _id: 3 }]);
    });
  });
}
