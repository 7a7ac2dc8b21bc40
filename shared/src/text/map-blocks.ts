// A text with some of its blocks exchanged, wherever they stand.
import type { BlockJSON, DocJSON, TopJSON } from "./types.ts";

/** The text with every block replaced by what `change` gives for it; untouched parts stay the same objects. */
export function mapBlocks(doc: DocJSON, change: (block: BlockJSON) => BlockJSON): DocJSON {
  return doc.content === undefined
    ? doc
    : { ...doc, content: mapped(doc.content, (node) => mapTop(node, change)) };
}

function mapTop(node: TopJSON, change: (block: BlockJSON) => BlockJSON): TopJSON {
  if (node.type === "block") return change(node);
  if (node.content === undefined) return node;
  if (node.type === "figure") return withContent(node, mapped(node.content, change));
  return withContent(
    node,
    mapped(node.content, (row) =>
      row.content === undefined
        ? row
        : withContent(
            row,
            mapped(row.content, (cell) =>
              cell.content === undefined ? cell : withContent(cell, mapped(cell.content, change)),
            ),
          ),
    ),
  );
}

const withContent = <Node extends { readonly content?: unknown }>(
  node: Node,
  content: Node["content"],
): Node => (content === node.content ? node : { ...node, content });

function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const next = items.map(change);
  return next.every((item, index) => item === items[index]) ? items : next;
}
