// Where the words of a hunk are in a text now, by the identity of their tokens; quote and context are the cross-check.
// Blanks have no say: one is like another, and which of two a person wrote nobody can tell.
import { isPlain, keysOf, richTokens } from "../text/rich-tokens.ts";
import { isBlank, isWord, tokensOf } from "../text/tokens.ts";
import { placeOfToken, type TrackedBlock, type TrackedText } from "../text/tracked-text.ts";
import { unitsOf } from "./block-words.ts";
import { isSaidAlready, isWholeWording } from "./said-already.ts";
import { contextTokens, type Fit, type SplitHunk, type TextHunk } from "./suggestion.ts";

/** A stretch of tokens of a block as it is now. */
export interface TokenRange {
  readonly block: string;
  readonly from: number;
  readonly to: number;
}

export interface TextPlace {
  readonly fit: Fit;
  /** Where it goes in; undefined when it has no place. */
  readonly range?: TokenRange;
}

/** How the words of one hunk stand in a text. */
export function placeOfText(hunk: TextHunk, text: TrackedText): TextPlace {
  const untouched = untouchedPlace(hunk, text) ?? placeInCompany(hunk, text);
  if (untouched !== undefined) return { fit: "clean", range: untouched };
  const quote = tokensOf(hunk.quote);
  const place = quote.some((token) => !isBlank(token))
    ? placeOfWords(hunk, quote, text)
    : placeOfGap(hunk, hunk.removed.length, text);
  // Of blanks nobody can tell by their place whether they are there already; by the whole block one can.
  const isBlankOnly = isBlank(hunk.quote) && isBlank(hunk.put.map(unitsOf).join(""));
  if (place.fit === "clean" && !isBlankOnly) return place;
  if (isWholeWording(hunk, text)) return { fit: "absorbed" };
  if (place.fit === "relocated" || place.fit === "clean") return place;
  if (isSaidAlready(hunk, quote, text)) return { fit: "absorbed" };
  if (place.fit === "conflict" && !hasAnyPlace(hunk, text)) return { fit: "orphaned" };
  return place;
}

/**
 * The quick answer for nearly all: nothing was touched from the nearest word on one side to the nearest on the other, every
 * token in its old order in the old block.
 */
function untouchedPlace(hunk: TextHunk, text: TrackedText): TokenRange | undefined {
  const own = text.blocks.get(hunk.block);
  if (own === undefined || !isPlain(own.block.content) || !isPlain(hunk.quoted)) return undefined;
  const [left, right] = hunk.reach;
  const first = hunk.left.length - left;
  const length = left + hunk.removed.length + right;
  const start = left > 0 ? hunk.left[first] : (hunk.removed[0] ?? hunk.right[0]);
  const at = start === undefined ? 0 : own.ids.indexOf(start);
  if (at === -1 || (left === 0 && at !== 0) || (right === 0 && at + length !== own.ids.length))
    return undefined;
  // Where no word was reached the block ended, and must end there still.
  const isWordAt = (index: number, count: number) =>
    count === 0 || count === contextTokens || isWord(own.tokens[index] ?? "");
  if (at > 0 && !isWordAt(at, left)) return undefined;
  if (at + length < own.ids.length && !isWordAt(at + length - 1, right)) return undefined;
  for (let step = 0; step < length; step += 1) {
    const inside = step - left;
    const id =
      inside < 0
        ? hunk.left[first + step]
        : (hunk.removed[inside] ?? hunk.right[inside - hunk.removed.length]);
    if (own.ids[at + step] !== id) return undefined;
  }
  return { block: hunk.block, from: at + left, to: at + left + hunk.removed.length };
}

/** Nearly as quick: all that is taken out stands together in the old block, and beside it a word or mark that stood there. */
function placeInCompany(hunk: TextHunk, text: TrackedText): TokenRange | undefined {
  const { block, removed, left, right, quoted } = hunk;
  const own = text.blocks.get(block);
  if (own === undefined || removed.length === 0 || !isPlain(own.block.content) || !isPlain(quoted))
    return undefined;
  const from = own.ids.indexOf(removed[0] ?? 0);
  const to = from + removed.length;
  if (from === -1 || !removed.every((id, at) => own.ids[from + at] === id)) return undefined;
  let hasSolid = false;
  for (let at = from; at < to && !hasSolid; at += 1) hasSolid = !isBlank(own.tokens[at] ?? "");
  if (!hasSolid) return undefined;
  // A run of blanks is one token, so the nearest word or mark is the first on its side, or behind a blank the second.
  const before = own.ids[isBlank(own.tokens[from - 1] ?? "x") ? from - 2 : from - 1];
  const after = own.ids[isBlank(own.tokens[to] ?? "x") ? to + 1 : to];
  const kept =
    (before !== undefined && before === left.at(isBlank(hunk.before.at(-1) ?? "x") ? -2 : -1)) ||
    (after !== undefined && after === right[isBlank(hunk.after[0] ?? "x") ? 1 : 0]);
  return kept ? { block, from, to } : undefined;
}

function placeOfWords(hunk: TextHunk, quote: readonly string[], text: TrackedText): TextPlace {
  const first = quote.findIndex((token) => !isBlank(token));
  const last = quote.findLastIndex((token) => !isBlank(token));
  const found = placeOfToken(text, hunk.removed[first] ?? 0, hunk.block);
  const own = found === undefined ? undefined : text.blocks.get(found.block);
  if (found === undefined || own === undefined) return { fit: "conflict" };
  let [from, to] = [found.index, found.index + last - first + 1];
  for (let at = first; at <= last; at += 1) {
    const index = found.index + at - first;
    const blank = isBlank(quote[at] ?? "");
    const same = blank ? isBlank(own.tokens[index] ?? "x") : own.ids[index] === hunk.removed[at];
    if (!same) return { fit: "conflict" };
  }
  if (!saidTheSameWay(hunk, own, from, to, first)) return { fit: "conflict" };
  // Without any of its old neighbours it may be another of several equal words: one alone tells nothing.
  const alone = keptCompany(hunk, own, from, to) === 0;
  if (alone && (found.block !== hunk.block || wordsIn(quote) < 2)) return { fit: "conflict" };
  // The blanks taken out with the words: where they are no longer there, somebody wrote at the same point.
  let whole = true;
  if (first > 0) whole = isBlank(own.tokens[from - 1] ?? "x") && (from -= 1) >= 0;
  if (last < quote.length - 1) whole = isBlank(own.tokens[to] ?? "x") && (to += 1) > 0 && whole;
  const range = { block: found.block, from, to };
  if (!whole) return { fit: "shifted", range };
  return { fit: found.block === hunk.block && !alone ? "clean" : "relocated", range };
}

const wordsIn = (tokens: readonly string[]) => tokens.filter(isWord).length;

/** Does the place still have the formatting that the author saw there? */
function saidTheSameWay(hunk: TextHunk, own: TrackedBlock, from: number, to: number, first: number): boolean {
  const seen = richTokens(hunk.quoted).keys;
  const now = keysOf(own);
  for (let index = from; index < to; index += 1) {
    if (isBlank(own.tokens[index] ?? "")) continue;
    if (now[index] !== seen[first + index - from]) return false;
  }
  return true;
}

/** On how many sides of a stretch the nearest word or mark is still the one that stood there; the block's end is one. */
function keptCompany(hunk: TextHunk, own: TrackedBlock, from: number, to: number): number {
  const solid = (id: number, text: string) => (isBlank(text) ? undefined : id);
  const nearest = (ids: readonly number[], texts: readonly string[], step: 1 | -1, start: number) => {
    for (let at = start; at >= 0 && at < ids.length; at += step) {
      const id = solid(ids[at] ?? 0, texts[at] ?? "");
      if (id !== undefined) return id;
    }
    return 0;
  };
  const [left, right] = [tokensOf(hunk.before), tokensOf(hunk.after)];
  const before = nearest(hunk.left, left, -1, hunk.left.length - 1);
  const after = nearest(hunk.right, right, 1, 0);
  const beforeNow = nearest(own.ids, own.tokens, -1, from - 1);
  const afterNow = nearest(own.ids, own.tokens, 1, to);
  return (before === beforeNow ? 1 : 0) + (after === afterNow ? 1 : 0);
}

/** The place of a split, or of words put in between others. */
export const placeOfSplit = (hunk: SplitHunk, text: TrackedText): TextPlace => placeOfGap(hunk, 0, text);

/**
 * A point between words is where it was when the nearest words on both sides are still neighbours, with the same marks
 * between them. `blanks` tokens, all blank, are taken out there.
 */
function placeOfGap(hunk: TextHunk | SplitHunk, blanks: number, text: TrackedText): TextPlace {
  const left = sideOf(hunk.left, tokensOf(hunk.before), -1);
  const right = sideOf(hunk.right, tokensOf(hunk.after), 1);
  const leftPlace = left.word === 0 ? undefined : placeOfToken(text, left.word, hunk.block);
  const rightPlace = right.word === 0 ? undefined : placeOfToken(text, right.word, hunk.block);
  const block = leftPlace?.block ?? rightPlace?.block ?? hunk.block;
  const own = text.blocks.get(block);
  const missing =
    (left.word !== 0 && leftPlace === undefined) || (right.word !== 0 && rightPlace === undefined);
  if (own === undefined || missing) return { fit: "conflict" };
  if (leftPlace !== undefined && rightPlace !== undefined && leftPlace.block !== rightPlace.block)
    return seamPlace(own, leftPlace.index + 1, block);
  const from = leftPlace === undefined ? 0 : leftPlace.index + 1;
  const to = rightPlace === undefined ? own.ids.length : rightPlace.index;
  if (from > to) return { fit: "conflict" };
  const between = solidIds(own, from, to);
  const expected = [...left.between, ...right.between];
  const equal = between.length === expected.length && between.every((id, at) => id === expected[at]);
  const behindBlank = isBlank(tokensOf(hunk.before).at(-1) ?? "x");
  const at = gapIndex(own, from, to, left.between, behindBlank, blanks);
  if (at === undefined) return { fit: "conflict" };
  const range = { block, from: at, to: at + blanks };
  if (!equal) {
    const alive = expected.every((id) => between.includes(id));
    return alive ? { fit: "shifted", range } : { fit: "conflict" };
  }
  return { fit: block === hunk.block ? "clean" : "relocated", range };
}

/** The block was parted just here: the words go to the end of its first part, if a person agrees. */
const seamPlace = (own: TrackedBlock, at: number, block: string): TextPlace => ({
  fit: at === own.ids.length ? "shifted" : "conflict",
  ...(at === own.ids.length ? { range: { block, from: at, to: at } } : {}),
});

/** The nearest word on one side, and the marks between it and the point; no word where the block ends first. */
function sideOf(ids: readonly number[], tokens: readonly string[], step: 1 | -1) {
  const between: number[] = [];
  for (let at = step === 1 ? 0 : ids.length - 1; at >= 0 && at < ids.length; at += step) {
    const token = tokens[at] ?? "";
    if (isWord(token)) return { word: ids[at] ?? 0, between: step === 1 ? between : between.toReversed() };
    if (!isBlank(token)) between.push(ids[at] ?? 0);
  }
  const word = ids.length === contextTokens ? (ids.at(step === 1 ? -1 : 0) ?? 0) : 0;
  return { word, between: step === 1 ? between : between.toReversed() };
}

function solidIds(own: TrackedBlock, from: number, to: number): readonly number[] {
  const ids: number[] = [];
  for (let at = from; at < to; at += 1) if (!isBlank(own.tokens[at] ?? "")) ids.push(own.ids[at] ?? 0);
  return ids;
}

/** Where in [from, to) the point is: behind the marks that stood before it, and the blank if the point was behind one. */
function gapIndex(
  own: TrackedBlock,
  from: number,
  to: number,
  marksBefore: readonly number[],
  behindBlank: boolean,
  blanks: number,
): number | undefined {
  let at = from;
  const last = marksBefore.at(-1);
  if (last !== undefined) {
    const index = own.ids.indexOf(last, from);
    if (index === -1 || index >= to) return undefined;
    at = index + 1;
  }
  if (behindBlank && at < to && isBlank(own.tokens[at] ?? "x")) at += 1;
  for (let count = 0; count < blanks; count += 1)
    if (!isBlank(own.tokens[at + count] ?? "x")) return undefined;
  return at;
}

/** Is the block still there, or anything that stood in or beside the hunk? */
const hasAnyPlace = (hunk: TextHunk, text: TrackedText): boolean =>
  text.blocks.has(hunk.block) ||
  [...hunk.removed, ...hunk.left, ...hunk.right].some(
    (id) => placeOfToken(text, id, hunk.block) !== undefined,
  );
