// Two people who type at the same place: each one's cursor stays behind her own last letter, so that their letters do not mix.
// The stock binding keeps it before the letter that follows, and the next letter then goes in behind the other's.
// Rule L56. Made for y-prosemirror 1.3.7, whose binding remembers the selection around each transaction.
import * as Y from "yjs";

export interface RememberedSelection {
  readonly type: string;
  readonly anchor: Y.RelativePosition | null;
  readonly head: Y.RelativePosition | null;
}

interface Remembering {
  beforeTransactionSelection: RememberedSelection | null;
}

/** From now on the binding puts the cursor back behind the letter it stood behind; a selection of words stays as it is. */
export function keepOwnPlace(room: Y.Doc, binding: Remembering): void {
  room.on("beforeAllTransactions", () => {
    const selection = binding.beforeTransactionSelection;
    if (selection?.type !== "text" || !Y.compareRelativePositions(selection.anchor, selection.head)) return;
    const place = behind(room, selection.head);
    binding.beforeTransactionSelection = { ...selection, anchor: place, head: place };
  });
}

function behind(room: Y.Doc, place: Y.RelativePosition | null): Y.RelativePosition | null {
  const found = place === null ? null : Y.createAbsolutePositionFromRelativePosition(place, room);
  return found?.type instanceof Y.XmlText
    ? Y.createRelativePositionFromTypeIndex(found.type, found.index, -1)
    : place;
}
