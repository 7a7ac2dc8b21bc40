// A change told in words: "Sustituye «X» por «Y»."
import { imageUnit } from "@pliego/shared/suggestions/block-words.ts";
import type { EditSentence } from "@pliego/shared/suggestions/views.ts";
import type { WordChange } from "@pliego/shared/text/word-changes.ts";
import type { Words } from "../words.ts";

export function sentenceOf({ quote, put }: EditSentence, words: Words): string {
  const { t } = words;
  const [old, fresh] = [said(quote, words), said(put, words)];
  if (quote === "") return t("change.insert", { put: fresh });
  if (put === "") return t("change.delete", { quote: old });
  return t("change.replace", { quote: old, put: fresh });
}

/** The edits that lead from one wording to another, as what they take out and put in. */
export const editsOf = (original: string, changes: readonly WordChange[]): readonly EditSentence[] =>
  changes.map(({ from, to, put }) => ({ quote: original.slice(from, to), put }));

/** Words as they can be said within a sentence: on one line, spaces and images by their names. */
function said(text: string, { t }: Words): string {
  const line = text
    .replaceAll(imageUnit, t("change.image"))
    .trim()
    .replaceAll(/\s*\n\s*/g, " / ");
  if (line !== "") return line;
  return t(text.includes("\n") ? "change.break" : "change.space");
}
