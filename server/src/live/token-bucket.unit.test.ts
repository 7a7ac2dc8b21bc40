import fc from "fast-check";
import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

it("[L36] a bucket gives its burst at once, then so much a second, and never more than its burst", () => {
  const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, 0);
  expect([1, 1, 1, 1].map((cost) => bucket.take(cost, 0))).toEqual([true, true, true, false]);
  expect([bucket.take(1, 499), bucket.take(1, 500), bucket.take(1, 500)]).toEqual([false, true, false]);
  expect([bucket.take(4, 100_000), bucket.take(3, 100_000), bucket.take(1, 100_000)]).toEqual([
    false,
    true,
    false,
  ]);
});

it("[L36] however it is asked, no stretch of time gets more than the burst and its seconds' worth", () => {
  const asks = fc.array(
    fc.record({ cost: fc.integer({ min: 0, max: 9 }), ms: fc.integer({ min: -500, max: 2000 }) }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      asks,
      (burst, perSecond, all) => {
        const bucket = new TokenBucket({ burst, perSecond }, 0);
        let [now, forward, taken] = [0, 0, 0];
        for (const { cost, ms } of all) {
          now += ms;
          forward += Math.max(0, ms);
          if (bucket.take(cost, now)) taken += cost;
          expect(taken).toBeLessThanOrEqual(burst + (forward / 1000) * perSecond + 1e-6);
        }
      },
    ),
  );
});
