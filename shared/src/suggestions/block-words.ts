// A block's inline content as one string that offsets refer to, and changing that content by such offsets.
import type { BlockJSON, InlineJSON, MarkJSON } from "../text/types.ts";

/** Stands for an image in the words of a block; nobody may write it. */
export const imageUnit = "\uFFFC";

export const unitsOf = (node: InlineJSON): string =>
  node.type === "text" ? node.text : node.type === "break" ? "\n" : imageUnit;

/** The words of a block; every inline atom is one unit, so that an offset names one place. */
export const blockWords = (block: BlockJSON): string => (block.content ?? []).map(unitsOf).join("");

/**
 * The block with [from, to) replaced by plain words, which take the marks that both sides of the place share (or of
 * the words they replace). Line feeds become hard breaks. Offsets must lie within the block's words.
 */
export function replaceWords(block: BlockJSON, from: number, to: number, put: string): BlockJSON {
  const content = block.content ?? [];
  const pieces = [
    ...sliceInline(content, 0, from),
    ...inlineOf(put, marksAt(content, from, to)),
    ...sliceInline(content, to, Infinity),
  ];
  const joined = joinEqual(pieces);
  const { content: _old, ...bare } = block;
  return joined.length === 0 ? bare : { ...bare, content: joined };
}

export function sliceInline(content: readonly InlineJSON[], from: number, to: number): readonly InlineJSON[] {
  const out: InlineJSON[] = [];
  let at = 0;
  for (const node of content) {
    const length = unitsOf(node).length;
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, length);
    if (start < end) out.push(node.type === "text" ? { ...node, text: node.text.slice(start, end) } : node);
    at += length;
  }
  return out;
}

/** Plain words as inline content: line feeds are hard breaks. */
export function inlineOf(words: string, marks: readonly MarkJSON[]): readonly InlineJSON[] {
  const out: InlineJSON[] = [];
  words.split("\n").forEach((line, index) => {
    if (index > 0) out.push({ type: "break" });
    if (line !== "")
      out.push(marks.length === 0 ? { type: "text", text: line } : { type: "text", text: line, marks });
  });
  return out;
}

/** Marks that hold on the whole replaced range; for a pure insertion, on both neighbours. Links and notes never spread. */
function marksAt(content: readonly InlineJSON[], from: number, to: number): readonly MarkJSON[] {
  const around =
    from === to
      ? [...sliceInline(content, from - 1, from), ...sliceInline(content, to, to + 1)]
      : sliceInline(content, from, to);
  const [first, ...rest] = around;
  return (first?.marks ?? []).filter(
    (mark) =>
      (mark.type === "strong" || mark.type === "em" || mark.type === "code" || mark.type === "strike") &&
      rest.every((node) => node.marks?.some((other) => other.type === mark.type) ?? false),
  );
}

export function joinEqual(pieces: readonly InlineJSON[]): readonly InlineJSON[] {
  const out: InlineJSON[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (
      piece.type === "text" &&
      last?.type === "text" &&
      JSON.stringify(piece.marks ?? []) === JSON.stringify(last.marks ?? [])
    ) {
      out[out.length - 1] = { ...last, text: last.text + piece.text };
    } else out.push(piece);
  }
  return out;
}
