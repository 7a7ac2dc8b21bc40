// Who touches whom in the words of one block: one sweep over spans that lie on a line, joining sets and keeping no pairs.
import type { Span, WordsFootprint } from "./words-footprint.ts";

export interface Stander {
  readonly who: number;
  readonly words: WordsFootprint;
}

type Join = (a: number, b: number) => void;
type Stretch = Span & { readonly who: number };

/** Joins all that touch: who changes what another changes or counts on, and who together take one's company away. */
export function sweep(standers: readonly Stander[], join: Join): void {
  const changes: Stretch[] = [];
  for (const { who, words } of standers)
    if (words.changes !== undefined) changes.push({ from: words.changes.from, to: words.changes.to, who });
  changes.sort((a, b) => a.from - b.from);
  const segments = mergedChanges(changes, join);
  for (const { who, words } of standers) {
    const { changes: own, needs } = words;
    if (own === needs) continue;
    for (let at = firstEndingAt(segments, needs.from); at < segments.length; at += 1) {
      const segment = segments[at];
      if (segment === undefined || segment.from > needs.to) break;
      join(who, segment.who);
    }
  }
  if (changes.length > 1) joinLostCompany(standers, changes, join);
}

/** Joins who changes the same; the stretches that are changed, apart and in order, each with one who changes it. */
function mergedChanges(changes: readonly Stretch[], join: Join): readonly Stretch[] {
  const segments: { from: number; to: number; who: number }[] = [];
  for (const { from, to, who } of changes) {
    const last = segments.at(-1);
    if (last !== undefined && from <= last.to) {
      join(last.who, who);
      last.to = Math.max(last.to, to);
    } else segments.push({ from, to, who });
  }
  return segments;
}

function firstEndingAt(segments: readonly Stretch[], point: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.to ?? 0) < point) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joinLostCompany(standers: readonly Stander[], changes: readonly Stretch[], join: Join): void {
  const questions = standers.flatMap(({ who, words }) =>
    words.company.map((point) => ({ point, who, words })),
  );
  questions.sort((a, b) => a.point - b.point);
  const losses = new Map<WordsFootprint, number>();
  // Of all that began before a point, the two of different people that reach farthest say whether another changes it.
  let first: Stretch | undefined;
  let second: Stretch | undefined;
  let next = 0;
  for (const { point, who, words } of questions) {
    for (let one = changes[next]; one !== undefined && one.from <= point; one = changes[(next += 1)]) {
      if (first === undefined || one.who === first.who) first = farther(first, one);
      else if (one.to > first.to) [first, second] = [one, first];
      else if (second === undefined || one.to > second.to) second = one;
    }
    const other = first !== undefined && first.who !== who ? first : second;
    if (other === undefined || other.to < point) continue;
    if (words.company.length === 1) join(who, other.who);
    // The right side is asked after the left one.
    else if (losses.has(words)) {
      join(who, other.who);
      join(who, losses.get(words) ?? who);
    } else losses.set(words, other.who);
  }
}

const farther = (a: Stretch | undefined, b: Stretch): Stretch => (a !== undefined && a.to >= b.to ? a : b);
