// What kind of heading a line is, by the words that Mexican laws begin headings with, and the outline they make.

import { blockText, isHeading } from "./blocks.ts";
import type { BlockKind, DocJSON } from "./types.ts";

const ordinal =
  "(?:[IVXLCDM]+|[0-9]+|[úu]nico|preliminar|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|" +
  "s[ée]ptim[oa]|octav[oa]|noven[oa]|d[ée]cim[oa]|vig[ée]sim[oa]|trig[ée]sim[oa])";
const end = "(?![\\p{L}\\p{N}])";
const chapterStart = new RegExp(
  `^(?:t[íi]tulo\\s+${ordinal}|(?:cap[íi]tulo|secci[óo]n|libro|anexo)|(?:(?:art[íi]culos|disposiciones)\\s+)?transitori[oa]s?)${end}`,
  "iu",
);
const articleStart = new RegExp(`^(?:art[íi]culo|art\\.)\\s*(?:[0-9]+[ºo°]?|${ordinal})${end}`, "iu");
const label = new RegExp(
  `^(?:(?:t[íi]tulo|cap[íi]tulo|secci[óo]n|libro|anexo|art[íi]culo|art\\.)\\s*(?:[0-9]+[ºo°]?(?:\\s*bis${end})?|${ordinal}))${end}`,
  "iu",
);

/** The kind of a heading by its words; `titleIsFree` says that the text has no title yet. */
export function headingKind(text: string, level: number, titleIsFree: boolean): BlockKind {
  const words = text.trim();
  if (articleStart.test(words)) return "article";
  if (chapterStart.test(words)) return "chapter";
  return level === 1 && titleIsFree ? "title" : "heading";
}

export interface OutlineEntry {
  readonly id: string;
  readonly kind: BlockKind;
  /** Depth of the heading as written, 1 to 6. */
  readonly level: number;
  /** How people cite it, "Artículo 4" or "Capítulo II"; "" when its words do not say. */
  readonly label: string;
  /** All words of the heading, the label among them. */
  readonly text: string;
}

/** The headings of a text in reading order, without its title. */
export function outline(doc: DocJSON): readonly OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  for (const block of doc.content ?? []) {
    if (block.type !== "block" || !isHeading(block.attrs.kind) || block.attrs.kind === "title") continue;
    const text = blockText(block);
    entries.push({
      id: block.attrs.id,
      kind: block.attrs.kind,
      level: block.attrs.level,
      label: label.exec(text.trim())?.[0] ?? "",
      text,
    });
  }
  return entries;
}
