// Where in the words of a block a hunk changes something, and what it counts on there: its own words, or for what goes in
// between words the nearest word on both sides and all between them. See text-place.ts, which asks the same of a text.
import { isBlank, isWord, tokensOf } from "../text/tokens.ts";
import type { TrackedBlock, TrackedText } from "../text/tracked-text.ts";
import type { InlineJSON } from "../text/types.ts";
import { unitsOf } from "./block-words.ts";
import { contextTokens, type JoinHunk, type TextHunk } from "./suggestion.ts";
import type { TokenRange } from "./text-place.ts";

/** In half steps of a block: the gap before token n is 2n, the token itself 2n + 1. Both ends belong to it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface WordsFootprint {
  readonly block: string;
  /** Undefined when it changes nothing. */
  readonly changes?: Span;
  /** The same or more. */
  readonly needs: Span;
  /** The neighbours by which its words are known to stand where they stood, in half steps: all but one may go. */
  readonly company: readonly number[];
}

/** What an exchange of words changes and counts on, where `range` is its place in `own`. */
export function wordsFootprint(hunk: TextHunk, range: TokenRange, own: TrackedBlock): WordsFootprint {
  const { tokens } = own;
  const { block, from, to } = range;
  const glued = gluedTo(tokens, from, to, hunk.put);
  if (isBlank(hunk.quote)) {
    const hole = holeAround(range, tokens);
    if (glued.left + glued.right === 0) return hole;
    const first = glued.left > 0 ? hole.needs.from : hole.needs.from + 1;
    const last = glued.right > 0 ? hole.needs.to : hole.needs.to - 1;
    return { ...hole, changes: { from: first, to: last } };
  }
  const trimmed = trimmedWith(tokens, from, to, hunk.put);
  const span = {
    from: 2 * (from - Math.max(glued.left, trimmed.left)) + 1,
    to: 2 * (to + Math.max(glued.right, trimmed.right)) - 1,
  };
  return { block, changes: span, needs: span, company: companyOf(hunk, range, own) };
}

/** The place between words around `range`: up to the nearest words, which it counts on; a block's end is one. */
export function holeAround({ block, from, to }: TokenRange, tokens: readonly string[]): WordsFootprint {
  let left = from - 1;
  while (left >= 0 && !isWord(tokens[left] ?? "") && from - left < contextTokens) left -= 1;
  let right = to;
  while (right < tokens.length && !isWord(tokens[right] ?? "") && right + 1 - to < contextTokens) right += 1;
  return {
    block,
    changes: { from: 2 * left + 2, to: 2 * right },
    needs: { from: 2 * left + 1, to: 2 * right + 1 },
    company: [],
  };
}

/** A word that comes to touch another makes one new word of both: how many tokens on each side are new by that. */
function gluedTo(tokens: readonly string[], from: number, to: number, put: readonly InlineJSON[]) {
  if (isBlank(tokens[from - 1] ?? "") && isBlank(tokens[to] ?? "")) return none;
  const said = put.map(unitsOf).join("");
  return gluing(tokens.slice(Math.max(0, from - reach), from), said, tokens.slice(to, to + reach));
}

const none = { left: 0, right: 0 };
/** A word reaches over one sign at most: `socio` and `-político`. */
const reach = 2;

function gluing(before: readonly string[], put: string, after: readonly string[]) {
  const now = tokensOf(before.join("") + put + after.join(""));
  let left = before.length;
  while (left > 0 && before[before.length - left] === now[before.length - left]) left -= 1;
  let right = after.length;
  while (right > 0 && after[right - 1] === now[now.length - 1 - (after.length - right)]) right -= 1;
  // Of two blanks that became one nobody can tell which it is, and nobody asks.
  while (left > 0 && isBlank(before[before.length - left] ?? "")) left -= 1;
  while (right > 0 && isBlank(after[right - 1] ?? "")) right -= 1;
  return { left, right };
}

/** The blanks that go with words taken out at an end of a block. */
function trimmedWith(tokens: readonly string[], from: number, to: number, put: readonly InlineJSON[]) {
  if (from > 0 && to < tokens.length) return none;
  if (!put.every((node) => isBlank(unitsOf(node)))) return none;
  let left = 0;
  if (to === tokens.length) while (from - left > 0 && isBlank(tokens[from - left - 1] ?? "")) left += 1;
  let right = 0;
  if (from === 0) while (to + right < tokens.length && isBlank(tokens[to + right] ?? "")) right += 1;
  return { left, right };
}

function companyOf(
  hunk: TextHunk,
  { from, to }: TokenRange,
  { tokens, ids }: TrackedBlock,
): readonly number[] {
  let before = from - 1;
  while (before >= 0 && isBlank(tokens[before] ?? "")) before -= 1;
  let after = to;
  while (after < tokens.length && isBlank(tokens[after] ?? "")) after += 1;
  const [left, right] = [ids[before], ids[after]];
  const sides: number[] = [];
  if (left === undefined ? isBlank(hunk.before) : endsWith(hunk.left, left, hunk.before))
    sides.push(Math.max(0, 2 * before + 1));
  if (right === undefined ? isBlank(hunk.after) : beginsWith(hunk.right, right, hunk.after))
    sides.push(Math.min(2 * tokens.length, 2 * after + 1));
  return sides;
}

/** Is this the last of the tokens, blanks aside? `said` is what they say. */
function endsWith(ids: readonly number[], id: number, said: string): boolean {
  const index = ids.lastIndexOf(id);
  if (index === -1 || index === ids.length - 1) return index !== -1;
  return ids.length - 1 - index <= tokensOf(said.slice(said.trimEnd().length)).length;
}

/** Is this the first of the tokens, blanks aside? */
function beginsWith(ids: readonly number[], id: number, said: string): boolean {
  const index = ids.indexOf(id);
  if (index < 1) return index === 0;
  return index <= tokensOf(said.slice(0, said.length - said.trimStart().length)).length;
}

/** The seam of a join: the end of the first block and the start of the second, and the words that become one there. */
export function joinFootprint({ block, next, glue }: JoinHunk, text: TrackedText): readonly WordsFootprint[] {
  const [one, two] = [text.blocks.get(block)?.tokens ?? [], text.blocks.get(next)?.tokens ?? []];
  const isParted = glue !== "" && one.length > 0 && two.length > 0;
  const { left, right } = gluing(one.slice(-reach), isParted ? glue : "", two.slice(0, reach));
  const end = { from: 2 * (one.length - left) + (left > 0 ? 1 : 0), to: 2 * one.length };
  const start = { from: 0, to: right > 0 ? 2 * right - 1 : 0 };
  return [
    { block, changes: end, needs: end, company: [] },
    { block: next, changes: start, needs: start, company: [] },
  ];
}

/** The end of a block that says already what a join would bring there. */
export function joinedFootprint({ block, quote }: JoinHunk, text: TrackedText): WordsFootprint {
  const length = text.blocks.get(block)?.tokens.length ?? 0;
  const from = 2 * Math.max(0, length - tokensOf(quote).length);
  return { block, needs: { from, to: 2 * length }, company: [] };
}
