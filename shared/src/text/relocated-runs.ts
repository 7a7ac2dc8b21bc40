// Words that one change took out in one place and put in at another: a split, a join, a paragraph cut and pasted. The
// longest equal runs go first; a run has two words or more, or is all that was taken out or all that a new block says.

import { isBlank, isWord } from "./tokens.ts";
import type { RemovedRun } from "./tracked-text.ts";

export interface TakenRun extends RemovedRun {
  /** All that its block said. */
  readonly whole: boolean;
}

export interface AddedRun {
  /** Index of the block it stands in, among those that changed. */
  readonly owner: number;
  readonly block: string;
  /** Index of its first token in the block. */
  readonly start: number;
  readonly tokens: readonly string[];
  /** The known words or marks beside it; 0 at an end of the block and beside new words. */
  readonly left: number;
  readonly right: number;
  /** All that a new block says. */
  readonly whole: boolean;
}

interface Match {
  readonly taken: number;
  readonly added: number;
  readonly fromTaken: number;
  readonly fromAdded: number;
  readonly length: number;
  readonly words: number;
}

const leastWords = 2;
/** Equal pairs of words that stand in more places than this tell nothing, and would cost too much. */
const mostPlaces = 48;

/** The token ids that go to each stretch of added words, `to` cut to the stretch. */
export function relocations(
  taken: readonly TakenRun[],
  added: readonly AddedRun[],
): readonly { readonly from: readonly number[]; readonly to: AddedRun }[] {
  if (taken.length === 0 || added.length === 0) return [];
  const usedTaken = taken.map(({ tokens }) => new Uint8Array(tokens.length));
  const usedAdded = added.map(({ tokens }) => new Uint8Array(tokens.length));
  const out: { from: readonly number[]; to: AddedRun }[] = [];
  for (const match of candidates(taken, added)) {
    const [was, is] = [taken[match.taken], added[match.added]];
    const [spentWas, spentIs] = [usedTaken[match.taken], usedAdded[match.added]];
    if (was === undefined || is === undefined || spentWas === undefined || spentIs === undefined) continue;
    const part = largestFree(match, spentWas, spentIs, is.tokens);
    if (part === undefined) continue;
    const { at, length } = part;
    spentWas.fill(1, match.fromTaken + at, match.fromTaken + at + length);
    spentIs.fill(1, match.fromAdded + at, match.fromAdded + at + length);
    const start = is.start + match.fromAdded + at;
    const from = was.ids.slice(match.fromTaken + at, match.fromTaken + at + length);
    out.push({ from, to: { ...is, start } });
  }
  return out;
}

/** Equal runs that cannot be made longer, most words first. */
function candidates(taken: readonly TakenRun[], added: readonly AddedRun[]): readonly Match[] {
  const places = new Map<string, { readonly run: number; readonly at: number }[]>();
  taken.forEach(({ tokens }, run) => {
    for (const { key, at } of pairsOf(tokens)) {
      const known = places.get(key);
      if (known === undefined) places.set(key, [{ run, at }]);
      else if (known.length <= mostPlaces) known.push({ run, at });
    }
  });
  const matches: Match[] = [];
  added.forEach((is, index) => {
    for (const { key, at } of pairsOf(is.tokens)) {
      const found = places.get(key) ?? [];
      if (found.length > mostPlaces) continue;
      for (const place of found) {
        const was = taken[place.run];
        if (was !== undefined) pushMatch(matches, was, place.run, place.at, is, index, at);
      }
    }
  });
  matches.push(...singleWords(taken, added));
  return matches.sort(
    (x, y) => y.words - x.words || y.length - x.length || x.added - y.added || x.taken - y.taken,
  );
}

function pushMatch(
  matches: Match[],
  was: TakenRun,
  taken: number,
  atTaken: number,
  is: AddedRun,
  added: number,
  atAdded: number,
): void {
  // Only from its first pair of words, so that a run is found once.
  let back = 0;
  while (same(was.tokens[atTaken - back - 1], is.tokens[atAdded - back - 1])) {
    back += 1;
    if (isWord(is.tokens[atAdded - back] ?? "")) return;
  }
  let length = 0;
  while (same(was.tokens[atTaken + length], is.tokens[atAdded + length])) length += 1;
  let words = 0;
  for (let at = 0; at < length; at += 1) if (isWord(is.tokens[atAdded + at] ?? "")) words += 1;
  if (words < leastWords) return;
  matches.push({
    taken,
    added,
    fromTaken: atTaken - back,
    fromAdded: atAdded - back,
    length: length + back,
    words,
  });
}

/** One word alone: a new block that says only the end or all of an old one, or an old one that is the end of another. */
function singleWords(taken: readonly TakenRun[], added: readonly AddedRun[]): readonly Match[] {
  const matches: Match[] = [];
  added.forEach((is, index) => {
    const bare = trimmed(is.tokens);
    if (bare.tokens.filter(isWord).length !== 1) return;
    taken.forEach((was, run) => {
      const old = trimmed(was.tokens);
      const parts = is.whole && (was.right === 0 || was.left === 0) && was.block !== is.block;
      const joins = was.whole && is.right === 0;
      if ((!parts && !joins) || old.tokens.length !== bare.tokens.length) return;
      if (!old.tokens.every((token, at) => same(token, bare.tokens[at]))) return;
      matches.push({
        taken: run,
        added: index,
        fromTaken: old.from,
        fromAdded: bare.from,
        length: bare.tokens.length,
        words: 1,
      });
    });
  });
  return matches;
}

export function trimmed(tokens: readonly string[]): {
  readonly from: number;
  readonly tokens: readonly string[];
} {
  let from = 0;
  let to = tokens.length;
  while (from < to && isBlank(tokens[from] ?? "")) from += 1;
  while (to > from && isBlank(tokens[to - 1] ?? "")) to -= 1;
  return { from, tokens: tokens.slice(from, to) };
}

/** Are two tokens the same for this purpose? One blank is like another. */
export function same(one: string | undefined, two: string | undefined): boolean {
  if (one === undefined || two === undefined) return false;
  return one === two || (isBlank(one) && isBlank(two) && one !== "\n" && two !== "\n");
}

/** Every word with the one after it, and what stands between them. */
function* pairsOf(tokens: readonly string[]): Generator<{ readonly key: string; readonly at: number }> {
  let first = -1;
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isWord(tokens[at] ?? "")) continue;
    if (first !== -1) {
      const between = tokens.slice(first + 1, at).map((token) => (isBlank(token) ? " " : token));
      yield { key: `${tokens[first]}\0${between.join("")}\0${tokens[at]}`, at: first };
    }
    first = at;
  }
}

/** The largest stretch of a match that no better one took, if it still has enough words. */
function largestFree(
  match: Match,
  usedTaken: Uint8Array,
  usedAdded: Uint8Array,
  tokens: readonly string[],
): { readonly at: number; readonly length: number } | undefined {
  let bestAt = 0;
  let bestLength = 0;
  let start = 0;
  for (let at = 0; at <= match.length; at += 1) {
    const free =
      at < match.length && usedTaken[match.fromTaken + at] === 0 && usedAdded[match.fromAdded + at] === 0;
    if (free) continue;
    if (at - start > bestLength) {
      bestAt = start;
      bestLength = at - start;
    }
    start = at + 1;
  }
  const part = tokens.slice(match.fromAdded + bestAt, match.fromAdded + bestAt + bestLength);
  const enough = bestLength === match.length || part.filter(isWord).length >= leastWords;
  return bestLength > 0 && enough ? { at: bestAt, length: bestLength } : undefined;
}
