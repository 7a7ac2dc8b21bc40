// Marks overlap freely; HTML and Markdown nest. This turns marked pieces into properly nested openings and closings,
// with as few of them as it can: a mark that lasts longer opens first, a link stands outside of what ends within it.

import { sameMark } from "./blocks.ts";
import { type InlineJSON, type MarkJSON, markOrder } from "./types.ts";

export type MarkEvent =
  | { readonly kind: "open"; readonly mark: MarkJSON }
  | { readonly kind: "close"; readonly mark: MarkJSON }
  | { readonly kind: "node"; readonly node: InlineJSON };

/** The nodes with what opens and closes between them; `nested` says which marks are to be nested at all. */
export function nestMarks(
  content: readonly InlineJSON[],
  nested: (mark: MarkJSON) => boolean = () => true,
): readonly MarkEvent[] {
  const marksAt = content.map((node) => (node.marks ?? []).filter(nested));
  const has = (at: number, mark: MarkJSON): boolean =>
    marksAt[at]?.some((other) => sameMark(mark, other)) ?? false;
  const ends: number[][] = [];
  for (let at = content.length - 1; at >= 0; at -= 1) {
    ends[at] = (marksAt[at] ?? []).map((mark) => {
      const next = (marksAt[at + 1] ?? []).findIndex((other) => sameMark(mark, other));
      return next < 0 ? at + 1 : (ends[at + 1]?.[next] ?? at + 1);
    });
  }
  /** Where the mark, which is on the node at `at`, stops. */
  const endOf = (mark: MarkJSON, at: number): number =>
    ends[at]?.[(marksAt[at] ?? []).findIndex((other) => sameMark(mark, other))] ?? at;
  const events: MarkEvent[] = [];
  const open: MarkJSON[] = [];
  const closeDownTo = (depth: number): void => {
    while (open.length > depth) {
      const mark = open.pop();
      if (mark) events.push({ kind: "close", mark });
    }
  };
  content.forEach((node, at) => {
    const gone = open.findIndex((mark) => !has(at, mark));
    if (gone >= 0) closeDownTo(gone);
    const opening = (marksAt[at] ?? []).find(
      (mark) => mark.type === "link" && !open.some((other) => sameMark(mark, other)),
    );
    if (opening) {
      const linkEnd = endOf(opening, at);
      const shorter = open.findIndex((mark) => endOf(mark, at) < linkEnd);
      if (shorter >= 0) closeDownTo(shorter);
    }
    const missing = (marksAt[at] ?? [])
      .filter((mark) => !open.some((other) => sameMark(mark, other)))
      .map((mark) => ({ mark, end: endOf(mark, at) }))
      .toSorted((a, b) => b.end - a.end || markOrder.indexOf(a.mark.type) - markOrder.indexOf(b.mark.type));
    for (const { mark } of missing) {
      open.push(mark);
      events.push({ kind: "open", mark });
    }
    events.push({ kind: "node", node });
  });
  closeDownTo(0);
  return events;
}
