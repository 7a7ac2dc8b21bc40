import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mutant, strangeCommand } from "./hostile-bytes.ts";
import { type HostileWorld, openHostileWorld } from "./hostile-world.ts";
import { message } from "./raw-client.ts";

let world: HostileWorld;
beforeAll(async () => {
  world = await openHostileWorld();
});
afterAll(() => world.end());

test("[E9] a hundred thousand hostile frames, and the store's memory does not grow with them", async () => {
  const attack = (numRuns: number) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(mutant, strangeCommand.map(message)), { minLength: 50, maxLength: 50 }),
        async (frames) => {
          await Promise.all(frames.map((one) => world.outcomeOf(one)));
        },
      ),
      { numRuns },
    );
  await attack(400);
  await world.honestGoesOn();
  const before = process.memoryUsage().rss;
  await attack(1600);
  await world.honestGoesOn();
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
});
