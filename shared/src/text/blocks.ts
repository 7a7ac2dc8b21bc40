// How to walk a text and read its words. Works on the JSON form, without any library.

import {
  type BlockAttrs,
  type BlockJSON,
  type BlockKind,
  type DocJSON,
  type InlineJSON,
  type MarkJSON,
  type MarkName,
  markOrder,
  type TopJSON,
} from "./types.ts";

const headingKinds: ReadonlySet<BlockKind> = new Set<BlockKind>(["title", "chapter", "article", "heading"]);

/** Is this a kind whose `level` is the depth of a heading? */
export const isHeading = (kind: BlockKind): boolean => headingKinds.has(kind);

/** A block with every attribute given: what is left out is that of a plain paragraph. */
export function makeBlock(
  attrs: { readonly id: string } & Partial<BlockAttrs>,
  content: readonly InlineJSON[] = [],
): BlockJSON {
  const full: BlockAttrs = {
    kind: "paragraph",
    level: 0,
    list: "none",
    start: 0,
    delimiter: ".",
    quote: 0,
    label: "",
    ...attrs,
  };
  return content.length === 0 ? { type: "block", attrs: full } : { type: "block", attrs: full, content };
}

/** All blocks of a text in reading order, those in tables and captions too. */
export function* eachBlock(doc: DocJSON): Generator<BlockJSON> {
  for (const node of doc.content ?? []) yield* blocksOf(node);
}

/** The blocks of one block, table or figure. */
export function* blocksOf(node: TopJSON): Generator<BlockJSON> {
  if (node.type === "block") yield node;
  else if (node.type === "figure") yield* node.content ?? [];
  else for (const row of node.content ?? []) for (const cell of row.content ?? []) yield* cell.content ?? [];
}

/** The words of inline content; a hard break is a line feed, an image has no words. */
export function inlineText(content: readonly InlineJSON[] | undefined): string {
  let text = "";
  for (const node of content ?? []) {
    if (node.type === "text") text += node.text;
    else if (node.type === "break") text += "\n";
  }
  return text;
}

/** Text on one line: what parts lines, and the blanks around it, becomes one space. */
export const oneLine = (text: string): string =>
  text.includes("\n")
    ? text
        .split("\n")
        .map((line) => line.trim())
        .join(" ")
    : text;

/** The words of one block, without its marker. */
export const blockText = (block: BlockJSON): string => inlineText(block.content);

/** The words of the whole text, one block to a line, without markers. */
export function plainText(doc: DocJSON): string {
  const lines: string[] = [];
  for (const block of eachBlock(doc)) lines.push(blockText(block));
  return lines.join("\n");
}

export const hasMark = (node: InlineJSON, name: MarkName): boolean =>
  node.marks?.some((mark) => mark.type === name) ?? false;

export function sameMark(a: MarkJSON, b: MarkJSON): boolean {
  if (a.type === "link" && b.type === "link")
    return a.attrs.href === b.attrs.href && a.attrs.title === b.attrs.title;
  if (a.type === "footnote" && b.type === "footnote") return a.attrs.note === b.attrs.note;
  return a.type === b.type;
}

export function sameMarks(a: readonly MarkJSON[] = [], b: readonly MarkJSON[] = []): boolean {
  return (
    a.length === b.length &&
    a.every((mark, at) => {
      const other = b[at];
      return other !== undefined && sameMark(mark, other);
    })
  );
}

export const sortMarks = (marks: readonly MarkJSON[]): readonly MarkJSON[] =>
  marks.toSorted((a, b) => markOrder.indexOf(a.type) - markOrder.indexOf(b.type));

export function withMarks<Node extends InlineJSON>(node: Node, marks: readonly MarkJSON[]): Node {
  const { marks: _old, ...bare } = node;
  return (marks.length === 0 ? bare : { ...bare, marks: sortMarks(marks) }) as Node;
}

/**
 * Inline content in its one normal form: neighbours with equal marks are one piece, no empty pieces, no white
 * space at the ends or around hard breaks, no hard break at the ends, no marks on a hard break. White space
 * in code stays.
 */
export function tidyInline(content: readonly InlineJSON[]): readonly InlineJSON[] {
  const out: InlineJSON[] = [];
  for (const node of content) {
    if (node.type === "break") {
      trimEnd(out);
      if (out.length > 0) out.push({ type: "break" });
      continue;
    }
    const ordered = withMarks(node, node.marks ?? []);
    if (ordered.type === "image") {
      out.push(ordered);
      continue;
    }
    const last = out.at(-1);
    const atStart = last === undefined || last.type === "break";
    const text = atStart && !hasMark(ordered, "code") ? ordered.text.trimStart() : ordered.text;
    if (text === "") continue;
    if (last?.type === "text" && sameMarks(last.marks, ordered.marks))
      out[out.length - 1] = { ...last, text: last.text + text };
    else out.push({ ...ordered, text });
  }
  do trimEnd(out);
  while (out.at(-1)?.type === "break" && out.pop());
  return out;
}

function trimEnd(out: InlineJSON[]): void {
  for (;;) {
    const last = out.at(-1);
    if (last?.type !== "text" || hasMark(last, "code")) return;
    const text = last.text.trimEnd();
    if (text === last.text) return;
    out.pop();
    if (text !== "") {
      out.push({ ...last, text });
      return;
    }
  }
}
