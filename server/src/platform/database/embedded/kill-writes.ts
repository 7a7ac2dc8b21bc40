// Lanes of the kill -9 load that write documents of their own: inserts, updates, upserts, deletes, findAndModify and
// expiry, and one that reads by cursor meanwhile.
import { randomInt } from "node:crypto";
import type { Connection } from "mongoose";
import { expect } from "vitest";
import { type Lane, type Row, counted, upTo } from "./kill-lane.ts";

/** insertOne, of documents in a leaf and of documents with pages of their own. */
export function inserting(connection: Connection): Lane<number> {
  const c = connection.collection<Row>("inserts");
  return counted(
    "inserting",
    (_id) => c.insertOne({ _id, n: _id % 7, filler: "ñ".repeat(randomInt(20) === 0 ? 9000 : 60) }),
    async () => {
      const found = await c
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .toArray();
      expect(found.map((row) => row._id)).toEqual(upTo(found.length));
      expect(await c.countDocuments({ n: 3 })).toBe(Math.floor((found.length + 4) / 7));
      return found.length;
    },
  );
}

/** $inc and $push: done twice they would count twice. */
export function counting(connection: Connection): Lane<number> {
  const c = connection.collection<{ _id: number; n: number; list: number[] }>("counters");
  return counted(
    "counting",
    (n) =>
      c.updateOne(
        { _id: 1 },
        { $inc: { n: 1 }, $push: { list: { $each: [n], $slice: -100 } } },
        { upsert: true },
      ),
    async () => {
      const found = await c.findOne();
      expect(found?.list ?? []).toEqual(upTo(found?.n ?? 0).slice(-100));
      return found?.n ?? 0;
    },
  );
}

/** findAndModify: what it answers counts on without gap or repetition. */
export function numbering(connection: Connection): Lane<number> {
  const c = connection.collection<Row>("numbers");
  return counted(
    "numbering",
    async (n) => {
      const options = { upsert: true, returnDocument: "after" } as const;
      expect(await c.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, options)).toEqual({ _id: 1, n });
    },
    async () => (await c.findOne())?.n ?? 0,
  );
}

export function upserting(connection: Connection): Lane<number> {
  const c = connection.collection<Row>("upserts");
  const KEYS = 40;
  return counted(
    "upserting",
    async (n) => {
      const done = await c.updateOne({ _id: n % KEYS }, { $set: { n } }, { upsert: true });
      expect(done.upsertedCount).toBe(n > KEYS ? 0 : 1);
    },
    async () => {
      const found = await c.find().sort({ n: 1 }).toArray();
      const last = found.at(-1)?.n ?? 0;
      expect(found).toEqual(
        upTo(last)
          .slice(-KEYS)
          .map((n) => ({ _id: n % KEYS, n })),
      );
      return last;
    },
  );
}

/** Inserts at the end; deletes from the front in two ways. The state is what is in the queue. */
export function queueing(connection: Connection): Lane<readonly number[]> {
  const c = connection.collection<{ _id: number }>("queue");
  let last = 0;
  return {
    name: "queueing",
    begin: [],
    next: (queue) => {
      const [first, ...rest] = queue;
      if (first === undefined || randomInt(2) === 0) {
        const _id = (last += 1);
        const longer = [...queue, _id];
        return { possible: [queue, longer], run: () => c.insertOne({ _id }).then(() => longer) };
      }
      const run = async () => {
        if (randomInt(2) === 0) expect((await c.deleteOne({ _id: first })).deletedCount).toBe(1);
        else expect(await c.findOneAndDelete({}, { sort: { _id: 1 } })).toEqual({ _id: first });
        return rest;
      };
      return { possible: [queue, rest], run };
    },
    look: async () => (await c.find().sort({ _id: 1 }).toArray()).map((row) => row._id),
  };
}

/** Documents that the sweep removes while all goes on, beside others that it must leave. */
export function expiring(connection: Connection): Lane<number> {
  const c = connection.collection<Row>("expiring");
  return counted(
    "expiring",
    (n) =>
      c.insertMany([
        { _id: `keep ${n}`, at: new Date(Date.now() + 3_600_000) },
        { _id: `past ${n}`, at: new Date(0) },
      ]),
    async () => {
      await expect.poll(() => c.countDocuments({ at: { $lte: new Date(0) } })).toBe(0);
      return c.countDocuments();
    },
  );
}

/** A cursor that is open while all goes on answers each document once, in order. */
export function reading(connection: Connection): Lane<number> {
  const c = connection.collection<Row>("inserts");
  return {
    name: "reading",
    begin: 0,
    next: () => ({
      possible: [0],
      run: async () => {
        const found = await c.find({}, { batchSize: 20 }).sort({ _id: 1 }).limit(200).toArray();
        expect(found.map((row) => row._id)).toEqual(upTo(found.length));
        return 0;
      },
    }),
    look: async () => 0,
  };
}
