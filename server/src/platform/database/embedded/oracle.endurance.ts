// The oracles of `npm test`, a hundred times as many cases, on new seeds.
import { test } from "vitest";
import { checkCommands } from "./reference/command-properties.ts";
import * as check from "./reference/properties.ts";
import { openTestStore } from "./test-store.ts";

test("[E4] any two values compare as the reference of the BSON order says", () => check.checkOrder(300_000));

test("[E4] any two documents sort as the reference says, under any pattern", () => check.checkSort(200_000));

test("[E3] a filter selects what the reference selects, or is refused like there", () =>
  check.checkMatch(400_000));

test("[E3] a projection leaves what the reference leaves, or is refused like there", () =>
  check.checkProjection(150_000));

test("[E3] an update makes what the reference makes, or is refused like there", () =>
  check.checkUpdate(300_000));

test("[E3] an update through $, $[] and $[x] makes what the reference makes, or is refused like there", () =>
  check.checkPositional(250_000));

test("[E3] an upsert starts from what the reference reads in its filter", () => check.checkUpsert(150_000));

test("[E3, E4] commands answer and leave behind what the reference says they may", async () => {
  const world = await openTestStore();
  await world.connection.collection("indexed").createIndex({ a: 1 });
  await world.connection.collection("nested").createIndex({ "a.b": -1 });
  await checkCommands(world.connection, ["plain", "indexed", "nested"], 10_000);
  await world.end();
});
