// How much is measured: all of it, or a first answer within 45 seconds.
export interface Plan {
  /** Documents in a store, from few to many; each size has a store of its own. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Operations of one kind in one round. */
  readonly operations: number;
  readonly transactions: number;
  /** Operations before the first round, so that compiled code is measured. */
  readonly warming: number;
  /** Inserts, and puts of the floor, in one round: they are short, and compared with each other. */
  readonly inserts: number;
  /** As many of both before the first round. */
  readonly insertWarming: number;
  /** Documents that the scans of one round read in all, at least: one scan at the largest size, more below it. */
  readonly scanned: number;
}

const whole: Plan = {
  sizes: [10_000, 100_000, 1_000_000],
  rounds: 3,
  operations: 2_000,
  transactions: 500,
  warming: 2_000,
  inserts: 8_000,
  insertWarming: 10_000,
  scanned: 100_000,
};

const quick: Plan = {
  sizes: [10_000, 50_000],
  rounds: 3,
  operations: 500,
  transactions: 100,
  warming: 800,
  inserts: 3_000,
  insertWarming: 10_000,
  scanned: 10_000,
};

export const planFrom = (options: readonly string[]): Plan => (options.includes("--quick") ? quick : whole);
