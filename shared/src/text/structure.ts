// The order of a text's larger parts: blocks, tables and figures of the document, rows of each table. What a suggestion
// puts in, takes out or moves whole is placed between two neighbours of this order.
import { blockWords } from "../suggestions/block-words.ts";
import { blocksOf } from "./blocks.ts";
import type { BlockJSON, DocJSON, RowJSON, TableJSON, TopJSON } from "./types.ts";

export type NodeJSON = TopJSON | RowJSON;

export interface Structure {
  /** Ids in order: of the document's nodes under "", of a table's rows under its id. */
  readonly order: ReadonlyMap<string, readonly string[]>;
  readonly nodes: ReadonlyMap<string, NodeJSON>;
  /** Where a node stands. */
  readonly places: ReadonlyMap<string, { readonly parent: string; readonly index: number }>;
}

export function structureOf(doc: DocJSON): Structure {
  const order = new Map<string, readonly string[]>();
  const nodes = new Map<string, NodeJSON>();
  const places = new Map<string, { parent: string; index: number }>();
  const add = (parent: string, children: readonly NodeJSON[]) => {
    order.set(
      parent,
      children.map(({ attrs }) => attrs.id),
    );
    children.forEach((node, index) => {
      nodes.set(node.attrs.id, node);
      places.set(node.attrs.id, { parent, index });
      if (node.type === "table") add(node.attrs.id, node.content ?? []);
    });
  };
  add("", doc.content ?? []);
  return { order, nodes, places };
}

/** The sibling after a node, "" for none; after "" the first. Undefined when the node is not there. */
export function siblingAfter({ order, places }: Structure, parent: string, id: string): string | undefined {
  const siblings = order.get(parent);
  if (siblings === undefined) return undefined;
  if (id === "") return siblings[0] ?? "";
  const place = places.get(id);
  return place?.parent === parent ? (siblings[place.index + 1] ?? "") : undefined;
}

/** Have two rows the same cells, with the same blocks in them? Then they differ in words only. */
export function sameCells(one: RowJSON, two: RowJSON): boolean {
  const [a, b] = [one.content ?? [], two.content ?? []];
  return (
    a.length === b.length &&
    a.every((cell, at) => {
      const other = b[at];
      if (other === undefined) return false;
      const { header, align } = cell.attrs;
      if (header !== other.attrs.header || align !== other.attrs.align) return false;
      const [own, others] = [cell.content ?? [], other.content ?? []];
      return own.length === others.length && own.every(({ attrs }, i) => attrs.id === others[i]?.attrs.id);
    })
  );
}

/** The table with other rows. */
export function withRows(table: TableJSON, rows: readonly RowJSON[]): TableJSON {
  const { content: _old, ...bare } = table;
  return rows.length === 0 ? bare : { ...bare, content: rows };
}

/** The indices of a longest run of rising numbers. */
export function risingRun(values: readonly number[]): ReadonlySet<number> {
  // Patience: `ends[n]` is where the best run of length n + 1 ends.
  const ends: number[] = [];
  const previous: number[] = [];
  values.forEach((value, index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  });
  const run = new Set<number>();
  for (let index = ends.at(-1) ?? -1; index !== -1; index = previous[index] ?? -1) run.add(index);
  return run;
}

/** The blocks of a block, figure or row; a table's are those of its rows. */
export function* blocksIn(node: NodeJSON): Generator<BlockJSON> {
  if (node.type === "row") for (const cell of node.content ?? []) yield* cell.content ?? [];
  else if (node.type !== "table") yield* blocksOf(node);
}

/** All blocks of a part, those of a table's rows too. */
export const allBlocksIn = (node: NodeJSON): readonly BlockJSON[] =>
  node.type === "row" ? [...blocksIn(node)] : [...blocksOf(node)];

/** The words of a part, blocks parted by line feeds. */
export const wordsOf = (node: NodeJSON): string => allBlocksIn(node).map(blockWords).join("\n");
