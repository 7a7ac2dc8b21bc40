// What the identity oracle counts, and how a surprise is told so that a person can judge it.
import { blockWords } from "../block-words.ts";
import type { Fit, Hunk } from "../suggestion.ts";
import type { DocJSON } from "../../text/types.ts";
import { besideEqual } from "./identity-acts.ts";
import type { ModelHunk, ModelSuggestion, Truth } from "./identity-truth.ts";
import type { Vocabulary } from "./identity-words.ts";

export interface IdentityFigures {
  readonly vocabulary: Vocabulary;
  readonly seed: number;
  histories: number;
  /** The five columns of the table in the design. */
  cleanRight: number;
  cleanWrong: number;
  cleanFlagged: number;
  conflictFlagged: number;
  conflictSilent: number;
  /** Of the wrong and the silent ones: made after an edit beside equal words, which a text cannot tell from another. */
  besideEqual: number;
  /** The text says it already: no change was made, or somebody is asked. */
  saidAbsorbed: number;
  saidFlagged: number;
  /** A careful reader might do either; putting it in elsewhere than in the one place counts as silent. */
  eitherRight: number;
  eitherFlagged: number;
  /** Revisions of the text looked at, and tokens in them: words, and all. */
  revisions: number;
  words: number;
  wordsCredited: number;
  tokens: number;
  tokensCredited: number;
  /** Accept, revert, accept; and accepting hunk by hunk, in any order. */
  reverts: number;
  revertsRight: number;
  revertsFlagged: number;
  partials: number;
  partialsRight: number;
  /** Which fits the clean ones that were flagged had. */
  readonly flaggedAs: Partial<Record<Fit, number>>;
  /** Wrong and silent ones, told in full. */
  readonly surprises: string[];
  /** The first clean ones that were flagged, told in full. */
  readonly flagged: string[];
  /** The first words credited to somebody else. */
  readonly miscredited: string[];
  /** The first that, reverted and accepted again, or accepted in parts, gave another text. */
  readonly unrepeated: string[];
  /** The first broken promises: text not equal, words lost or doubled, a number used twice, an error. */
  readonly broken: string[];
  brokenCount: number;
}

export const noFigures = (vocabulary: Vocabulary, seed: number): IdentityFigures => ({
  vocabulary,
  seed,
  histories: 0,
  cleanRight: 0,
  cleanWrong: 0,
  cleanFlagged: 0,
  conflictFlagged: 0,
  conflictSilent: 0,
  besideEqual: 0,
  saidAbsorbed: 0,
  saidFlagged: 0,
  eitherRight: 0,
  eitherFlagged: 0,
  revisions: 0,
  words: 0,
  wordsCredited: 0,
  tokens: 0,
  tokensCredited: 0,
  reverts: 0,
  revertsRight: 0,
  revertsFlagged: 0,
  partials: 0,
  partialsRight: 0,
  flaggedAs: {},
  surprises: [],
  flagged: [],
  miscredited: [],
  unrepeated: [],
  broken: [],
  brokenCount: 0,
});

/** How many of those that may be many are told in full. */
const toldInFull = 40;

export function tell(list: string[], text: () => string): void {
  if (list.length < toldInFull) list.push(text());
}

/** One block to a line, with all that is compared. */
export const linesOf = (doc: DocJSON): readonly string[] =>
  (doc.content ?? []).map((node) =>
    node.type === "block"
      ? `${node.attrs.id} ${node.attrs.kind} ${node.attrs.level}: ${blockWords(node)}`
      : JSON.stringify(node),
  );

export interface Case {
  readonly title: string;
  readonly base: DocJSON;
  readonly before: DocJSON;
  readonly acts: readonly string[];
  readonly suggested: ModelSuggestion;
  readonly truths: readonly Truth[];
  readonly hunks: readonly Hunk[];
  readonly fits: readonly Fit[];
  /** All that would be right. */
  readonly expected: readonly DocJSON[];
  readonly result: DocJSON | undefined;
}

/** All that is needed to judge a case by hand. */
export function toldCase(told: Case): string {
  const touched = new Set([
    ...told.suggested.hunks.map((hunk) => hunk.block),
    ...told.hunks.flatMap(blockOf),
  ]);
  const base = linesOf(told.base).filter((line) => touched.has(line.split(" ", 1)[0] ?? ""));
  const before = linesOf(told.before);
  const result = told.result === undefined ? before : linesOf(told.result);
  const expected = [...new Set(told.expected.flatMap(linesOf))];
  return [
    `--- ${told.title}`,
    `suggested: ${toldSuggestion(told.suggested)} (${told.truths.join(", ")})`,
    ...told.hunks.map((hunk, at) => `hunk: ${told.fits[at]} ${toldHunk(hunk)}`),
    ...base.map((line) => `base      ${line}`),
    ...told.acts.map((act) => `then      ${act}`),
    ...before.filter((line) => !base.includes(line)).map((line) => `before    ${line}`),
    ...expected.filter((line) => !before.includes(line)).map((line) => `expected  ${line}`),
    ...result.filter((line) => !before.includes(line)).map((line) => `result    ${line}`),
  ].join("\n");
}

const toldEdit = ({ block, removed, put }: ModelHunk): string =>
  `${block} «${removed.map((char) => char.unit).join("")}» -> «${put}»`;

/** What a suggestion says, on one line. */
export const toldSuggestion = ({ hunks, readings }: ModelSuggestion): string =>
  hunks.map(toldEdit).join("; ") + (readings.length > 1 ? besideEqual : "");

const blockOf = (hunk: Hunk): readonly string[] => ("block" in hunk ? [hunk.block] : []);

export function toldHunk(hunk: Hunk): string {
  if (hunk.kind !== "text") return JSON.stringify(hunk);
  const put = hunk.put.map((node) => (node.type === "text" ? node.text : node.type)).join("");
  const ids = `${hunk.left.slice(-2).join(",")}|${hunk.removed.join(",")}|${hunk.right.slice(0, 2).join(",")}`;
  return `${hunk.block} ${hunk.from}-${hunk.to} «${hunk.quote}» -> «${put}» ids ${ids}`;
}
