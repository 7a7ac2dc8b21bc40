// Chance that can be had again: everything random in these tests comes from a seed that is printed.

export interface Chance {
  /** From 0 to 1, without 1. */
  readonly next: () => number;
  /** A whole number from 0 to `below`, without it. */
  readonly below: (below: number) => number;
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly happens: (probability: number) => boolean;
}

/** Mulberry32 (Tommy Ettinger): 32 bits of state, good enough to try things in many orders. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
    happens: (probability) => next() < probability,
  };
}

/** The seed of this run: SEED when it is set, otherwise a new one. */
export const seedOfRun = (): number => Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
/** How many of something this run does: the variable when it is set. */
export const howMany = (variable: string, usual: number): number => Number(process.env[variable] ?? usual);
