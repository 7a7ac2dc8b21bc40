// A store as an earlier version left it: today's files taken back to that format by lmdb alone, then opened.
import { join } from "node:path";
import { serialize } from "bson";
import { open } from "lmdb";
import { expect, test } from "vitest";
import { FORMAT_KEY, MADE_KEY, OUTCOME_RANGE, outcomeKey } from "./layout.ts";
import { TREE_NAME } from "./page-check.ts";
import { freshDirectory, openTestStore } from "./test-store.ts";

/** Format 1: no tallies (kind 04), no word of when it was made, outcomes as one BSON document each. */
async function takeBackToFormat1(directory: string): Promise<void> {
  const root = open({ path: join(directory, "store.mdb"), maxReaders: 4096 });
  const data = root.openDB<Buffer, Buffer>({ name: TREE_NAME, keyEncoding: "binary", encoding: "binary" });
  data.transactionSync(() => {
    const ranges = [[Buffer.of(4), Buffer.of(5)], OUTCOME_RANGE] as const;
    const newer = ranges.flatMap(([start, end]) => Array.from(data.getKeys({ start, end })));
    for (const key of newer) void data.remove(key);
    void data.remove(MADE_KEY);
    const outcome = serialize({ number: 7n, at: new Date(), reply: { answer: { n: 1 } } });
    void data.put(outcomeKey("a session's UUID"), Buffer.from(outcome));
    void data.put(FORMAT_KEY, Buffer.from("pliego-embedded-1"));
  });
  await root.close();
}

test("[E16] a store of an earlier format is brought to today's with all that is in it", async () => {
  const directory = freshDirectory();
  const before = await openTestStore(directory);
  const rows = Array.from({ length: 300 }, (_, at) => ({ _id: at, n: at % 7, text: "ñ".repeat(at) }));
  await before.connection.collection<{ _id: number }>("rows").insertMany(rows);
  await before.connection.collection("rows").createIndex({ n: 1 });
  await before.connection.collection("empty").createIndex({ n: 1 });
  await before.close();
  await takeBackToFormat1(directory);
  for (let opening = 1; opening <= 2; opening += 1) {
    const after = await openTestStore(directory);
    const c = after.connection.collection<{ _id: number }>("rows");
    expect(await c.find().sort({ _id: 1 }).toArray()).toEqual(rows);
    expect(await c.estimatedDocumentCount()).toBe(300);
    expect(await c.countDocuments({ n: 3 })).toBe(43);
    expect(await after.connection.db?.command({ validate: "rows", full: true })).toMatchObject({
      valid: true,
    });
    expect(await after.connection.db?.command({ hello: 1 })).toMatchObject({
      pliegoEmbedded: { format: "pliego-embedded-2", madeAt: expect.any(Date) },
    });
    await (opening === 1 ? after.close() : after.end());
  }
});
