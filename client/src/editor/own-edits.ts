// What a person's own edits made, for the plugins that put it right. What the room brings is left alone: whoever wrote it has
// put it right already.
import type { Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";

/** The transaction brings what somebody else wrote. */
export type IsFromOthers = (transaction: Transaction) => boolean;

/** Something was written here among these transactions. */
export const hasOwnEdits = (transactions: readonly Transaction[], isFromOthers: IsFromOthers): boolean =>
  transactions.some((transaction) => transaction.docChanged && !isFromOthers(transaction));

/** Visits the nodes of `now` that are not as they were in `old`, with those around them; not the rest of a long text. */
export function changedNodes(old: Node, now: Node, visit: (node: Node, at: number) => void): void {
  const from = old.content.findDiffStart(now.content);
  const end = old.content.findDiffEnd(now.content);
  if (from !== null && end !== null) now.nodesBetween(from, Math.max(from, end.b), visit);
}
