// Index builds that do not come to their end.
import { Int32 } from "bson";
import { describe, expect, test } from "vitest";
import { readCall } from "./call.ts";
import { Catalog } from "./catalog.ts";
import { insertDocument } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { IndexBuilds } from "./index-builds.ts";
import { Storage } from "./storage.ts";
import { freshDirectory, openTestStore } from "./test-store.ts";
import type { Doc } from "./values.ts";
import type { WritableView } from "./views.ts";

/** The files on a disk that is full after so many more commits. */
class Filling extends Storage {
  left = Infinity;
  override write<T>(run: (view: WritableView) => T): Promise<T> {
    this.left -= 1;
    return this.left < 0 ? Promise.reject(new StoreError(14031, "full")) : super.write(run);
  }
}

describe("unfinished builds", () => {
  test("[E5] what is left of a build on a full disk is built anew when it is asked for again", async () => {
    const storage = new Filling(freshDirectory());
    const catalog = new Catalog(storage.snapshot());
    const place = { storage, catalog, namespace: "pliego.c" };
    await storage.write((view) => {
      for (let n = 0; n < 1000; n++)
        insertDocument({ ...place, view }, { _id: new Int32(n), u: new Int32(n % 999) });
    });
    const index = { key: { u: new Int32(1) }, name: "u", unique: true };
    const call = readCall("createIndexes", { createIndexes: "c", indexes: [index], $db: "pliego" } as Doc, 1);
    const builds = new IndexBuilds();
    storage.left = 1;
    await expect(builds.run(call, place, () => {})).rejects.toMatchObject({ code: 14031 });
    storage.left = Infinity;
    await expect(builds.run(call, place, () => {})).rejects.toMatchObject({ code: 11000 });
    expect(catalog.find(storage.snapshot(), place.namespace)?.indexes).toEqual([]);
    await storage.close();
  });

  test("[E2] a build of a store that closes ends with it, and one whose time is up with that; neither leaves anything", async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => ({ _id: n as never, k: n }));
    const before = await openTestStore();
    const database = before.connection.getClient().db("pliego");
    await database.collection("c").insertMany(rows);
    const build = { createIndexes: "c", indexes: [{ key: { k: 1 }, name: "k" }] };
    await expect(database.command({ ...build, maxTimeMS: 20 })).rejects.toMatchObject({ code: 50 });
    expect(await database.collection("c").indexes()).toHaveLength(1);

    const cut = database.command(build).catch(() => {});
    await database.command({ ping: 1 });
    await before.store.close();
    await before.connection.close();
    await cut;

    const after = await openTestStore(before.directory);
    expect(await after.connection.getClient().db("pliego").collection("c").indexes()).toHaveLength(1);
    await after.end();
  });
});
