// Which tokens of a block are the same ones after somebody wrote in it: an alignment, less what is kept by chance only. A
// blank, a comma or a "de" that stands in both wordings in the midst of words that were replaced was written anew.

import { alignTokens, stretchesOf, type Stretch } from "./align.ts";
import { isBlank, isMark, isWord } from "./tokens.ts";

/** Words up to this length are articles and prepositions more often than not. */
const shortWord = 3;
const mostChanceWords = 2;
/** A person is told of «año → ano» twice, not of «año con año → ano con ano»; of a whole sentence written anew once. */
const leastToTellAsOne = 2;

/**
 * For each token of `after` the index of the token of `before` that it still is, or -1. `least` is how many words must have
 * been replaced on each side of a word for it to count as kept by chance.
 */
export function sameTokens(before: readonly string[], after: readonly string[], least = 1): Int32Array {
  const kept = alignTokens(before, after);
  const stretches = stretchesOf(kept, before.length);
  for (let at = 0; at + 1 < stretches.length;) {
    const one = stretches[at];
    const two = stretches[at + 1];
    if (one === undefined || two === undefined || !isChance(before, after, one, two, least)) {
      at += 1;
      continue;
    }
    for (let j = one.bTo; j < two.bFrom; j += 1) kept[j] = -1;
    stretches.splice(at, 2, { aFrom: one.aFrom, aTo: two.aTo, bFrom: one.bFrom, bTo: two.bTo });
    at = Math.max(0, at - 1);
  }
  return kept;
}

export type { Stretch } from "./align.ts";

/**
 * The stretches that changed from one wording to the other, joined where only blanks or marks keep them apart. Both
 * are tokens, or keys that begin with the token and tell more than its letters.
 */
export function changedStretches(
  before: readonly string[],
  after: readonly string[],
  least = leastToTellAsOne,
): readonly Stretch[] {
  const out: Stretch[] = [];
  for (const next of stretchesOf(sameTokens(before, after, least), before.length)) {
    const last = out.at(-1);
    const between = last === undefined ? [] : before.slice(last.aTo, next.aFrom);
    if (last !== undefined && !between.some(isWord)) Object.assign(last, { aTo: next.aTo, bTo: next.bTo });
    else out.push({ ...next });
  }
  for (const stretch of out) settle(before, after, stretch);
  return out;
}

/** Gives back equal ends; tells what is put in before a mark and begins with it as put in behind it. */
function settle(a: readonly string[], b: readonly string[], stretch: Stretch): void {
  const { aFrom, aTo, bFrom, bTo } = stretch;
  if (aFrom < aTo && bFrom < bTo) {
    if (a[aFrom] === b[bFrom]) {
      stretch.aFrom += 1;
      stretch.bFrom += 1;
      settle(a, b, stretch);
    } else if (a[aTo - 1] === b[bTo - 1]) {
      stretch.aTo -= 1;
      stretch.bTo -= 1;
      settle(a, b, stretch);
    }
    return;
  }
  // «También esto.», not «. También esto».
  const mark = a[aTo];
  if (bFrom === bTo || mark === undefined || !isMark(mark) || b[bFrom] !== mark || b[bTo] !== mark) return;
  stretch.aFrom = stretch.aTo = aTo + 1;
  stretch.bFrom += 1;
  stretch.bTo += 1;
  settle(a, b, stretch);
}

/** Is what stands between two changed stretches kept by chance? */
function isChance(
  a: readonly string[],
  b: readonly string[],
  one: Stretch,
  two: Stretch,
  least: number,
): boolean {
  const words = b.slice(one.bTo, two.bFrom).filter(isWord);
  const out = [solid(a, one.aFrom, one.aTo), solid(a, two.aFrom, two.aTo)];
  const put = [solid(b, one.bFrom, one.bTo), solid(b, two.bFrom, two.bTo)];
  if (words.length === 0) return out.some((count) => count > 0) && put.some((count) => count > 0);
  if (words.length > mostChanceWords) return false;
  const replacedAround = [...out, ...put].every((count) => count >= least);
  return replacedAround && words.every((word) => isCommon(word, a, b));
}

const isCommon = (word: string, a: readonly string[], b: readonly string[]): boolean =>
  word.length <= shortWord || countOf(a, word) > 1 || countOf(b, word) > 1;

const countOf = (tokens: readonly string[], sought: string): number =>
  tokens.reduce((count, token) => count + (token === sought ? 1 : 0), 0);

/** How many words and marks there are in a stretch. */
function solid(tokens: readonly string[], from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (!isBlank(tokens[at] ?? "")) count += 1;
  return count;
}
