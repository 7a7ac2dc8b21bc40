// The identity oracle at full length, printed as the table of the design of the text engine and held to its bars. Every
// wrong and every silent one is printed in full.
import { expect, test } from "vitest";
import { runIdentity } from "./testing/identity-oracle.ts";
import { barsOf, reportOf } from "./testing/identity-report.ts";

const histories = 2_500;
/** How many of the clean ones that were flagged are printed in full. */
const toldFlagged = 5;

test.each([
  { vocabulary: "unique", seed: 20_251, structural: true },
  { vocabulary: "real", seed: 20_252, structural: true },
  { vocabulary: "small", seed: 20_253, structural: true },
  { vocabulary: "unique", seed: 20_254, structural: false },
] as const)(
  "[S30, S31, S32, S33] 2,500 histories, $vocabulary words, structure changed: $structural",
  ({ vocabulary, seed, structural }) => {
    const figures = runIdentity({ vocabulary, histories, seed, structural });
    const cases = [...figures.surprises, ...figures.broken, ...figures.unrepeated];
    const told = vocabulary === "small" ? [] : [...cases, ...figures.flagged.slice(0, toldFlagged)];
    process.stdout.write(`\n${[reportOf(figures), ...told].join("\n\n")}\n`);
    expect(barsOf(figures, structural).filter((bar) => bar.value > bar.limit)).toEqual([]);
  },
);
