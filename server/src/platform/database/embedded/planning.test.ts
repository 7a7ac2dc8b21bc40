import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { plansAgree } from "./planning-property.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

describe("planning", () => {
  let world: TestStore;
  beforeAll(async () => {
    world = await openTestStore();
  });
  afterAll(() => world.end());

  test("[E4] an index gives what a full scan gives, in the order of a sort in memory, to reads and to writes", async () => {
    await fc.assert(plansAgree(world.connection), { numRuns: 25 });
  });
});
