// Identity, conflicts and credits against an independent model of every character; the full length is in
// identity.endurance.ts.
import { describe, expect, test } from "vitest";
import { runIdentity } from "./testing/identity-oracle.ts";
import { type Bar, barsOf, reportOf } from "./testing/identity-report.ts";

const histories = 150;
const runs = [
  { name: "words that come once", vocabulary: "unique", seed: 1, structural: true },
  { name: "the words of a policy", vocabulary: "real", seed: 2, structural: true },
  { name: "eight words", vocabulary: "small", seed: 3, structural: true },
  { name: "words that come once, no structure changed", vocabulary: "unique", seed: 4, structural: false },
] as const;

describe.each(runs)("with $name", ({ vocabulary, seed, structural }) => {
  const figures = runIdentity({ vocabulary, histories, seed, structural });
  const bars = barsOf(figures, structural);
  const exceeded = (rule: Bar["rule"]): readonly Bar[] =>
    bars.filter((bar) => bar.rule === rule && bar.value > bar.limit);
  const told = (cases: readonly string[]): string => [reportOf(figures), ...cases].join("\n\n");

  test("[S30] what truly fits is put in right, and what does not is not put in silently", () => {
    expect(exceeded("S30"), told(figures.surprises)).toEqual([]);
  });
  test("[S31] nothing is lost, nothing doubled, and what is refused leaves the text byte-equal", () => {
    expect(exceeded("S31"), told(figures.broken)).toEqual([]);
  });
  test("[S32] accept, revert, accept is accept; hunk by hunk in any order is the whole", () => {
    expect(exceeded("S32"), told(figures.unrepeated)).toEqual([]);
  });
  test("[S33] words are credited to whoever last changed a letter of them, in every revision", () => {
    expect(exceeded("S33"), told(figures.miscredited)).toEqual([]);
  });
});
