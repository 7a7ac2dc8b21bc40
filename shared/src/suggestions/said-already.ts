// Does a text say already what a hunk would put there? Told by the whole block, or by what stands between the nearest words
// and marks that are still there.
import { alignTokens } from "../text/align.ts";
import { keysOf, richTokens } from "../text/rich-tokens.ts";
import { isBlank, isWord, tokensOf } from "../text/tokens.ts";
import { placeOfToken, type TrackedText } from "../text/tracked-text.ts";
import { nameOfWording } from "./block-hunks.ts";
import { contextTokens, type TextHunk } from "./suggestion.ts";

/** Does the block read just as the suggestion would have it, and stand its words in no other? */
export function isWholeWording({ block, becomes, removed }: TextHunk, text: TrackedText): boolean {
  const own = text.blocks.get(block);
  if (own === undefined || !becomes.startsWith(`${own.tokens.length}.`)) return false;
  if (nameOfWording(keysOf(own)) !== becomes) return false;
  return removed.every((id) => (placeOfToken(text, id, block)?.block ?? block) === block);
}

/**
 * Does the text say already what the hunk would put there? True when the nearest words and marks on both sides are still
 * there, and between them what was taken out has given way to exactly what is put in. Blanks have no say.
 */
export function isSaidAlready(hunk: TextHunk, quote: readonly string[], text: TrackedText): boolean {
  const put = richTokens(hunk.put);
  const home = text.blocks.get(hunk.block);
  // Most often it does not: a word of it stands nowhere in the block.
  if (home !== undefined && !put.tokens.every((token) => home.tokens.includes(token))) return false;
  const left = solids(tokensOf(hunk.before), hunk.left);
  const right = solids(tokensOf(hunk.after), hunk.right);
  const start = nearestLive(text, hunk, left, -1, hunk.left.length);
  const end = nearestLive(text, hunk, right, 1, hunk.right.length);
  if (start === undefined || end === undefined) return false;
  if (start.block !== end.block || start.index >= end.index) return false;
  const own = text.blocks.get(start.block);
  if (own === undefined) return false;
  const before = left.slice(start.at + 1).map(({ token }) => token);
  const taken = quote.filter((token) => !isBlank(token));
  const base = [...before, ...taken, ...right.slice(0, end.at).map(({ token }) => token)];
  const now: { readonly token: string; readonly key: string }[] = [];
  const keys = keysOf(own);
  for (let at = start.index + 1; at < end.index; at += 1) {
    const token = own.tokens[at] ?? "";
    if (!isBlank(token)) now.push({ token, key: keys[at] ?? "" });
  }
  const range = rangeIn(
    base,
    now.map(({ token }) => token),
    before.length,
    before.length + taken.length,
  );
  if (range === undefined) return false;
  const wanted = put.keys.filter((_key, at) => !isBlank(put.tokens[at] ?? ""));
  return saysWithMarks(wanted, now.slice(range.from, range.to));
}

interface Solid {
  readonly token: string;
  readonly id: number;
}

const solids = (tokens: readonly string[], ids: readonly number[]): readonly Solid[] =>
  tokens.map((token, at) => ({ token, id: ids[at] ?? 0 })).filter(({ token }) => !isBlank(token));

/** Does a stretch say just this? Where words are put in, somebody may have added marks to them, but no word. */
function saysWithMarks(
  wanted: readonly string[],
  said: readonly { readonly token: string; readonly key: string }[],
): boolean {
  const spare = said.length - wanted.length;
  if (spare < 0 || (spare > 0 && !wanted.some(isWord))) return false;
  for (let skip = 0; skip <= spare; skip += 1) {
    const rest = [...said.slice(0, skip), ...said.slice(skip + wanted.length)];
    if (rest.some(({ token }) => isWord(token))) continue;
    if (wanted.every((key, at) => key === said[skip + at]?.key)) return true;
  }
  return false;
}

/** The nearest context token that is still there; an end of the block counts where the context reached it. */
function nearestLive(
  text: TrackedText,
  hunk: TextHunk,
  context: readonly Solid[],
  step: 1 | -1,
  contextLength: number,
): { readonly block: string; readonly index: number; readonly at: number } | undefined {
  for (let at = step === 1 ? 0 : context.length - 1; at >= 0 && at < context.length; at += step) {
    const place = placeOfToken(text, context[at]?.id ?? 0, hunk.block);
    if (place !== undefined) return { ...place, at };
  }
  const own = text.blocks.get(hunk.block);
  if (own === undefined || contextLength === contextTokens) return undefined;
  return step === 1
    ? { block: hunk.block, index: own.ids.length, at: context.length }
    : { block: hunk.block, index: -1, at: -1 };
}

/** Where the stretch [from, to) of one wording is in another: between the tokens beside it, which must be there. */
function rangeIn(
  before: readonly string[],
  after: readonly string[],
  from: number,
  to: number,
): { readonly from: number; readonly to: number } | undefined {
  const kept = alignTokens(before, after);
  const start = from === 0 ? -1 : kept.indexOf(from - 1);
  const end = to === before.length ? after.length : kept.indexOf(to);
  if ((from > 0 && start === -1) || end === -1 || start >= end) return undefined;
  return { from: start + 1, to: end };
}
