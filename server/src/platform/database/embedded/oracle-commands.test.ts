import { afterAll, beforeAll, test } from "vitest";
import { checkCommands } from "./reference/command-properties.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
beforeAll(async () => {
  world = await openTestStore();
  await world.connection.collection("indexed").createIndex({ a: 1 });
  await world.connection.collection("nested").createIndex({ "a.b": -1 });
});
afterAll(() => world.end());

test("[E3, E4] commands answer and leave behind what the reference says they may", () =>
  checkCommands(world.connection, ["plain", "indexed", "nested"], 100));
