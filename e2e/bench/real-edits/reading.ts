// One file of a case read as a policy text, and whether that kept its letters.
import { exportMarkdown } from "@pliego/shared/text/export-markdown.ts";
import { importMarkdown } from "@pliego/shared/text/import-markdown.ts";
import { lettersOf } from "@pliego/shared/text/source.ts";
import { type DocJSON, TextRefusal } from "@pliego/shared/text/types.ts";

export interface PolicyText {
  readonly kind: "text";
  readonly doc: DocJSON;
  readonly frontMatter: string;
  /** Its one canonical form. */
  readonly markdown: string;
  /** Where its letters and digits first differ from those of the file, or "" when all are there in order. */
  readonly lost: string;
}

export type Reading =
  | PolicyText
  /** Empty, only front matter, no text: import says no with a reason, or else fails. */
  | { readonly kind: "refused" | "crashed"; readonly reason: string };

export function readText(raw: string, newId: () => string): Reading {
  try {
    const { doc, frontMatter } = importMarkdown(raw, newId);
    const markdown = exportMarkdown(doc, frontMatter);
    return {
      kind: "text",
      doc,
      frontMatter,
      markdown,
      lost: lossBetween(lettersOf(raw), lettersOf(markdown)),
    };
  } catch (error) {
    if (error instanceof TextRefusal) return { kind: "refused", reason: error.code };
    return { kind: "crashed", reason: String(error) };
  }
}

const excerptLength = 20;

function lossBetween(before: string, after: string): string {
  if (before === after) return "";
  let at = 0;
  while (before[at] === after[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - excerptLength), at + excerptLength);
  return `${around(before)} became ${around(after)}`;
}

/** Ids that no other block of the case has. */
export function idMaker(): () => string {
  let last = 0;
  return () => `b${(last += 1)}`;
}
