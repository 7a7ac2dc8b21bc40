// The histories of histories.test.ts, longer and many more, on new seeds. As there: about the embedded store only.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { play } from "./history-player.ts";
import { anyScript, complaint } from "./history-scripts.ts";
import { type TestStore, openTestStore } from "./test-store.ts";

let world: TestStore;
let count = 0;
beforeAll(async () => {
  world = await openTestStore();
});
afterAll(() => world.end());

test.each([1, 2, 3, 5])("[E22] sessions of up to %i parts each, a thousand times", async (parts) => {
  await fc.assert(
    fc.asyncProperty(anyScript(parts), async (script) => {
      count += 1;
      expect(complaint(await play(world.connection, script, `_${count}`))).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});
