// Lanes of the kill -9 load that contend: for accounts in transactions, for unique keys, and with the catalog.
import { randomInt } from "node:crypto";
import type { ClientSession, Connection } from "mongoose";
import { expect } from "vitest";
import { type Lane, type Row, type Step, counted, upTo } from "./kill-lane.ts";

const ACCOUNTS = 6;
const OPENING_BALANCE = 1000;

/** Makes the accounts that the transferring lanes move amounts between. */
export async function openAccounts(connection: Connection): Promise<void> {
  const accounts = connection.collection<Row>("accounts");
  await accounts.insertMany(Array.from({ length: ACCOUNTS }, (_, at) => ({ _id: at, n: OPENING_BALANCE })));
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
export function transferring(connection: Connection, lane: string): Lane<number> {
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
export function claiming(connection: Connection): Lane<readonly string[]> {
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
export function remaking(connection: Connection): Lane<Remade> {
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
