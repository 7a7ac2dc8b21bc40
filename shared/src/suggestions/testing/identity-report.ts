// The identity oracle's figures as a table, and the bars they are held to.
import type { IdentityFigures } from "./identity-figures.ts";

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const percent = (part: number, whole: number): string => `${(100 * share(part, whole)).toFixed(3)} %`;

const cleanOf = (figures: IdentityFigures): number =>
  figures.cleanRight + figures.cleanWrong + figures.cleanFlagged;
const conflictsOf = (figures: IdentityFigures): number => figures.conflictFlagged + figures.conflictSilent;

/** The five columns of the design's table, and below them everything else that was counted. */
export function reportOf(figures: IdentityFigures): string {
  const cells = [
    figures.cleanRight,
    figures.cleanWrong,
    figures.cleanFlagged,
    figures.conflictFlagged,
    figures.conflictSilent,
  ];
  const flaggedAs = Object.entries(figures.flaggedAs).map(([fit, count]) => `${fit} ${count}`);
  return [
    `${figures.vocabulary}: ${figures.histories} histories from seed ${figures.seed}`,
    "clean right | clean WRONG | clean flagged | conflict flagged | conflict SILENT",
    cells
      .map((count, at) => String(count).padStart(["11", "11", "13", "16", "15"].map(Number)[at] ?? 0))
      .join(" | "),
    `clean ones flagged: ${percent(figures.cleanFlagged, cleanOf(figures))} (${flaggedAs.join(", ")})`,
    `of the wrong and silent, after an edit beside equal words: ${figures.besideEqual}`,
    `said already: ${figures.saidAbsorbed} absorbed, ${figures.saidFlagged} flagged`,
    `either would do: ${figures.eitherRight} put in right, ${figures.eitherFlagged} flagged`,
    `credits in ${figures.revisions} revisions: words ${percent(figures.wordsCredited, figures.words)} of ` +
      `${figures.words}, all tokens ${percent(figures.tokensCredited, figures.tokens)} of ${figures.tokens}`,
    `accept, revert, accept: ${figures.revertsRight} of ${figures.reverts}, ${figures.revertsFlagged} flagged; ` +
      `in parts: ${figures.partialsRight} of ${figures.partials}; broken promises: ${figures.brokenCount}`,
  ].join("\n");
}

export interface Bar {
  readonly rule: "S30" | "S31" | "S32" | "S33";
  readonly name: string;
  readonly value: number;
  /** The most that the value may be. */
  readonly limit: number;
}

/** The bars of "What proves it" for one run; the small vocabulary is held only to what no vocabulary excuses. */
export function barsOf(figures: IdentityFigures, structural = true): readonly Bar[] {
  const { vocabulary } = figures;
  const always: readonly Bar[] = [
    { rule: "S31", name: "broken promises", value: figures.brokenCount, limit: 0 },
  ];
  if (vocabulary === "small") return always;
  const unique = vocabulary === "unique";
  return [
    ...always,
    {
      rule: "S30",
      name: "clean ones wrong",
      value: share(figures.cleanWrong, cleanOf(figures)),
      limit: unique ? 0 : 3 / 10_000,
    },
    {
      rule: "S30",
      name: "conflicts put in silently",
      value: share(figures.conflictSilent, conflictsOf(figures)),
      limit: unique ? 0 : 0.005,
    },
    {
      rule: "S30",
      name: "clean ones flagged",
      value: share(figures.cleanFlagged, cleanOf(figures)),
      limit: 0.03,
    },
    {
      rule: "S32",
      name: "reverted and accepted again to another text",
      value: figures.reverts - figures.revertsRight - figures.revertsFlagged,
      limit: 0,
    },
    {
      rule: "S32",
      name: "reverted and not accepted again",
      value: figures.revertsFlagged,
      limit: 0,
    },
    {
      rule: "S32",
      name: "accepted in parts to another text",
      value: figures.partials - figures.partialsRight,
      limit: 0,
    },
    {
      rule: "S33",
      name: "words credited to somebody else",
      value: share(figures.words - figures.wordsCredited, figures.words),
      limit: unique && !structural ? 0 : 0.005,
    },
  ];
}
