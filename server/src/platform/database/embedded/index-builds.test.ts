// Indexes that are built while the collection is written to. Builds run in pieces from a few hundred documents on.
import fc from "fast-check";
import type { mongo } from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "./errors.ts";
import { anyFields } from "./random-queries.ts";
import { startStore } from "./test-process.ts";
import { type TestStore, connectTo, freshDirectory, openTestStore } from "./test-store.ts";

/** Enough that a build takes many pieces. */
const DOCUMENTS = 3000;

interface Row {
  readonly _id: number;
  readonly k?: unknown;
  readonly a?: unknown;
}

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ _id: n, k: n % 97, a: n % 5 === 0 ? [n % 7, n % 11] : n % 7 }));

describe("index builds", () => {
  let world: TestStore;
  let count = 0;
  beforeAll(async () => {
    world = await openTestStore();
  });
  afterAll(() => world.end());
  const database = () => world.connection.getClient().db("pliego");
  const filled = async () => {
    const table = database().collection<Row>(`built${(count += 1)}`);
    await table.insertMany(rows(DOCUMENTS));
    return table;
  };
  const names = async (table: mongo.Collection<Row>) => (await table.indexes()).map((index) => index.name);
  const isValid = async (table: mongo.Collection<Row>) =>
    (await database().command({ validate: table.collectionName }))["valid"] as boolean;

  test("[E4] what is inserted, changed and removed while an index is built is in it as in the collection", async () => {
    const table = await filled();
    const write = fc.tuple(
      fc.constantFrom("insert", "update", "delete", "transaction"),
      fc.nat(DOCUMENTS),
      anyFields,
    );
    const writes = fc.sample(write, 60);
    let isBuilt = false;
    const built = table
      .createIndexes([
        { key: { k: 1, _id: -1 } },
        { key: { a: 1 } },
        { key: { k: -1 }, sparse: true, name: "sparse" },
      ])
      .finally(() => (isBuilt = true));
    let meanwhile = 0;
    for (const [at, [kind, id, fields]] of writes.entries()) {
      if (kind === "insert") await table.insertOne({ ...fields, _id: DOCUMENTS + at, k: at });
      if (kind === "update")
        await table.updateMany({ _id: { $gte: id, $lt: id + 5 } }, { $set: { k: -at, a: [at, id] } });
      if (kind === "delete") await table.deleteMany({ _id: { $gte: id, $lt: id + 3 } });
      if (kind === "transaction")
        await world.connection.transaction(async (session) => {
          await table.updateOne({ _id: id }, { $unset: { k: "" } }, { session });
          await table.insertOne({ _id: 2 * DOCUMENTS + at, a: at }, { session });
        });
      if (!isBuilt) meanwhile += 1;
    }
    await built;
    expect(meanwhile).toBeGreaterThan(0);
    expect(await isValid(table)).toBe(true);
    const all = await table.find().sort({ _id: 1 }).toArray();
    const ordered = await table
      .find({ k: { $gte: -200 } })
      .sort({ k: 1, _id: -1 })
      .toArray();
    expect(ordered.length).toBe(all.filter(({ k }) => typeof k === "number").length);
    expect(await table.countDocuments({ a: 3 })).toBe(
      all.filter(({ a }) => a === 3 || (Array.isArray(a) && a.includes(3))).length,
    );
  });

  test("[E7] a transaction that wants an index which is being built does not commit before it is whole", async () => {
    const table = await filled();
    const built = table.createIndex({ k: 1 });
    await world.connection.transaction(async (session) => {
      await table.createIndex({ k: 1 }, { session });
    });
    expect(await names(table)).toEqual(["_id_", "k_1"]);
    await built;
  });

  test("[E5] a second equal key, there before or come meanwhile, ends the build of a unique index and leaves none of it", async () => {
    const table = await filled();
    // The last two that the build comes to.
    await table.updateMany({ _id: { $gte: DOCUMENTS - 2 } }, { $set: { u: "same" } });
    await expect(
      table.createIndex({ u: 1 }, { unique: true, partialFilterExpression: { u: { $exists: true } } }),
    ).rejects.toMatchObject({ code: 11000 });
    expect(await names(table)).toEqual(["_id_"]);
    await table.insertOne({ _id: -1, u: "same" } as Row);
    await table.deleteMany({ _id: { $in: [-1, DOCUMENTS - 1] } });
    const again = table.createIndex(
      { u: 1 },
      { unique: true, partialFilterExpression: { u: { $exists: true } } },
    );
    const late = await table.insertOne({ _id: -2, u: "same" } as Row).then(
      () => "let in",
      (error: mongo.MongoServerError) => error.code,
    );
    // One of the two is refused, whichever comes second; never both, never none.
    const outcome = await again.then(
      () => "built",
      (error: mongo.MongoServerError) => error.code,
    );
    expect([late, outcome].filter((one) => one === 11000)).toHaveLength(1);
    expect(await names(table)).toHaveLength(outcome === "built" ? 2 : 1);
    expect(await isValid(table)).toBe(true);
  });

  test("[E4] a unique index takes changes of documents that its build has passed and of those before it", async () => {
    const table = await filled();
    const built = table.createIndex({ _id: 1, k: 1 }, { unique: true });
    await table.updateMany({ _id: { $lt: 50 } }, { $set: { k: 1000 } });
    await table.updateMany({ _id: { $gte: DOCUMENTS - 50 } }, { $set: { k: 1000 } });
    await built;
    expect(await isValid(table)).toBe(true);
    expect(await table.find({ k: 1000 }).sort({ _id: 1, k: 1 }).toArray()).toHaveLength(100);
  });

  test(
    "[E2] a build that kill -9 ends leaves the whole index or nothing of it",
    { timeout: 60_000 },
    async () => {
      const directory = freshDirectory();
      const before = await openTestStore(directory);
      await before.connection.getClient().db("pliego").collection<Row>("killed").insertMany(rows(DOCUMENTS));
      await before.close();
      for (const writes of [1, 6]) {
        const killed = startStore(directory);
        const connection = await connectTo(must(await killed.uri, "it serves"));
        const building = connection.getClient().db("pliego").collection<Row>("killed");
        const built = building.createIndex({ k: 1 }).catch(() => {});
        for (let n = 0; n < writes; n++) await building.updateOne({ _id: n }, { $set: { other: n } });
        await killed.kill();
        const after = await openTestStore(directory);
        // The driver says goodbye to a store that serves; to a dead one it would wait.
        await connection.close();
        await built;
        const table = after.connection.getClient().db("pliego").collection<Row>("killed");
        const checked = await after.connection.getClient().db("pliego").command({ validate: "killed" });
        expect(checked["valid"]).toBe(true);
        expect(await table.countDocuments()).toBe(DOCUMENTS);
        const fives = rows(DOCUMENTS).filter(({ k }) => k === 5).length;
        expect(await table.countDocuments({ k: 5 })).toBe(fives);
        if ((await names(table)).includes("k_1")) await table.dropIndex("k_1");
        expect(await table.countDocuments({ k: 5 })).toBe(fives);
        await after.close();
      }
    },
  );
});
