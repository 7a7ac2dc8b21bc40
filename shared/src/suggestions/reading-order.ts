// The blocks and larger parts of a text: in which order they are read, and what stands in what.
import { blocksIn, type NodeJSON, type Structure } from "../text/structure.ts";
import type { BlockJSON } from "../text/types.ts";

/** The blocks that have no place of their own in the structure: those of a row or a caption. */
const blocksInside = (node: NodeJSON): readonly BlockJSON[] =>
  node.type === "row" || node.type === "figure" ? [...blocksIn(node)] : [];

/** Every block, table, row and figure with its number in reading order; what holds others comes before them. */
export function readingOrder({ nodes }: Structure): ReadonlyMap<string, number> {
  const rank = new Map<string, number>();
  for (const [id, node] of nodes) {
    rank.set(id, rank.size);
    for (const { attrs } of blocksInside(node)) rank.set(attrs.id, rank.size);
  }
  return rank;
}

/** Says for a block or part which parts it stands in that can be taken out whole, itself among them if it can. */
export function partsAroundIn({ nodes, places }: Structure): (id: string) => readonly string[] {
  let inside: Map<string, readonly string[]> | undefined;
  const find = () => {
    const around = new Map<string, readonly string[]>();
    for (const [id, node] of nodes) {
      const table = places.get(id)?.parent ?? "";
      const own = table === "" ? [id] : [id, table];
      around.set(id, own);
      for (const { attrs } of blocksInside(node)) around.set(attrs.id, own);
    }
    return around;
  };
  // Most are blocks of the document itself, which need no search.
  return (id) => (places.get(id)?.parent === "" ? [id] : ((inside ??= find()).get(id) ?? [id]));
}
