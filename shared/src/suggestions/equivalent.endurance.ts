// The clusters at full size, with the figures printed: as many contributions as a large consultation gets, on one core.
import { expect, test } from "vitest";
import { clusterEquivalent } from "./equivalent.ts";
import { campaignsOf, figuresOf } from "./testing/campaigns.ts";

const count = 30_000;
const mostSeconds = 60;

test.each([{ seed: 20_371 }, { seed: 20_372 }, { seed: 20_373 }])(
  "[S37] 30,000 contributions, nine in ten of campaigns, seed $seed",
  ({ seed }) => {
    const contributions = campaignsOf(seed, count);
    const start = performance.now();
    const clusters = clusterEquivalent(contributions.wordings);
    const seconds = (performance.now() - start) / 1000;
    const figures = figuresOf(contributions, clusters);
    process.stdout.write(`\n${JSON.stringify({ seed, ...figures, seconds }, null, 2)}\n`);
    expect(figures.found / figures.campaigns).toBeGreaterThanOrEqual(0.95);
    expect(figures.clusters / figures.trueClusters).toBeLessThanOrEqual(1.2);
    expect(figures.precision).toBeGreaterThanOrEqual(0.98);
    expect(figures.recall).toBeGreaterThanOrEqual(0.9);
    expect(figures.falseFlags).toBeLessThanOrEqual(0.01);
    expect(seconds).toBeLessThanOrEqual(mostSeconds);
  },
);
