// Is a join of two people's edits of one text right? Judged by words alone, so that it owes nothing to the engine that
// made the join: every word that one of them added is there, none that one removed everywhere came back, and where a
// line merge joins without a conflict the words are those that it gives. Rule S40.

const wordPattern = /[\p{L}\p{N}]+/gu;

/** Words in order, as they are written: capitals count. */
export const wordsOf = (text: string): readonly string[] => text.match(wordPattern) ?? [];

export interface Join {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly result: string;
  /** What a line merge makes of the same three texts; undefined where it finds a conflict. */
  readonly lineMerged: string | undefined;
}

/** How often a word stands in each of the texts. */
export interface WordCounts {
  readonly base: number;
  readonly ours: number;
  readonly theirs: number;
  readonly result: number;
}

/** `lost` and `doubled` are of words new to the text, `back` of words that one side took out everywhere. */
export type WordFault =
  | { readonly kind: "lost" | "doubled" | "back"; readonly word: string; readonly counts: WordCounts }
  | { readonly kind: "unlike-line-merge"; readonly expected: string; readonly found: string };

/** What is wrong with a join; empty when nothing is. */
export function faultsOf(join: Join): readonly WordFault[] {
  const faults: WordFault[] = [];
  const countOf = {
    base: counted(join.base),
    ours: counted(join.ours),
    theirs: counted(join.theirs),
    result: counted(join.result),
  };
  const words = new Set(Object.values(countOf).flatMap((counts) => [...counts.keys()]));
  for (const word of words) {
    const counts = {
      base: countOf.base.get(word) ?? 0,
      ours: countOf.ours.get(word) ?? 0,
      theirs: countOf.theirs.get(word) ?? 0,
      result: countOf.result.get(word) ?? 0,
    };
    const kind = faultOf(counts);
    if (kind !== undefined) faults.push({ kind, word, counts });
  }
  const unlike = join.lineMerged === undefined ? undefined : firstUnlike(join.lineMerged, join.result);
  return unlike === undefined ? faults : [...faults, unlike];
}

function faultOf({ base, ours, theirs, result }: WordCounts): "lost" | "doubled" | "back" | undefined {
  if (base === 0) {
    if (result < Math.max(ours, theirs)) return "lost";
    return result > ours + theirs ? "doubled" : undefined;
  }
  const isRemoved = (ours === 0 && theirs <= base) || (theirs === 0 && ours <= base);
  return isRemoved && result > 0 ? "back" : undefined;
}

function counted(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const excerptWords = 6;

function firstUnlike(expected: string, found: string): WordFault | undefined {
  const wanted = wordsOf(expected);
  const given = wordsOf(found);
  const at = Array.from({ length: Math.max(wanted.length, given.length) }).findIndex(
    (_, index) => wanted[index] !== given[index],
  );
  if (at === -1) return undefined;
  const around = (words: readonly string[]) =>
    words.slice(Math.max(0, at - excerptWords), at + excerptWords).join(" ");
  return { kind: "unlike-line-merge", expected: around(wanted), found: around(given) };
}
