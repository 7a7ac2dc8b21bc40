// A whole text as clean, semantic HTML: sections, real nested lists, tables, quotations; each block has id="p-<id>". For
// exports, mails and archives; the pages of the site draw the same tree (arrange.ts) with their own components.

import { arrange, type Branch, type ListBranch } from "./arrange.ts";
import { blockText, isHeading } from "./blocks.ts";
import { escapeHtml, imageHtml, inlineHtml } from "./inline-html.ts";
import { type BlockNumber, numbering } from "./numbering.ts";
import type { BlockJSON, DocJSON, ListType, TableJSON } from "./types.ts";

type Numbers = ReadonlyMap<string, BlockNumber>;

/** The anchor of a block in every page: "p-" and its id. */
export const anchorOf = (id: string): string => `p-${id}`;

const idOf = (node: { readonly attrs: { readonly id: string } }): string =>
  ` id="${escapeHtml(anchorOf(node.attrs.id))}"`;

/** The text as HTML. Headings open sections, which the next heading as high or higher closes. */
export function docHtml(doc: DocJSON): string {
  const numbers = numbering(doc);
  const open: number[] = [];
  let html = "";
  for (const branch of arrange(doc)) {
    if (branch.kind === "block" && isHeading(branch.block.attrs.kind)) {
      const { level } = branch.block.attrs;
      while ((open.at(-1) ?? 0) >= level && open.pop() !== undefined) html += "</section>\n";
      html += `<section aria-labelledby="${escapeHtml(anchorOf(branch.block.attrs.id))}">\n`;
      open.push(level);
    }
    html += branchHtml(branch, numbers);
  }
  return html + "</section>\n".repeat(open.length);
}

const branchesHtml = (branches: readonly Branch[], numbers: Numbers): string =>
  branches.map((branch) => branchHtml(branch, numbers)).join("");

function branchHtml(branch: Branch, numbers: Numbers): string {
  switch (branch.kind) {
    case "block":
      return blockHtml(branch.block);
    case "list":
      return listHtml(branch, numbers);
    case "quote":
      return `<blockquote>\n${branchesHtml(branch.children, numbers)}</blockquote>\n`;
    case "footnote": {
      const note = escapeHtml(branch.block.attrs.label);
      const words = `<p><span id="note-${note}">${note}</span> ${inlineHtml(branch.block.content)}</p>\n`;
      return `<div${idOf(branch.block)} role="doc-footnote">\n${words}${branchesHtml(branch.children, numbers)}</div>\n`;
    }
    case "table":
      return tableHtml(branch.table);
    case "figure": {
      const caption = (branch.figure.content ?? []).map(
        (block) => `<span${idOf(block)}>${inlineHtml(block.content)}</span>`,
      );
      const below = caption.length > 0 ? `<figcaption>${caption.join("<br>")}</figcaption>` : "";
      return `<figure${idOf(branch.figure)}>${imageHtml(branch.figure.attrs)}${below}</figure>\n`;
    }
  }
}

function blockHtml(block: BlockJSON): string {
  const { kind, level, label } = block.attrs;
  if (isHeading(kind)) {
    const tag = `h${Math.min(6, Math.max(1, level))}`;
    return `<${tag}${idOf(block)}>${inlineHtml(block.content)}</${tag}>\n`;
  }
  switch (kind) {
    case "rule":
      return `<hr${idOf(block)}>\n`;
    case "code": {
      const language = label === "" ? "" : ` data-language="${escapeHtml(label)}"`;
      return `<pre${idOf(block)}${language}><code>${escapeHtml(blockText(block))}</code></pre>\n`;
    }
    case "markup":
      return `<pre${idOf(block)} class="markup">${escapeHtml(blockText(block))}</pre>\n`;
    default:
      return `<p${idOf(block)}>${inlineHtml(block.content)}</p>\n`;
  }
}

const listStyles: Readonly<Record<ListType, string>> = {
  none: "",
  bullet: "",
  decimal: "1",
  "lower-alpha": "a",
  "upper-alpha": "A",
  "lower-roman": "i",
  "upper-roman": "I",
};

/** What the `type` of an <ol> is for a list: 1 a A i I; "" for bullets. */
export const listStyle = (type: ListType): string => listStyles[type];

function listHtml(list: ListBranch, numbers: Numbers): string {
  const tag = list.ordered ? "ol" : "ul";
  const style = list.ordered ? ` type="${listStyle(list.type)}"` : "";
  const items = list.items.map(({ block, children }) => {
    const { number = 0, marker = "" } = numbers.get(block.attrs.id) ?? {};
    const value = list.ordered ? ` value="${number}" data-marker="${escapeHtml(marker)}"` : "";
    const below = children.length > 0 ? `\n${branchesHtml(children, numbers)}` : "";
    return `<li${idOf(block)}${value}>${inlineHtml(block.content)}${below}</li>\n`;
  });
  return `<${tag}${style}>\n${items.join("")}</${tag}>\n`;
}

function tableHtml(table: TableJSON): string {
  const rows = (table.content ?? []).map((row) => {
    const cells = (row.content ?? []).map((cell) => {
      const { header, align } = cell.attrs;
      const tag = header ? "th" : "td";
      const place = (header ? ' scope="col"' : "") + (align === "" ? "" : ` data-align="${align}"`);
      const words = (cell.content ?? []).map(
        (block) => `<span${idOf(block)}>${inlineHtml(block.content)}</span>`,
      );
      return `<${tag}${place}>${words.join("<br>")}</${tag}>`;
    });
    return {
      isHead: (row.content ?? []).every((cell) => cell.attrs.header),
      html: `<tr>${cells.join("")}</tr>\n`,
    };
  });
  const isHead = rows[0]?.isHead === true;
  const head = isHead ? `<thead>\n${rows[0]?.html ?? ""}</thead>\n` : "";
  const body = rows
    .slice(isHead ? 1 : 0)
    .map((row) => row.html)
    .join("");
  return `<table${idOf(table)}>\n${head}${body === "" ? "" : `<tbody>\n${body}</tbody>\n`}</table>\n`;
}
