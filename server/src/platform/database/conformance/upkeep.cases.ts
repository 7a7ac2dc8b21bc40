// Can the server be asked whether a collection is sound, and how large a database is?
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

export function upkeepCases(target: Target): void {
  describe("upkeep", () => {
    test("[E15] validate counts documents and keys, and finds a sound collection valid", async () => {
      const c = target.fresh();
      await c.createIndex({ a: 1 });
      await c.createIndex({ b: 1 }, { sparse: true });
      await c.insertMany([{ a: [1, 2, 3] }, { a: 4, b: 1 }, {}]);
      for (const full of [false, true])
        expect(await target.db.command({ validate: c.collectionName, full })).toMatchObject({
          valid: true,
          nrecords: 3,
          nIndexes: 3,
          keysPerIndex: { _id_: 3, a_1: 5, b_1: 1 },
          errors: [],
        });
      await expect(target.db.command({ validate: target.fresh().collectionName })).rejects.toMatchObject({
        code: 26,
      });
    });

    test("[E15] dbStats counts collections, documents and indexes", async () => {
      const db = target.client.db(`${target.db.databaseName}-sized`);
      try {
        await db.collection("one").insertMany([{ a: 1 }, { a: 2 }]);
        await db.collection("two").createIndex({ a: 1 });
        const stats = await db.command({ dbStats: 1 });
        expect(stats).toMatchObject({ db: db.databaseName, collections: 2, objects: 2, indexes: 3 });
        expect(stats["dataSize"]).toBeGreaterThan(0);
        expect(await db.command({ dbstats: 1 })).toMatchObject({ objects: 2 });
        const scaled = await db.command({ dbStats: 1, scale: 1, freeStorage: 0 });
        expect(scaled).toMatchObject({ objects: 2, scaleFactor: 1, dataSize: stats["dataSize"] });
      } finally {
        await db.dropDatabase();
      }
    });
  });
}
