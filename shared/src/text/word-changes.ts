// The difference between two wordings as a person would tell it: whole words, few pieces.
//
// Plan: cut both into tokens (words, runs of space, single marks); set the equal ends aside; find the common
// subsequence of greatest weight in what is left (words weigh most, spaces least); join changes that only spaces or
// marks keep apart; give back what equal space a change still has at its ends.
import type { ChangePiece } from "../suggestions/views.ts";

/** In the first wording, put `put` where [from, to) was. Offsets in UTF-16 units; changes are in order and apart. */
export interface WordChange {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

const tokenPattern = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*|\s+|\P{M}\p{M}*/gu;
const wordPattern = /^[\p{L}\p{N}]/u;

export const tokensOf = (text: string): readonly string[] => text.match(tokenPattern) ?? [];
const isWord = (token: string) => wordPattern.test(token);
const isMark = (token: string) => !isWord(token) && token.trim() !== "";

const weightOf = (token: string) => (isWord(token) ? 10 : token.trim() === "" ? 1 : 2);

/** Above this many pairs of tokens the middle is told as one change: bounded time for hostile input. */
const mostPairs = 4_000_000;

export function wordChanges(before: string, after: string): readonly WordChange[] {
  const a = tokensOf(before);
  const b = tokensOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  const pairs = keptPairs(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const changes: { fromA: number; toA: number; fromB: number; toB: number }[] = [];
  let atA = head;
  let atB = head;
  const ends = [
    ...pairs.map(([i, j]) => [i + head, j + head] as const),
    [a.length - tail, b.length - tail] as const,
  ];
  for (const [keptA, keptB] of ends) {
    if (keptA > atA || keptB > atB) {
      const last = changes.at(-1);
      const between = last === undefined ? [] : a.slice(last.toA, atA);
      if (last !== undefined && !between.some(isWord)) Object.assign(last, { toA: keptA, toB: keptB });
      else changes.push({ fromA: atA, toA: keptA, fromB: atB, toB: keptB });
    }
    atA = keptA + 1;
    atB = keptB + 1;
  }
  const offset = offsetsOf(a);
  return changes.map(({ fromA, toA, fromB, toB }) => trimmed(a, b, offset, fromA, toA, fromB, toB));
}

/** Both wordings in one: what stays, what goes and what comes, in order. */
export function piecesBetween(before: string, after: string): readonly ChangePiece[] {
  const pieces: ChangePiece[] = [];
  const push = (kind: ChangePiece["kind"], text: string) => void (text !== "" && pieces.push({ kind, text }));
  let at = 0;
  for (const { from, to, put } of wordChanges(before, after)) {
    push("same", before.slice(at, from));
    push("deleted", before.slice(from, to));
    push("inserted", put);
    at = to;
  }
  push("same", before.slice(at));
  return pieces;
}

/** Applies changes to the wording they were made against. */
export function applyChanges(before: string, changes: readonly WordChange[]): string {
  let text = "";
  let at = 0;
  for (const { from, to, put } of changes) {
    text += before.slice(at, from) + put;
    at = to;
  }
  return text + before.slice(at);
}

function trimmed(
  a: readonly string[],
  b: readonly string[],
  offset: readonly number[],
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): WordChange {
  while (fromA < toA && fromB < toB && a[fromA] === b[fromB]) {
    fromA += 1;
    fromB += 1;
  }
  while (fromA < toA && fromB < toB && a[toA - 1] === b[toB - 1]) {
    toA -= 1;
    toB -= 1;
  }
  const put = b.slice(fromB, toB);
  // What is put in before a mark, and begins with that mark, is told as put in after it: «También esto.», not «. También esto».
  while (fromA === toA && put[0] !== undefined && isMark(put[0]) && put[0] === a[toA]) {
    put.push(put.shift() ?? "");
    fromA += 1;
    toA += 1;
  }
  return { from: offset[fromA] ?? 0, to: offset[toA] ?? 0, put: put.join("") };
}

function offsetsOf(tokens: readonly string[]): readonly number[] {
  const offsets = [0];
  for (const token of tokens) offsets.push((offsets.at(-1) ?? 0) + token.length);
  return offsets;
}

/** The pairs of positions that a heaviest common subsequence keeps, in order. */
function keptPairs(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  if (a.length === 0 || b.length === 0 || a.length * b.length > mostPairs) return [];
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const skip = Math.max(at(i + 1, j), at(i, j + 1));
      best[i * width + j] = a[i] === b[j] ? Math.max(skip, at(i + 1, j + 1) + weightOf(a[i] ?? "")) : skip;
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j] && at(i, j) === at(i + 1, j + 1) + weightOf(a[i] ?? "")) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
