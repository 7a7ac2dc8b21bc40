import { expect, test } from "vitest";
import { killRounds } from "./kill-rounds.ts";

const KILLS = 300;

test(`[E2, E6, E8] ${KILLS} times kill -9 under mixed load: what was acknowledged is there once, transactions and indexes are whole`, async () => {
  const figures = await killRounds(KILLS);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(figures.kills).toBe(KILLS);
});
