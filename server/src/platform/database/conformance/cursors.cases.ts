// Does a cursor answer every document once, in batches, until it ends or is killed?
import { Long } from "bson";
import { describe, expect, test } from "vitest";
import type { Row, Rows, Target } from "./target.ts";

const many = Array.from({ length: 350 }, (_, _id) => ({ _id }));

export function cursorCases(target: Target): void {
  const filled = async (): Promise<Rows> => {
    const c = target.fresh();
    await c.insertMany(many);
    return c;
  };
  /** Commands as they are, in one session, as the cursor of one session is nobody else's; numbers as they came. */
  const inSession = async (run: (send: (command: Row) => Promise<Row>) => Promise<void>): Promise<void> => {
    const session = target.client.startSession();
    await run((command) => target.db.command(command, { session, promoteLongs: false }));
    await session.endSession();
  };

  describe("cursors", () => {
    test("[E11, E15] every document comes once, whatever the size of the batches", async () => {
      const c = await filled();
      for (const batchSize of [1, 7, 100, 1000]) {
        const seen = await c.find({}, { batchSize }).sort({ _id: 1 }).toArray();
        expect(seen).toEqual(many);
        expect(await c.aggregate([{ $sort: { _id: 1 } }], { batchSize }).toArray()).toEqual(many);
      }
      expect(await c.find().limit(120).batchSize(50).toArray()).toHaveLength(120);
    });

    test("[E11, E15] writes meanwhile take nothing from a cursor that they did not touch", async () => {
      const c = await filled();
      const cursor = c.find({ _id: { $lt: 200 } }, { batchSize: 50 }).sort({ _id: 1 });
      const seen = [(await cursor.next())?.["_id"]];
      await c.deleteMany({ _id: { $gte: 200 } });
      await c.insertOne({ _id: 1000 });
      for await (const doc of cursor) seen.push(doc["_id"]);
      expect(seen).toEqual(many.slice(0, 200).map(({ _id }) => _id));
    });

    test("[E11, E15] batches are as large as asked, the first 101 when nothing is asked, and the last ends the cursor", async () => {
      const { collectionName: name } = await filled();
      await inSession(async (send) => {
        const { cursor } = await send({ find: name, batchSize: 0 });
        expect(cursor.firstBatch).toEqual([]);
        const two = await send({ getMore: cursor.id, collection: name, batchSize: 2 });
        expect(two["cursor"].nextBatch).toHaveLength(2);
        const rest = await send({ getMore: cursor.id, collection: name });
        expect(rest["cursor"].nextBatch).toHaveLength(348);
        expect(String(rest["cursor"].id)).toBe("0");
        const plain = await send({ find: name });
        expect(plain["cursor"].firstBatch).toHaveLength(101);
        await send({ killCursors: name, cursors: [plain["cursor"].id] });
      });
    });

    test("[E11, E15] a single batch ends the cursor, a killed or unknown one is refused with 43", async () => {
      const { collectionName: name } = await filled();
      const nobody = Long.fromNumber(99);
      await inSession(async (send) => {
        const single = await send({ find: name, batchSize: 10, singleBatch: true });
        expect(single["cursor"].firstBatch).toHaveLength(10);
        expect(String(single["cursor"].id)).toBe("0");
        const { id } = (await send({ find: name, batchSize: 10 }))["cursor"];
        const killed = await send({ killCursors: name, cursors: [id, nobody] });
        expect(killed["cursorsKilled"].map(String)).toEqual([String(id)]);
        expect(killed["cursorsNotFound"].map(String)).toEqual(["99"]);
        for (const gone of [id, nobody])
          await expect(send({ getMore: gone, collection: name })).rejects.toMatchObject({
            code: 43,
            codeName: "CursorNotFound",
          });
      });
    });

    test("[E11, E15] documents that together are larger than a message come in several batches", async () => {
      const c = target.fresh();
      const text = "x".repeat(3 * 1024 * 1024);
      for (const _id of [1, 2, 3, 4, 5, 6, 7]) await c.insertOne({ _id, text });
      const ids: unknown[] = [];
      for await (const doc of c.find({}, { batchSize: 100 }).sort({ _id: 1 })) ids.push(doc["_id"]);
      expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    test("[E15] reading what does not exist finds nothing", async () => {
      const c = target.fresh();
      expect(await c.find().toArray()).toEqual([]);
      expect(await c.aggregate([{ $match: { a: 1 } }]).toArray()).toEqual([]);
      expect(await c.countDocuments()).toBe(0);
      expect(await c.deleteMany({})).toMatchObject({ deletedCount: 0 });
    });
  });
}
