// Wordings as sets of words weighed by rarity, and how alike two of them are.
import { isWord, tokensOf } from "../text/tokens.ts";

export interface Weighed {
  /** Numbers of its different words, the rarest first. */
  readonly words: Int32Array;
  /** Sum of their weights. */
  readonly total: number;
}

export interface WeighedCollection {
  readonly items: readonly Weighed[];
  /** By the number of the word. */
  readonly weights: Float64Array;
}

/**
 * A word that is everywhere weighs 1, one that comes once weighs 1 + `rarity`. The span is short on purpose: a campaign makes
 * its own words common, and then what its copies changed must not outweigh all that they share.
 */
const rarity = 2;

/** Its different words; capitals, accents and signs have no say. */
const differentWords = (text: string): readonly string[] => [
  ...new Set(tokensOf(text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase()).filter(isWord)),
];

export function weigh(texts: readonly string[]): WeighedCollection {
  const sets = texts.map(differentWords);
  const counts = new Map<string, number>();
  for (const words of sets) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rarestFirst = [...counts].toSorted(([, one], [, other]) => one - other);
  const numbers = new Map(rarestFirst.map(([word], number) => [word, number]));
  const span = Math.log(Math.max(2, texts.length));
  const weights = Float64Array.from(
    rarestFirst,
    ([, count]) => 1 + (rarity * Math.log(texts.length / count)) / span,
  );
  const items = sets.map((set) => {
    const words = Int32Array.from(set, (word) => numbers.get(word) ?? 0).toSorted();
    return { words, total: words.reduce((sum, word) => sum + (weights[word] ?? 0), 0) };
  });
  return { items, weights };
}

/** From 0 (no word in common) to 1 (the same words): Dice's coefficient of the weights. */
export function likeness(one: Weighed, other: Weighed, weights: Float64Array): number {
  const [a, b] = [one.words, other.words];
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [left, right] = [a[i] ?? 0, b[j] ?? 0];
    if (left === right) shared += weights[left] ?? 0;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  const both = one.total + other.total;
  return both === 0 ? 0 : (2 * shared) / both;
}

export interface LikenessIndex {
  readonly add: (item: number) => void;
  /** The one most like it of those added, the earliest of equals; undefined when none reaches the threshold. */
  readonly best: (item: number) => { readonly item: number; readonly score: number } | undefined;
}

/**
 * Finds exactly what comparing with all would find. Two that reach the threshold share at least `least` of the weight of
 * either; so they share one of each one's rarest words, those after which less than that is left. Only these are listed.
 */
export function likenessIndex({ items, weights }: WeighedCollection, threshold: number): LikenessIndex {
  const least = threshold / (2 - threshold);
  const listed = new Map<number, number[]>();
  const seenBy = new Int32Array(items.length).fill(-1);
  let asked = 0;

  function* rarestOf({ words, total }: Weighed): Generator<number> {
    // The little more keeps rounding from losing a pair that just reaches the threshold.
    let left = total * (1 + 1e-9);
    for (const word of words) {
      if (left < total * least) return;
      yield word;
      left -= weights[word] ?? 0;
    }
  }

  const add = (item: number): void => {
    const own = items[item];
    if (own === undefined) return;
    for (const word of rarestOf(own)) {
      const list = listed.get(word);
      if (list === undefined) listed.set(word, [item]);
      else list.push(item);
    }
  };
  const best: LikenessIndex["best"] = (item) => {
    const own = items[item];
    if (own === undefined) return undefined;
    asked++;
    let found: { item: number; score: number } | undefined;
    for (const word of rarestOf(own))
      for (const other of listed.get(word) ?? []) {
        const theirs = items[other];
        if (theirs === undefined || seenBy[other] === asked) continue;
        seenBy[other] = asked;
        const [less, more] = own.total < theirs.total ? [own.total, theirs.total] : [theirs.total, own.total];
        // No better than this, even if the shorter is wholly in the longer.
        if ((2 * less) / (less + more) < (found?.score ?? threshold)) continue;
        const score = likeness(own, theirs, weights);
        if (score < threshold || score < (found?.score ?? 0)) continue;
        if (found === undefined || score > found.score || other < found.item) found = { item: other, score };
      }
    return found;
  };
  return { add, best };
}
