// What a part of the bench found, and how many measurements become one number.
import { median, type Bar } from "../report.ts";

export interface Found {
  readonly figures: Readonly<Record<string, number>>;
  readonly bars: readonly Bar[];
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The median over rounds of one number of each. */
export const medianOf = <T>(rounds: readonly T[], number: (round: T) => number): number =>
  median(rounds.map(number));
