// The inline content of a block as HTML that cannot run anything: every character is escaped, every element is one of
// ours, addresses are checked again. Rule T6.

import { isExternal, isSafeHref } from "./links.ts";
import { nestMarks } from "./nest-marks.ts";
import type { ImageJSON, InlineJSON, MarkJSON } from "./types.ts";

const signs: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML, between tags or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

/**
 * Inline content as HTML. Links that leave the site carry rel="nofollow noopener"; markup is shown as it is written; a
 * footnote reference leads to `#note-<label>`. The visible text is that of the content, character by character.
 */
export function inlineHtml(content: readonly InlineJSON[] | undefined): string {
  let html = "";
  for (const event of nestMarks(content ?? [])) {
    if (event.kind === "open") html += openTag(event.mark);
    else if (event.kind === "close") html += closeTag(event.mark);
    else if (event.node.type === "break") html += "<br>";
    else if (event.node.type === "image") html += imageHtml(event.node.attrs);
    else html += escapeHtml(event.node.text);
  }
  return html;
}

function openTag(mark: MarkJSON): string {
  switch (mark.type) {
    case "link": {
      const { href, title } = mark.attrs;
      if (!isSafeHref(href)) return "<span>";
      const rel = isExternal(href) ? ' rel="nofollow noopener"' : "";
      return `<a href="${escapeHtml(href)}"${title === "" ? "" : ` title="${escapeHtml(title)}"`}${rel}>`;
    }
    case "footnote": {
      const note = escapeHtml(mark.attrs.note);
      return `<sup class="note"><a href="#note-${note}" role="doc-noteref" data-note="${note}">`;
    }
    case "markup":
      return '<span class="markup">';
    default:
      return `<${elements[mark.type]}>`;
  }
}

const elements = { strong: "strong", em: "em", strike: "s", code: "code" } as const;

function closeTag(mark: MarkJSON): string {
  switch (mark.type) {
    case "link":
      return isSafeHref(mark.attrs.href) ? "</a>" : "</span>";
    case "footnote":
      return "</a></sup>";
    case "markup":
      return "</span>";
    default:
      return `</${elements[mark.type]}>`;
  }
}

/**
 * An image as its description, or its address where it has none: a reading page fetches nothing from other sites, and
 * pictures cannot be kept here yet. The address stays in the text and is exported.
 */
export const imageHtml = ({ src, alt }: ImageJSON["attrs"]): string =>
  `<span class="image">[${escapeHtml(alt === "" ? src : alt)}]</span>`;
