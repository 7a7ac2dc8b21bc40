// A line break or an image wears no marks: the room's document has no place for them, and the sheet must not show what
// the room does not say. Rule L10.
import { Plugin, type Transaction } from "prosemirror-state";

export const plainLeaves = (isFromOthers: (transaction: Transaction) => boolean): Plugin =>
  new Plugin({
    appendTransaction: (transactions, _old, { doc, tr }) => {
      if (!transactions.some((transaction) => transaction.docChanged && !isFromOthers(transaction)))
        return null;
      doc.descendants((node, at) => {
        if (node.isInline && !node.isText) for (const mark of node.marks) tr.removeNodeMark(at, mark);
      });
      return tr.docChanged ? tr : null;
    },
  });
