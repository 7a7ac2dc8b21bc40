// Undoing brings words back between two neighbours that Yjs looks up in what was written since. Where a part was taken out
// and brought back before, the neighbour on the right can stand before the one on the left: then every copy of the room
// finds its own place for the words, and the copies differ for good. Such a pair is put right before the words go in.
// Rule L10. Made for yjs 13.6, whose `redoItem` chooses the neighbours.
import * as Y from "yjs";

const isGuarded = Symbol("undo keeps the order");

/** From now on undoing, in any document of this page, makes only what every copy orders alike. */
export function keepUndoInOrder(): void {
  const prototype = Y.Item.prototype as Y.Item & { [isGuarded]?: true };
  if (prototype[isGuarded] === true) return;
  prototype[isGuarded] = true;
  const integrate = prototype.integrate;
  prototype.integrate = function (transaction, offset) {
    const isUndone = transaction.local && transaction.origin instanceof Y.UndoManager;
    if (isUndone && this.parentSub === null && !standsAfter(this.left, this.right)) {
      this.right = this.left === null ? null : this.left.right;
      this.rightOrigin = this.right?.id ?? null;
    }
    integrate.call(this, transaction, offset);
  };
}

/** `right` is to the right of `left`; the ends of the list are beyond everything. */
function standsAfter(left: Y.Item | null, right: Y.Item | null): boolean {
  if (left === null || right === null) return true;
  for (let item = left.right; item !== null; item = item.right) if (item === right) return true;
  return false;
}
