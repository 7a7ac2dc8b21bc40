// The property of planning.test.ts, many more times on new seeds.
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { plansAgree } from "./planning-property.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());

test("[E4] an index gives what a full scan gives, five hundred times", async () => {
  await fc.assert(plansAgree(world.connection), { numRuns: 500 });
});
