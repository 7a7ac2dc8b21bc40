// Index builds that do not come to their end.
import { Int32 } from "bson";
import { expect, test } from "vitest";
import { readCall } from "./call.ts";
import { Catalog } from "./catalog.ts";
import { insertDocument } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { IndexBuilds } from "./index-builds.ts";
import { Storage } from "./storage.ts";
import { freshDirectory } from "./test-store.ts";
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
  await expect(builds.run(call, place)).rejects.toMatchObject({ code: 14031 });
  storage.left = Infinity;
  await expect(builds.run(call, place)).rejects.toMatchObject({ code: 11000 });
  expect(catalog.find(storage.snapshot(), place.namespace)?.indexes).toEqual([]);
  await storage.close();
});
