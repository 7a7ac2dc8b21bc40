// Where the words of a text come from: stretch by stretch, and in sum. Follows from token numbers alone.
import { isWord, offsetsOf } from "./tokens.ts";
import { creditOf, type Credit, type TrackedText } from "./tracked-text.ts";

/** A stretch of a block's words that one source put in. Offsets in UTF-16 units of the block's words. */
export interface ProvenanceRun {
  readonly from: number;
  readonly to: number;
  readonly credit: Credit;
}

/** Every block as stretches that cover it from end to end. Blanks and marks go with the word before them. */
export function provenanceOf(text: TrackedText): ReadonlyMap<string, readonly ProvenanceRun[]> {
  const blocks = new Map<string, readonly ProvenanceRun[]>();
  for (const [id, { tokens, ids }] of text.blocks) {
    const offsets = offsetsOf(tokens);
    const runs: ProvenanceRun[] = [];
    tokens.forEach((token, at) => {
      const last = runs.at(-1);
      const to = offsets[at + 1] ?? 0;
      const credit = isWord(token) || last === undefined ? creditOf(text, ids[at] ?? 0) : last.credit;
      if (last !== undefined && last.credit === credit) runs[runs.length - 1] = { ...last, to };
      else runs.push({ from: offsets[at] ?? 0, to, credit });
    });
    blocks.set(id, runs);
  }
  return blocks;
}

/** How many words of the text each source is credited with; they sum up to the words of the text. */
export function creditedWords(text: TrackedText): ReadonlyMap<Credit, number> {
  const counts = new Map<Credit, number>();
  for (const { tokens, ids } of text.blocks.values())
    tokens.forEach((token, at) => {
      if (!isWord(token)) return;
      const credit = creditOf(text, ids[at] ?? 0);
      counts.set(credit, (counts.get(credit) ?? 0) + 1);
    });
  return counts;
}
