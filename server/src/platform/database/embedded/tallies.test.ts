// What a number of the catalog had before it is given again.
import { Int32 } from "bson";
import { expect, test } from "vitest";
import { Catalog } from "./catalog.ts";
import { insertDocument } from "./documents.ts";
import { removeDoomed } from "./doomed.ts";
import { must } from "./errors.ts";
import { checkIntegrity } from "./integrity.ts";
import { Storage } from "./storage.ts";
import { tallyOf } from "./tallies.ts";
import { freshDirectory } from "./test-store.ts";
import type { WritableView } from "./views.ts";

test("[E3] documents that came in the commit in which their collection was dropped are not counted in the next", async () => {
  const directory = freshDirectory();
  const namespace = "pliego.c";
  const insert = (catalog: Catalog, id: number) => (view: WritableView) =>
    insertDocument({ view, catalog, namespace }, { _id: new Int32(id) });
  const first = new Storage(directory);
  const catalog = new Catalog(first.snapshot());
  await first.write(insert(catalog, 1));
  // Both in one commit, as they come in one turn.
  await Promise.all([
    first.write(insert(catalog, 2)),
    first.write((view) => catalog.drop(view, must(catalog.find(view, namespace), "it is there"))),
  ]);
  await removeDoomed(first, () => false);
  await first.close();

  const second = new Storage(directory);
  await second.write(insert(new Catalog(second.snapshot()), 3));
  const view = second.snapshot();
  const { number } = must(new Catalog(view).find(view, namespace), "it is there");
  expect(tallyOf(view, number).documents).toBe(1);
  checkIntegrity(view, 100);
  await second.close();
});
