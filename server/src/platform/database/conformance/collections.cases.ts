// How are collections made, listed and dropped, and what does the server say about itself?
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

export function collectionCases(target: Target): void {
  describe("collections", () => {
    test("[E15] collections are made, by name or by their first document, listed and dropped", async () => {
      const [made, implied] = [target.fresh(), target.fresh()];
      const names = [made.collectionName, implied.collectionName];
      await target.db.createCollection(made.collectionName);
      await implied.insertOne({});
      const filter = { name: { $in: names } };
      const listed = await target.db.listCollections(filter).toArray();
      expect(listed.map(({ name }) => name).sort()).toEqual(names.toSorted());
      expect(listed[0]).toMatchObject({ type: "collection", options: {}, info: { readOnly: false } });
      const nameOnly = { nameOnly: true, authorizedCollections: true, batchSize: 10 } as const;
      expect(await target.db.listCollections(filter, nameOnly).toArray()).toHaveLength(2);
      expect(await made.indexes()).toMatchObject([{ name: "_id_", key: { _id: 1 } }]);
      for (const c of [made, implied]) expect(await c.drop()).toBe(true);
      expect(await target.db.listCollections(filter).toArray()).toEqual([]);
      await expect(made.indexes()).rejects.toMatchObject({ code: 26, codeName: "NamespaceNotFound" });
    });

    test("[E15] what is made again after it was dropped is empty and without its indexes", async () => {
      const c = target.fresh();
      await c.createIndex({ a: 1 }, { unique: true });
      await c.insertOne({ a: 1 });
      await c.drop();
      await c.insertMany([{ a: 1 }, { a: 1 }]);
      expect(await c.countDocuments()).toBe(2);
      expect(await c.indexes()).toHaveLength(1);
    });

    test("[E15] a dropped database has no collections; others keep theirs", async () => {
      const kept = target.fresh();
      await kept.insertOne({ _id: 1 });
      const other = target.client.db(`${target.db.databaseName}-other`);
      await other.collection("c").insertOne({});
      expect(await other.collection("c").countDocuments()).toBe(1);
      expect(await kept.countDocuments()).toBe(1);
      await other.dropDatabase();
      expect(await other.listCollections().toArray()).toEqual([]);
      expect(await kept.countDocuments()).toBe(1);
    });

    test("[E15] the server answers what drivers ask of it", async () => {
      const { db } = target;
      expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
      for (const greeting of [{ hello: 1 }, { isMaster: 1 }, { ismaster: 1 }]) {
        const hello = await db.command(greeting);
        expect(hello).toMatchObject({
          maxBsonObjectSize: 16 * 1024 * 1024,
          maxMessageSizeBytes: 48_000_000,
          maxWriteBatchSize: 100_000,
          setName: expect.any(String),
          readOnly: false,
        });
        // Retryable writes and transactions need sessions and a replica set; the driver needs 4.4 (9) or newer.
        expect(hello["logicalSessionTimeoutMinutes"]).toBeGreaterThan(0);
        expect(hello["maxWireVersion"]).toBeGreaterThanOrEqual(9);
      }
      const built = await db.command({ buildInfo: 1 });
      expect(await db.command({ buildinfo: 1 })).toMatchObject({ version: built["version"] });
      expect(built["version"]).toMatch(/^\d+\.\d+\.\d+/);
      expect(built["versionArray"].slice(0, 3).join(".")).toBe(/^\d+\.\d+\.\d+/.exec(built["version"])?.[0]);
    });
  });
}
