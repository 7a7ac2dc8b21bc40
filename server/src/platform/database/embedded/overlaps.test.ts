// Commands that overlap: the same one sent again while it still runs, and what takes many commits beside those who
// change the catalog meanwhile.
import { Binary, type Document, Long } from "bson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { message, rawClient } from "./raw-client.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

/** Enough that a scan, and a statement for each, take many slices. */
const DOCUMENTS = 10_000;

let world: TestStore;
let count = 0;
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());
const database = () => world.connection.getClient().db("pliego");

async function filled() {
  const table = database().collection<Document>(`o${(count += 1)}`);
  const rows = Array.from({ length: DOCUMENTS }, (_, n) => ({ _id: n as never, n: 0, k: n, other: "x" }));
  await table.insertMany(rows);
  return table;
}

/** A session's fields for a command, as a driver would send them. */
const session = (transaction = {}): Document => ({
  lsid: { id: new Binary(Buffer.alloc(16, (count += 1)), Binary.SUBTYPE_UUID) },
  txnNumber: Long.fromNumber(1),
  $db: "pliego",
  ...transaction,
});

/** Sends each over a connection of its own, all at once. */
async function sendAll(commands: readonly Document[]): Promise<Document[]> {
  const clients = commands.map(() => rawClient(world.store.uri));
  const answers = clients.map((client) => client.next());
  for (const [at, command] of commands.entries()) clients[at]?.socket.write(message(command));
  const all = await Promise.all(answers);
  for (const { socket } of clients) socket.destroy();
  return all as Document[];
}

describe("overlapping commands", () => {
  test("[E8] a retryable command of many slices, sent again while it runs, is done once and answered alike", async () => {
    const table = await filled();
    const updates = Array.from({ length: DOCUMENTS }, (_, n) => ({ q: { _id: n }, u: { $inc: { n: 1 } } }));
    const command = { update: table.collectionName, updates, ...session() };
    const answers = await sendAll([command, command, command]);
    for (const answer of answers) expect(answer).toEqual({ ok: 1, n: DOCUMENTS, nModified: DOCUMENTS });
    expect(await table.countDocuments({ n: 1 })).toBe(DOCUMENTS);
  });

  test("[E8] a retryable statement that is looked for patiently, sent again meanwhile, is done once", async () => {
    const table = await filled();
    const updates = [{ q: { k: DOCUMENTS - 1, other: { $ne: 1 } }, u: { $inc: { n: 1 } } }];
    const command = { update: table.collectionName, updates, ...session() };
    for (const answer of await sendAll([command, command]))
      expect(answer).toEqual({ ok: 1, n: 1, nModified: 1 });
    expect(await table.countDocuments({ n: 1 })).toBe(1);
    expect(await table.countDocuments({ n: 0 })).toBe(DOCUMENTS - 1);
  });

  test("[E8] a statement of many commits is refused where it should be done once", async () => {
    const table = await filled();
    const name = table.collectionName;
    const answers = await sendAll([
      { update: name, updates: [{ q: {}, u: { $inc: { n: 1 } }, multi: true }], ...session() },
      { delete: name, deletes: [{ q: {}, limit: 0 }], ...session() },
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ n: 0, writeErrors: [{ code: 72 }] });
    expect(await table.countDocuments({ n: 0 })).toBe(DOCUMENTS);
  });

  test("[E8] a commit sent again while the first is on its way is the same commit", async () => {
    const table = await filled();
    const transaction = session({ autocommit: false });
    const updates = [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }];
    const begun = { update: table.collectionName, updates, startTransaction: true, ...transaction };
    // The connection stays open, else the transaction would end with it.
    const client = rawClient(world.store.uri);
    client.socket.write(message(begun));
    expect(await client.next()).toMatchObject({ ok: 1, n: 1 });
    const commit = { commitTransaction: 1, ...transaction };
    expect(await sendAll([commit, commit])).toEqual([{ ok: 1 }, { ok: 1 }]);
    expect(await table.findOne({ _id: 1 as never })).toMatchObject({ n: 1 });
    client.socket.write(message(begun));
    expect(await client.next()).toMatchObject({ ok: 0, code: 256 });
    client.socket.destroy();
  });

  test("[E8] a commit sent again because its connection was lost is answered as it ended", async () => {
    const table = await filled();
    for (let round = 0; round < 40; round++) {
      const transaction = session({ autocommit: false });
      const client = rawClient(world.store.uri);
      const documents = [{ _id: `round ${round}` }];
      client.socket.write(
        message({ insert: table.collectionName, documents, startTransaction: true, ...transaction }),
      );
      expect(await client.next()).toMatchObject({ ok: 1 });
      const commit = { commitTransaction: 1, ...transaction };
      client.socket.end(message(commit));
      const [answer] = await sendAll([commit]);
      await client.closed;
      const found = await table.countDocuments({ _id: `round ${round}` as never });
      expect([answer?.["ok"], found]).toEqual(answer?.["ok"] === 1 ? [1, 1] : [0, 0]);
    }
  });

  test("[E6] a late command of an earlier transaction ends no other", async () => {
    const table = await filled();
    const client = rawClient(world.store.uri);
    const of = (number: number, command: Document) => ({
      ...command,
      ...transaction,
      txnNumber: Long.fromNumber(number),
    });
    const transaction = session({ autocommit: false });
    const insert = { insert: table.collectionName, documents: [{ _id: "late" }] };
    const find = { find: table.collectionName };
    for (const [command, answer] of [
      [of(2, { ...insert, startTransaction: true }), { ok: 1 }],
      [of(1, find), { ok: 0, code: 225 }],
      [of(1, { commitTransaction: 1 }), { ok: 0, code: 251 }],
      [of(2, { commitTransaction: 1 }), { ok: 1 }],
    ] as const) {
      client.socket.write(message(command));
      expect(await client.next()).toMatchObject(answer);
    }
    client.socket.destroy();
  });

  test("[E1] a command of many statements ends with its time, and keeps what it has done", async () => {
    const table = await filled();
    const updates = Array.from({ length: DOCUMENTS }, (_, n) => ({ q: { _id: n }, u: { $inc: { n: 1 } } }));
    await expect(
      database().command({ update: table.collectionName, updates, maxTimeMS: 1 }),
    ).rejects.toMatchObject({ code: 50 });
    const done = await table.countDocuments({ n: 1 });
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(DOCUMENTS);
  });

  test("[E5] a refused statement of many pieces is reported once, and goes no further", async () => {
    const table = await filled();
    await table.createIndex({ u: 1 }, { unique: true, sparse: true });
    const all = { q: { other: { $ne: 1 } }, u: { $set: { u: 1 } }, multi: true };
    const command = {
      update: table.collectionName,
      updates: [all, { q: { _id: 3 }, u: { $inc: { n: 1 } } }],
    };
    const answer = await database().command({ ...command, ordered: false });
    expect(answer).toMatchObject({ n: 1, writeErrors: [{ index: 0, code: 11000 }] });
    expect(answer["writeErrors"]).toHaveLength(1);
    expect(await table.countDocuments({ u: 1 })).toBe(1);
  });

  test.each(["updateMany", "deleteMany"] as const)(
    "[E4] %s in many pieces, beside a drop of its collection, leaves nothing of it in the next",
    async (kind) => {
      const table = await filled();
      const filter = { other: { $ne: 1 } };
      const written = (kind === "updateMany" ? { n: 1 } : { n: 0 }) as Document;
      const before = kind === "updateMany" ? 0 : DOCUMENTS;
      const begun =
        kind === "updateMany" ? table.updateMany(filter, { $inc: { n: 1 } }) : table.deleteMany(filter);
      await expect.poll(() => table.countDocuments(written), { interval: 1 }).not.toBe(before);
      await table.drop();
      await table.insertOne({ _id: "next" as never });
      await begun;
      expect(await table.find().toArray()).toEqual([{ _id: "next" }]);
      expect(await table.estimatedDocumentCount()).toBe(1);
      expect(await database().command({ validate: table.collectionName })).toMatchObject({ valid: true });
    },
  );
});
