// Which tokens of one wording are still there in another: the ends that are equal, and between them the common
// subsequence of greatest weight. Words weigh most and blanks least, and neighbours that stay neighbours weigh more,
// so that of several equal words the one that stands among its old companions is kept.

import { isBlank, isWord } from "./tokens.ts";

const wordWeight = 24;
const markWeight = 6;
const blankWeight = 1;
/** For every kept token whose predecessor is kept beside it. */
const companyWeight = 2;

/** Above this many pairs of tokens a stretch is cut at words that stand once on both sides: bounded time and memory. */
const mostPairs = 2_000_000;

/** For each token of `after` the index of the token of `before` that it is, or -1. Rising where it is not -1. */
export function alignTokens(before: readonly string[], after: readonly string[]): Int32Array {
  const kept = new Int32Array(after.length).fill(-1);
  alignRange(before, after, 0, before.length, 0, after.length, kept);
  return kept;
}

function alignRange(
  a: readonly string[],
  b: readonly string[],
  aFrom: number,
  aTo: number,
  bFrom: number,
  bTo: number,
  kept: Int32Array,
): void {
  while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) kept[bFrom++] = aFrom++;
  while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) kept[--bTo] = --aTo;
  if (aFrom === aTo || bFrom === bTo) return;
  if ((aTo - aFrom) * (bTo - bFrom) <= mostPairs) alignClosely(a, b, aFrom, aTo, bFrom, bTo, kept);
  else alignByAnchors(a, b, aFrom, aTo, bFrom, bTo, kept);
}

// Two tables, filled from the end: `best` is the greatest weight of what follows, `beside` the same when the two tokens
// before were kept, which pays for company.
function alignClosely(
  a: readonly string[],
  b: readonly string[],
  aFrom: number,
  aTo: number,
  bFrom: number,
  bTo: number,
  kept: Int32Array,
): void {
  const rows = aTo - aFrom;
  const width = bTo - bFrom + 1;
  const best = new Int32Array((rows + 1) * width);
  const beside = new Int32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1) {
    const token = a[aFrom + i] ?? "";
    const weight = weightOf(token);
    for (let j = width - 2; j >= 0; j -= 1) {
      const cell = i * width + j;
      const skip = Math.max(best[cell + width] ?? 0, best[cell + 1] ?? 0);
      if (token === b[bFrom + j]) {
        const match = weight + (beside[cell + width + 1] ?? 0);
        best[cell] = Math.max(skip, match);
        beside[cell] = Math.max(skip, match + companyWeight);
      } else {
        best[cell] = skip;
        beside[cell] = skip;
      }
    }
  }
  let inCompany = false;
  for (let i = 0, j = 0; i < rows && j < width - 1;) {
    const cell = i * width + j;
    const down = best[cell + width] ?? 0;
    const right = best[cell + 1] ?? 0;
    const matched = (beside[cell + width + 1] ?? 0) + weightOf(b[bFrom + j] ?? "");
    const worth = matched + (inCompany ? companyWeight : 0);
    if (a[aFrom + i] === b[bFrom + j] && worth >= Math.max(down, right)) {
      kept[bFrom + j] = aFrom + i;
      inCompany = true;
      i += 1;
      j += 1;
    } else {
      inCompany = false;
      if (down >= right) i += 1;
      else j += 1;
    }
  }
}

const weightOf = (token: string): number =>
  isWord(token) ? wordWeight : isBlank(token) ? blankWeight : markWeight;

/** For very long stretches: words that stand once in each are anchors if they are in order; between them, again. */
function alignByAnchors(
  a: readonly string[],
  b: readonly string[],
  aFrom: number,
  aTo: number,
  bFrom: number,
  bTo: number,
  kept: Int32Array,
): void {
  const placesA = singles(a, aFrom, aTo);
  const placesB = singles(b, bFrom, bTo);
  let lastA = aFrom;
  let lastB = bFrom;
  for (const [token, atB] of placesB) {
    const atA = placesA.get(token) ?? -1;
    if (atA < lastA || atB < lastB || !isWord(token)) continue;
    // Only a next anchor that is not far off on one side: one stray word must not skip half of the text.
    if (Math.abs(atA - lastA - (atB - lastB)) > Math.max(200, (aTo - aFrom) / 4)) continue;
    alignRange(a, b, lastA, atA, lastB, atB, kept);
    kept[atB] = atA;
    lastA = atA + 1;
    lastB = atB + 1;
  }
  if (lastA > aFrom) alignRange(a, b, lastA, aTo, lastB, bTo, kept);
}

function singles(tokens: readonly string[], from: number, to: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (let at = from; at < to; at += 1) {
    const token = tokens[at] ?? "";
    places.set(token, places.has(token) ? -1 : at);
  }
  for (const [token, at] of places) if (at === -1) places.delete(token);
  return places;
}

/** A stretch that changed: tokens [aFrom, aTo) of `before` gave way to [bFrom, bTo) of `after`. */
export interface Stretch {
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

/** The changed stretches of an alignment, in order and apart. */
export function stretchesOf(kept: Int32Array, beforeLength: number): Stretch[] {
  const out: Stretch[] = [];
  let a = 0;
  let b = 0;
  const close = (aTo: number, bTo: number) => {
    if (aTo > a || bTo > b) out.push({ aFrom: a, aTo, bFrom: b, bTo });
  };
  kept.forEach((at, j) => {
    if (at === -1) return;
    close(at, j);
    a = at + 1;
    b = j + 1;
  });
  close(beforeLength, kept.length);
  return out;
}
