// From markdown-it's inline tokens to the inline content of a block. Soft line breaks become one space; HTML, Liquid tags
// and character references stay as written under the mark `markup`; unsafe addresses are dropped and reported.

import type { Token } from "markdown-it";
import { oneLine, tidyInline, withMarks } from "./blocks.ts";
import { isSafeHref, isSafeSrc } from "./links.ts";
import type { InlineJSON, MarkJSON, WarningKind } from "./types.ts";

export type Report = (kind: WarningKind, excerpt: string) => void;

/** What Markdown cannot say without letters: it parts delimiters that would touch, and is nothing itself. */
export const emptyComment = "<!---->";
/** The character that carries the mark of a footnote reference. */
export const noteSign = "*";
const lineBreakTag = /^<br[ \t]*\/?>$/i;

const simpleMarks: Readonly<Record<string, "strong" | "em" | "strike">> = {
  strong: "strong",
  em: "em",
  s: "strike",
};

/** The content of one block; in a table cell `<br>` is a hard break. */
export function importInline(
  tokens: readonly Token[],
  inCell: boolean,
  report: Report,
): readonly InlineJSON[] {
  const out: InlineJSON[] = [];
  const depth = { strong: 0, em: 0, strike: 0 };
  const links: (MarkJSON | undefined)[] = [];
  let automatic = false;

  const marksNow = (...more: readonly MarkJSON[]): readonly MarkJSON[] => {
    const marks: MarkJSON[] = [...more];
    for (const type of ["strong", "em", "strike"] as const) if (depth[type] > 0) marks.push({ type });
    const link = links.findLast((one) => one !== undefined);
    if (link) marks.push(link);
    return marks;
  };
  const add = (text: string, ...more: readonly MarkJSON[]): void => {
    if (text !== "") out.push(withMarks({ type: "text", text }, marksNow(...more)));
  };
  const addMarkup = (source: string): void => add(oneLine(source), { type: "markup" });

  for (const token of tokens) {
    const [, name = "", edge = ""] = /^(strong|em|s)_(open|close)$/.exec(token.type) ?? [];
    const simple = simpleMarks[name];
    if (simple) {
      depth[simple] += edge === "open" ? 1 : -1;
      continue;
    }
    switch (token.type) {
      case "text":
      case "text_special":
        if (automatic) addMarkup(token.content);
        else add(token.content.replaceAll("\t", " "));
        break;
      case "softbreak":
        add(" ");
        break;
      case "hardbreak":
        out.push({ type: "break" });
        break;
      case "code_inline":
        add(oneLine(token.content), { type: "code" });
        break;
      case "html_inline":
        if (token.content === emptyComment) break;
        if (inCell && lineBreakTag.test(token.content)) out.push({ type: "break" });
        else {
          report("html-kept-as-text", token.content);
          addMarkup(token.content);
        }
        break;
      case "markup":
        addMarkup(token.content);
        break;
      case "footnote_reference":
        add(noteSign, { type: "footnote", attrs: { note: token.info } });
        break;
      case "link_open": {
        const href = oneLine(String(token.attrGet("href") ?? ""));
        const title = oneLine(String(token.attrGet("title") ?? ""));
        const isSafe = isSafeHref(href);
        if (!isSafe) report("link-dropped", href);
        links.push(isSafe ? { type: "link", attrs: { href, title } } : undefined);
        automatic = isSafe && token.info === "auto";
        break;
      }
      case "link_close":
        links.pop();
        automatic = false;
        break;
      case "image": {
        const src = oneLine(String(token.attrGet("src") ?? ""));
        const title = oneLine(String(token.attrGet("title") ?? ""));
        const alt = oneLine(wordsOf(token.children ?? []));
        if (isSafeSrc(src)) {
          out.push(withMarks({ type: "image", attrs: { src, alt, title } }, marksNow()));
          report("image-not-shown", alt === "" ? src : alt);
        } else {
          report("image-dropped", src);
          add(alt);
        }
        break;
      }
      default:
        throw new Error(`markdown-it made an inline token that is not known here: ${token.type}`);
    }
  }
  return tidyInline(out);
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "softbreak" || token.type === "hardbreak") return " ";
      if (token.type === "footnote_reference") return `[^${token.info}]`;
      if (token.type === "image") return wordsOf(token.children ?? []);
      return token.content === emptyComment ? "" : token.content;
    })
    .join("");
}
