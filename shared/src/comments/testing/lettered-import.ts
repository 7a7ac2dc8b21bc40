// An edited text that is written out as Markdown and read again, as when an institution imports its new version. Importing
// keeps every letter and digit in order, and so each keeps its number.
import { eachBlock } from "../../text/blocks.ts";
import { exportMarkdown } from "../../text/export-markdown.ts";
import { importMarkdown } from "../../text/import-markdown.ts";
import { keepIds } from "../../text/keep-ids.ts";
import { isLetter, type Letter, letteredText, type LetteredText, wordsIn } from "./lettered-text.ts";

/** What comes in when `edited` is imported as the version after `now`; throws when a letter got lost on the way. */
export function readAgain(now: LetteredText, edited: LetteredText, freshId: () => string): LetteredText {
  const doc = keepIds(now.doc, importMarkdown(exportMarkdown(edited.doc, ""), freshId).doc);
  const old = Array.from(eachBlock(edited.doc), ({ attrs }) => edited.letters.get(attrs.id) ?? [])
    .flat()
    .filter(isLetter);
  const read = letteredText(doc);
  const all = [...read.letters.values()].flat().filter(isLetter);
  if (wordsIn(all) !== wordsIn(old)) throw new Error("The import has other letters");
  let at = 0;
  const numbered = (letter: Letter): Letter =>
    isLetter(letter) ? { node: letter.node, number: old[at++]?.number ?? 0 } : letter;
  return { doc, letters: new Map(Array.from(read.letters, ([id, own]) => [id, own.map(numbered)])) };
}
