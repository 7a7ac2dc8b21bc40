// For the tests of kill -9: lanes that write without pause, and what each must find afterwards (rules E2, E5, E6, E8).
//
// A lane takes one step at a time and knows what holds after it. When the process dies under a step, the driver
// sends a retryable write once more by itself, and nearly always gets its answer from the next process. What then
// is still unanswered may have happened or not: but once, and wholly.
import { randomInt } from "node:crypto";
import type { ClientSession, Connection } from "mongoose";
import { expect } from "vitest";

/** A step: every state that may hold if it is never answered, and what to do, which answers the state that holds. */
export interface Step<State> {
  readonly possible: readonly State[];
  run(): Promise<State>;
}

/** What one lane writes, seen from outside. */
export interface Lane<State> {
  readonly name: string;
  readonly begin: State;
  next(state: State): Step<State>;
  /** Reads the state back, and fails when what is there is no state at all. */
  look(): Promise<State>;
}

interface Row {
  readonly _id: number | string;
  readonly n?: number;
  readonly list?: readonly number[];
  readonly slot?: number;
  readonly filler?: string;
  readonly at?: Date;
}

const ACCOUNTS = 6;
const OPENING_BALANCE = 1000;
const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

/** Every lane of the load; what they stand on is made first. */
export async function lanes(connection: Connection): Promise<readonly Lane<never>[]> {
  const rows = (name: string) => connection.collection<Row>(name);
  await rows("slots").createIndex({ slot: 1 }, { unique: true });
  await rows("inserts").createIndex({ n: 1, _id: -1 });
  await rows("expiring").createIndex({ at: 1 }, { expireAfterSeconds: 0 });
  const opening = Array.from({ length: ACCOUNTS }, (_, at) => ({ _id: at, n: OPENING_BALANCE }));
  await rows("accounts").insertMany(opening);
  return [
    inserting(connection),
    counting(connection),
    numbering(connection),
    upserting(connection),
    queueing(connection),
    transferring(connection, "east"),
    transferring(connection, "west"),
    claiming(connection),
    remaking(connection),
    expiring(connection),
    reading(connection),
  ] as unknown as readonly Lane<never>[];
}

/** A lane whose state is how many steps were taken. */
function counted(
  name: string,
  run: (n: number) => Promise<unknown>,
  look: () => Promise<number>,
): Lane<number> {
  return {
    name,
    begin: 0,
    next: (n) => ({ possible: [n, n + 1], run: () => run(n + 1).then(() => n + 1) }),
    look,
  };
}

/** insertOne, of documents in a leaf and of documents with pages of their own. */
function inserting(connection: Connection): Lane<number> {
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
function counting(connection: Connection): Lane<number> {
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
function numbering(connection: Connection): Lane<number> {
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

function upserting(connection: Connection): Lane<number> {
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
function queueing(connection: Connection): Lane<readonly number[]> {
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

/** As withTransaction, which stumbles over what writing to a closed socket throws: begins again after a conflict. */
async function transact(
  connection: Connection,
  run: (session: ClientSession) => Promise<void>,
): Promise<void> {
  for (;;) {
    const session = await connection.startSession();
    try {
      session.startTransaction();
      await run(session);
      await session.commitTransaction();
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 112) throw error;
    } finally {
      await session.endSession();
    }
  }
}

/** A transaction moves an amount and writes it down in another collection; two lanes contend for the accounts. */
function transferring(connection: Connection, lane: string): Lane<number> {
  const accounts = connection.collection<{ _id: number; n: number }>("accounts");
  const transfers = connection.collection<{
    _id: string;
    lane: string;
    n: number;
    from: number;
    to: number;
    amount: number;
  }>("transfers");
  return counted(
    `transferring ${lane}`,
    (n) => {
      const from = randomInt(ACCOUNTS);
      const to = (from + 1 + randomInt(ACCOUNTS - 1)) % ACCOUNTS;
      const amount = randomInt(1, 50);
      return transact(connection, async (session) => {
        await accounts.updateOne({ _id: from }, { $inc: { n: -amount } }, { session });
        await transfers.insertOne({ _id: `${lane}${n}`, lane, n, from, to, amount }, { session });
        await accounts.updateOne({ _id: to }, { $inc: { n: amount } }, { session });
      });
    },
    async () => {
      const all = await transfers.find().sort({ n: 1 }).toArray();
      const balances = Array.from({ length: ACCOUNTS }, () => OPENING_BALANCE);
      for (const { from, to, amount } of all) {
        balances[from] = (balances[from] ?? 0) - amount;
        balances[to] = (balances[to] ?? 0) + amount;
      }
      expect((await accounts.find().sort({ _id: 1 }).toArray()).map((one) => one.n)).toEqual(balances);
      const mine = all.filter((one) => one.lane === lane).map((one) => one.n);
      expect(mine).toEqual(upTo(mine.length));
      return mine.length;
    },
  );
}

/** Two inserts of one unique key at once: one is let in, and it is the one that was told so. */
function claiming(connection: Connection): Lane<readonly string[]> {
  const c = connection.collection<Row>("slots");
  const claim = async (slot: number, lane: string): Promise<string[]> => {
    try {
      await c.insertOne({ _id: `${lane}${slot}`, slot });
      return [`${lane}${slot}`];
    } catch (error) {
      if ((error as { code?: unknown }).code === 11000) return [];
      throw error;
    }
  };
  return {
    name: "claiming",
    begin: [],
    next: (winners) => {
      const slot = winners.length + 1;
      return {
        possible: [winners, [...winners, `a${slot}`], [...winners, `b${slot}`]],
        run: async () => {
          const won = (await Promise.all([claim(slot, "a"), claim(slot, "b")])).flat();
          expect(won).toHaveLength(1);
          return [...winners, ...won];
        },
      };
    },
    look: async () => {
      const found = await c.find().sort({ slot: 1 }).toArray();
      expect(found.map((row) => row.slot)).toEqual(upTo(found.length));
      return found.map((row) => String(row._id));
    },
  };
}

interface Remade {
  readonly documents: number;
  readonly isIndexed: boolean;
}

/** Makes, indexes and drops a collection. Drivers do not send the schema commands again by themselves. */
function remaking(connection: Connection): Lane<Remade> {
  const c = connection.collection<Row>("remade");
  const rows = Array.from({ length: 30 }, (_, at) => ({ _id: at, n: at % 5 }));
  const step = (from: Remade, to: Remade, run: () => Promise<unknown>): Step<Remade> => ({
    possible: [from, to],
    run: () => run().then(() => to),
  });
  // Each document is all or nothing, not the whole of an insertMany: in order, the first so many may be there.
  const filled = (held: Remade): Step<Remade> => ({
    possible: [...rows.keys(), rows.length]
      .slice(held.documents)
      .map((documents) => ({ ...held, documents })),
    run: () => c.insertMany(rows.slice(held.documents)).then(() => ({ ...held, documents: rows.length })),
  });
  return {
    name: "remaking",
    begin: { documents: 0, isIndexed: false },
    next: (held) => {
      if (held.documents < rows.length) return filled(held);
      if (!held.isIndexed) return step(held, { ...held, isIndexed: true }, () => c.createIndex({ n: 1 }));
      if (randomInt(2) === 0) return step(held, { ...held, isIndexed: false }, () => c.dropIndex("n_1"));
      return step(held, { documents: 0, isIndexed: false }, () => c.drop());
    },
    look: async () => {
      const documents = await c.countDocuments();
      const indexes = documents === 0 ? [] : await c.listIndexes().toArray();
      expect(await c.countDocuments({ n: 2 })).toBe(
        rows.slice(0, documents).filter(({ n }) => n === 2).length,
      );
      return { documents, isIndexed: indexes.some((index) => index.name === "n_1") };
    },
  };
}

/** Documents that the sweep removes while all goes on, beside others that it must leave. */
function expiring(connection: Connection): Lane<number> {
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
function reading(connection: Connection): Lane<number> {
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
