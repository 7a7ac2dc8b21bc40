import { describe, expect, test } from "vitest";
import { freshDirectory, openTestStore } from "./test-store.ts";

describe("durability", () => {
  test("[E2] what was written is there after close and reopening, indexes included", async () => {
    const directory = freshDirectory();
    const before = await openTestStore(directory);
    const c = before.connection.collection<{ _id: number; k: number }>("c");
    await c.createIndex({ k: 1 }, { unique: true, sparse: true });
    await c.insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: n, k: n * 2 })));
    await before.connection.close();
    await before.store.close();
    const after = await openTestStore(directory);
    const again = after.connection.collection<{ _id: number; k: number }>("c");
    expect(await again.findOne({ k: 198 })).toEqual({ _id: 99, k: 198 });
    await expect(again.insertOne({ _id: 999, k: 198 })).rejects.toMatchObject({ code: 11000 });
    expect(await again.countDocuments()).toBe(200);
    await after.end();
  });
});
