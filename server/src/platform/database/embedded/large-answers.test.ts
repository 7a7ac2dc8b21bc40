// Answers of writes that come near the largest size.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());
const table = (name: string) => world.connection.getClient().db("pliego").collection<{ _id: string }>(name);

test("[E8] a findAndModify answers a document of the largest size", async () => {
  const text = "x".repeat(16 * 1024 * 1024 - 60);
  await table("large").insertOne({ _id: "1", text } as { _id: string });
  const found = await table("large").findOneAndUpdate({ _id: "1" }, { $set: { n: 1 } });
  expect(found).toMatchObject({ _id: "1" });
});

test("[E5] of refused documents whose messages exceed an answer each is reported, the first in full", async () => {
  const long = "x".repeat(1000);
  const rows = Array.from({ length: 20_000 }, (_, n) => ({ _id: `${long} ${n}` }));
  await table("twice").insertMany(rows);
  const refused = (await table("twice")
    .insertMany([...rows, { _id: "new" }], { ordered: false })
    .catch((error: unknown) => error)) as { writeErrors: { index: number; code: number; errmsg: string }[] };
  expect(refused.writeErrors).toHaveLength(20_000);
  expect(refused.writeErrors[0]).toMatchObject({ index: 0, code: 11000 });
  expect(refused.writeErrors[0]?.errmsg).toContain(`${long} 0`);
  expect(refused.writeErrors.at(-1)).toMatchObject({ index: 19_999, code: 11000 });
  expect(await table("twice").countDocuments()).toBe(20_001);
});
