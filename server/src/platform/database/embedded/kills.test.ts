import { expect, test } from "vitest";
import { killRounds } from "./kill-rounds.ts";

const KILLS = 20;

test(
  `[E2, E6, E8] ${KILLS} times kill -9 under mixed load: what was acknowledged is there once, transactions and indexes are whole`,
  { timeout: 120_000 },
  async () => {
    const figures = await killRounds(KILLS);
    expect(figures.kills).toBe(KILLS);
    expect(Object.values(figures.answered).every((steps) => steps > 0)).toBe(true);
  },
);
