// The changes that are being written, as edits that can be told in words.
import type { EditSentence } from "@pliego/shared/suggestions/views.ts";
import type { WordChange } from "@pliego/shared/text/word-changes.ts";

/** The edits that lead from one wording to another, as what they take out and put in. */
export const editsOf = (original: string, changes: readonly WordChange[]): readonly EditSentence[] =>
  changes.map(({ from, to, put }) => ({ kind: "text", quote: original.slice(from, to), put }));
