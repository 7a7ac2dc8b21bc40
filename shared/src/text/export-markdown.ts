// From a policy text to its one canonical Markdown. Reading it again gives the same text (ids apart), and writing
// that gives the same bytes. Rule T2.

import { arrange, type Branch, type ItemBranch, type ListBranch } from "./arrange.ts";
import { blockText, inlineText, isHeading } from "./blocks.ts";
import { imageMarkdown, inlineMarkdown, noteReference } from "./export-inline.ts";
import { listSeparator } from "./list-rule.ts";
import { markerOf } from "./markers.ts";
import type { BlockJSON, CellJSON, DocJSON, FigureJSON, InlineJSON, TableJSON } from "./types.ts";

/**
 * The text as Markdown, after its front matter as it is. A paragraph without words is left out: Markdown has none.
 * Kinds of headings are not written: they are read from their words.
 */
export function exportMarkdown(doc: DocJSON, frontMatter: string): string {
  const body = linesOf(arrange(doc)).join("\n");
  if (frontMatter === "") return `${body}\n`;
  return `${frontMatter}${frontMatter.endsWith("\n") ? "" : "\n"}\n${body}\n`;
}

/** The lines of what stands in one container, parted by empty lines. */
function linesOf(branches: readonly Branch[]): string[] {
  const lines: string[] = [];
  let before: Branch | undefined;
  for (const branch of branches) {
    const own = branchLines(branch);
    if (own.length === 0) continue;
    if (lines.length > 0) lines.push("");
    if (branch.kind === "list" && needsSeparator(branch, before)) lines.push(listSeparator, "");
    for (const line of own) lines.push(line);
    before = branch;
  }
  return lines;
}

/** Would this list be taken for something else: nested in the list before it, or plain text? */
function needsSeparator(list: ListBranch, before: Branch | undefined): boolean {
  if (!list.ordered) return false;
  if (before?.kind === "list" && before.ordered) return true;
  return list.type !== "decimal" && list.items[0]?.number !== 1;
}

function branchLines(branch: Branch): string[] {
  switch (branch.kind) {
    case "block":
      return blockLines(branch.block);
    case "list":
      return listLines(branch);
    case "quote":
      return linesOf(branch.children).map((line) => (line === "" ? ">" : `> ${line}`));
    case "footnote":
      return noteLines(branch.block, branch.children);
    case "table":
      return tableLines(branch.table);
    case "figure":
      return figureLines(branch.figure);
  }
}

function blockLines(block: BlockJSON): string[] {
  const { kind, level, label } = block.attrs;
  const content = block.content ?? [];
  if (isHeading(kind)) {
    const words = inlineMarkdown(content, "heading");
    return ["#".repeat(Math.min(6, Math.max(1, level))) + (words === "" ? "" : ` ${words}`)];
  }
  switch (kind) {
    case "rule":
      return ["***"];
    case "code":
      return codeLines(blockText(block), label);
    case "markup":
      return blockText(block).trim() === "" ? [] : blockText(block).split("\n");
    default: {
      const words = inlineMarkdown(content, "block");
      return words === "" ? [] : words.split("\n");
    }
  }
}

function codeLines(text: string, label: string): string[] {
  const language = label.replace(/\s+/g, " ").trim();
  const sign = language.includes("`") ? "~" : "`";
  const runs = Array.from(text.matchAll(sign === "~" ? /~+/g : /`+/g), ([run]) => run.length);
  const fence = sign.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return text === "" ? [fence + language, fence] : [fence + language, ...text.split("\n"), fence];
}

function listLines(list: ListBranch): string[] {
  const isTight = list.items.every((item, at) => isTightItem(item) && countsOn(list, at));
  const lines: string[] = [];
  for (const item of list.items) {
    if (lines.length > 0 && !isTight) lines.push("");
    for (const line of itemLines(list, item)) lines.push(line);
  }
  return lines;
}

const isTightItem = (item: ItemBranch): boolean =>
  inlineText(item.block.content) !== "" && item.children.every((child) => child.kind === "list");

function countsOn(list: ListBranch, at: number): boolean {
  const before = list.items[at - 1];
  return !list.ordered || before === undefined || list.items[at]?.number === before.number + 1;
}

function itemLines(list: ListBranch, item: ItemBranch): string[] {
  const marker = list.ordered ? markerOf(list.type, item.number, list.delimiter) : "-";
  return hanging(marker, marker.length + 1, item.block.content ?? [], item.children);
}

function noteLines(block: BlockJSON, children: readonly Branch[]): string[] {
  return hanging(`${noteReference(block.attrs.label)}:`, 4, block.content ?? [], children);
}

/** A marker, the words beside it, and the rest indented below. */
function hanging(
  marker: string,
  width: number,
  content: readonly InlineJSON[],
  children: readonly Branch[],
): string[] {
  const indent = " ".repeat(width);
  const words = inlineMarkdown(content, "block");
  const inner = words === "" ? [] : words.split("\n");
  const below = linesOf(children);
  const first = children[0];
  const joins = words === "" || (first?.kind === "list" && interruptsParagraph(first));
  if (below.length > 0 && !joins) inner.push("");
  if (words === "") inner.push("");
  for (const line of below) inner.push(line);
  return inner.map((line, at) => {
    if (at === 0) return line === "" ? marker : `${marker} ${line}`;
    return line === "" ? "" : indent + line;
  });
}

/** May the list stand right below the words of an item, without an empty line? */
function interruptsParagraph(list: ListBranch): boolean {
  const first = list.items[0];
  if (!first || inlineText(first.block.content) === "") return false;
  return !list.ordered || (list.type === "decimal" && first.number === 1);
}

function tableLines(table: TableJSON): string[] {
  const rows = (table.content ?? []).map((row) => row.content ?? []);
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const written = rows.map((row) => line(Array.from({ length: width }, (_, at) => cellMarkdown(row[at]))));
  const rule = line(Array.from({ length: width }, (_, at) => ruleOf(rows[0]?.[at])));
  return [...written.slice(0, 1), rule, ...written.slice(1)];
}

function ruleOf(cell: CellJSON | undefined): string {
  const align = cell?.attrs.align ?? "";
  return { "": "---", left: ":--", right: "--:", center: ":-:" }[align];
}

const cellMarkdown = (cell: CellJSON | undefined): string =>
  (cell?.content ?? [])
    .map((block) => inlineMarkdown(block.content ?? [], "cell"))
    .filter((words) => words !== "")
    .join("<br>");

function figureLines(figure: FigureJSON): string[] {
  const captions = (figure.content ?? [])
    .map((block) => inlineMarkdown(block.content ?? [], "block"))
    .filter((words) => words !== "");
  return [imageMarkdown(figure), ...captions].join("\\\n").split("\n");
}
