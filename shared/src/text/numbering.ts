// The numbers that people cite: the marker before an item and the running number of a paragraph. Derived, never kept.

import { arrange, listsOf } from "./arrange.ts";
import { markerOf } from "./markers.ts";
import type { BlockJSON, DocJSON } from "./types.ts";

export interface BlockNumber {
  /** What stands before the block: "4.", "b)", "IV."; "" for bullets and for all that is no item. */
  readonly marker: string;
  /** Its place among the paragraphs and items outside tables, from 1; 0 for all other blocks. */
  readonly paragraph: number;
  /** The value of the marker (4, 2, 4); 0 when there is none. */
  readonly number: number;
}

const isCited = (block: BlockJSON): boolean =>
  block.attrs.kind === "paragraph" || block.attrs.kind === "item";

/**
 * Marker and paragraph number of every block outside tables and figures. An item written with the same number as the
 * one before it ("1. 1. 1.") counts on, as Markdown means it; every other number is shown as written.
 */
export function numbering(doc: DocJSON): ReadonlyMap<string, BlockNumber> {
  const shown = new Map<string, number>();
  for (const list of listsOf(arrange(doc))) {
    if (!list.ordered) continue;
    let writtenBefore = 0;
    let shownBefore = 0;
    for (const { block, number } of list.items) {
      const countsOn = number === writtenBefore || number === writtenBefore + 1;
      shownBefore = shownBefore > 0 && countsOn ? shownBefore + 1 : number;
      writtenBefore = number;
      shown.set(block.attrs.id, shownBefore);
    }
  }
  const numbers = new Map<string, BlockNumber>();
  let paragraph = 0;
  for (const block of doc.content ?? []) {
    if (block.type !== "block") continue;
    const number = shown.get(block.attrs.id) ?? 0;
    const marker = number > 0 ? markerOf(block.attrs.list, number, block.attrs.delimiter) : "";
    if (isCited(block)) paragraph += 1;
    numbers.set(block.attrs.id, { marker, paragraph: isCited(block) ? paragraph : 0, number });
  }
  return numbers;
}
