// A last look at what would go in without a person: a word that one side took out of the whole text, and that the other did
// not write more often, is gone from the result. Identity says where words went; this says whether a reader would agree.
import { eachBlock } from "../text/blocks.ts";
import type { DocJSON } from "../text/types.ts";
import { blockWords, unitsOf } from "./block-words.ts";
import { wordsOf } from "../text/structure.ts";
import type { Hunk, RareWord } from "./suggestion.ts";

/** A word that the base has more often is hardly taken out everywhere. */
const mostRare = 8;

const wordsIn = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** The words that a hunk takes out or puts in. */
function wordsOfHunk(hunk: Hunk): readonly string[] {
  if (hunk.kind === "text") return wordsIn(`${hunk.quote}\n${hunk.put.map(unitsOf).join("")}`);
  if (hunk.kind === "delete") return wordsIn(hunk.quote);
  return hunk.kind === "insert" ? wordsIn(hunk.nodes.map(wordsOf).join("\n")) : [];
}

/** The hunks with the rare words that they take out or elsewhere, when `wording` is what they make of `base`. */
export function withRareWords(hunks: readonly Hunk[], base: DocJSON, wording: DocJSON): readonly Hunk[] {
  const touched = new Set(hunks.flatMap(wordsOfHunk));
  const before = countsOf(touched, base);
  const rare = new Set([...touched].filter((word) => isRare(before.get(word) ?? 0)));
  if (rare.size === 0) return hunks;
  const after = countsOf(rare, wording);
  return hunks.map((hunk) => {
    const rareWords: RareWord[] = [...new Set(wordsOfHunk(hunk))].flatMap((word) => {
      const [had, has] = [before.get(word) ?? 0, after.get(word) ?? 0];
      return rare.has(word) && has <= had ? [{ word, base: had, wording: has }] : [];
    });
    return rareWords.length === 0 ? hunk : { ...hunk, rareWords };
  });
}

const isRare = (count: number): boolean => count > 0 && count <= mostRare;

/** Which hunks bring back, or leave, a word that the text or the suggestion took out everywhere. */
export function againstWords(hunks: readonly Hunk[], before: DocJSON, result: DocJSON): ReadonlySet<Hunk> {
  const words = hunks.flatMap((hunk) => (hunk.rareWords ?? []).map((own) => ({ hunk, ...own })));
  if (words.length === 0) return new Set();
  const sought = new Set(words.map(({ word }) => word));
  const left = countsOf(sought, result);
  if (left.size === 0) return new Set();
  const had = result === before ? left : countsOf(sought, before);
  const isWrong = ({ word, base, wording }: RareWord): boolean => {
    if (!left.has(word)) return false;
    const now = had.get(word) ?? 0;
    return now === 0 || (wording === 0 && now <= base);
  };
  return new Set(words.filter(isWrong).map(({ hunk }) => hunk));
}

/** How often each of these words stands in a text; those that do not are left out. */
function countsOf(sought: ReadonlySet<string>, doc: DocJSON): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const block of eachBlock(doc))
    for (const word of wordsIn(blockWords(block)))
      if (sought.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
