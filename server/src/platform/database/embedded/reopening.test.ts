// A store that was closed in good order and is opened again. What kill -9 leaves is tried in kills.test.ts.
import { rmSync } from "node:fs";
import fc from "fast-check";
import type { Connection, mongo } from "mongoose";
import { expect, test } from "vitest";
import { anyChange, anyFields, anyFilter, anyIndexes, changeCommand } from "./random-queries.ts";
import { freshDirectory, openTestStore } from "./test-store.ts";
import { type Doc, encode } from "./values.ts";

const NAMES = ["c0", "c1", "c2"];
const name = fc.constantFrom(...NAMES);
const manyFields = fc.array(anyFields, { minLength: 1, maxLength: 8 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("insert"), name, from: fc.nat(30), docs: manyFields }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("change"), name, change: anyChange }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("index"), name, indexes: anyIndexes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("unindex"), name, at: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop"), name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("transaction"),
      docs: manyFields,
      ending: fc.constantFrom("commit", "abort", "none"),
    }),
  },
);
type Row = { readonly _id: number } & Record<string, unknown>;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test("[E2] what was written is there after close and reopening, indexes included", async () => {
  const directory = freshDirectory();
  const before = await openTestStore(directory);
  const c = before.connection.collection<{ _id: number; k: number }>("c");
  await c.createIndex({ k: 1 }, { unique: true, sparse: true });
  await c.insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: n, k: n * 2 })));
  await before.close();
  const after = await openTestStore(directory);
  const again = after.connection.collection<{ _id: number; k: number }>("c");
  expect(await again.findOne({ k: 198 })).toEqual({ _id: 99, k: 198 });
  await expect(again.insertOne({ _id: 999, k: 198 })).rejects.toMatchObject({ code: 11000 });
  expect(await again.countDocuments()).toBe(200);
  await after.end();
});

test(
  "[E2] after reopening every collection, index and answer is what it was before",
  { timeout: 60_000 },
  async () => {
    const directory = freshDirectory();
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 20, size: "max" }),
        fc.array(anyFilter, { minLength: 5, maxLength: 5 }),
        async (steps, filters) => {
          const before = await openTestStore(directory);
          const db = before.connection.getClient().db("pliego");
          await db.dropDatabase();
          for (const one of steps) await take(before.connection, db, one);
          const said = await everything(db, filters);
          await before.close();
          const after = await openTestStore(directory);
          const again = await everything(after.connection.getClient().db("pliego"), filters);
          await after.close();
          for (const [at, line] of said.entries())
            if (again[at] !== line) throw new Error(`${line} became ${again[at]}`);
          if (again.length !== said.length) throw new Error("There is more than before");
        },
      ),
      { numRuns: 6 },
    );
    rmSync(directory, { recursive: true, force: true });
  },
);

async function take(connection: Connection, db: mongo.Db, one: Step): Promise<void> {
  try {
    await perform(connection, db, one);
  } catch (error) {
    // What a unique index, two arrays in one index or a missing collection refuses leaves what it leaves.
    if (!("code" in (error as object))) throw error;
  }
}

async function perform(connection: Connection, db: mongo.Db, one: Step): Promise<void> {
  switch (one.kind) {
    case "insert": {
      const documents = one.docs.map((doc, at) => ({ _id: one.from + at, ...doc }));
      await db.command({ insert: one.name, documents, ordered: false });
      return;
    }
    case "change":
      await db.command(changeCommand(one.name, one.change));
      return;
    case "index":
      if (one.indexes.length > 0) await db.command({ createIndexes: one.name, indexes: one.indexes });
      return;
    case "unindex": {
      const indexes = await db.collection(one.name).indexes();
      const chosen = indexes[1 + one.at];
      if (chosen?.name !== undefined) await db.command({ dropIndexes: one.name, index: chosen.name });
      return;
    }
    case "drop":
      await db.command({ drop: one.name });
      return;
    case "transaction": {
      const session = await connection.startSession();
      session.startTransaction();
      for (const [at, doc] of one.docs.entries()) {
        const collection = db.collection<Row>(NAMES[at % NAMES.length] as string);
        await collection.updateOne(
          { _id: at },
          { $set: { ...doc }, $max: { t: 1 } },
          { session, upsert: true },
        );
      }
      if (one.ending === "commit") await session.commitTransaction();
      if (one.ending === "abort") await session.abortTransaction();
      // One that is open when the store closes is over.
    }
  }
}

/** All that can be asked, a line each. */
async function everything(db: mongo.Db, filters: readonly object[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const listed = await db.listCollections().toArray();
  for (const { name } of listed.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    lines.push(`${name} ${JSON.stringify(await db.collection(name).indexes())}`);
    for (const filter of [{}, ...filters]) {
      const found = await db.collection<Doc>(name).find(filter, { promoteValues: false }).toArray();
      lines.push(
        `${name} ${JSON.stringify(filter)} ${found
          .map((doc) => encode(doc as Doc).toString("hex"))
          .toSorted()
          .join()}`,
      );
    }
  }
  return lines;
}
