// How a benchmark tells what it found: a table for people, and as its last line one line of JSON.

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
}

/** `figures`: name to number, the unit in the name. A bar holds when its value is at most its limit. */
export function report(bench: string, figures: Readonly<Record<string, number>>, bars: readonly Bar[]): void {
  const width = Math.max(
    ...Object.keys(figures).map((name) => name.length),
    ...bars.map(({ name }) => name.length),
  );
  for (const [name, value] of Object.entries(figures))
    console.log(`  ${name.padEnd(width)}  ${rounded(value)}`);
  const judged = bars.map((bar) => ({ ...bar, value: rounded(bar.value), holds: bar.value <= bar.limit }));
  for (const { name, value, limit, holds } of judged) {
    console.log(`  ${name.padEnd(width)}  ${value} of ${limit}  ${holds ? "holds" : "BROKEN"}`);
  }
  const round = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
  console.log(JSON.stringify({ bench, figures: round, bars: judged }));
}

const rounded = (value: number) => Math.round(value * 100) / 100;

/** The middle value of an odd or even number of measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
