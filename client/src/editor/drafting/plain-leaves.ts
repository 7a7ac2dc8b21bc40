// A line break or an image wears no marks: the room's document has no place for them, and the sheet must not show what
// the room does not say. Rule L10.
import { Plugin } from "prosemirror-state";
import { changedNodes, hasOwnEdits, type IsFromOthers } from "../own-edits.ts";

export const plainLeaves = (isFromOthers: IsFromOthers): Plugin =>
  new Plugin({
    appendTransaction: (transactions, old, { doc, tr }) => {
      if (!hasOwnEdits(transactions, isFromOthers)) return null;
      changedNodes(old.doc, doc, (node, at) => {
        if (node.isInline && !node.isText) for (const mark of node.marks) tr.removeNodeMark(at, mark);
      });
      return tr.docChanged ? tr : null;
    },
  });
