// Every block has an id of its own: the half of a split that keeps the text keeps it, what is new or pasted gets a
// fresh one. Rule L5. What arrives from others is left alone: whoever wrote it gives it its ids.
import { Fragment, type Node, Slice } from "prosemirror-model";
import { type EditorState, Plugin, type Transaction } from "prosemirror-state";
import { hasOwnEdits, type IsFromOthers } from "../own-edits.ts";

const idLength = 8;
const letters = "0123456789abcdefghijklmnopqrstuvwxyz";
/** Bytes from here on would make some letters likelier than others. */
const fairBytes = 256 - (256 % letters.length);

/** Eight characters of [0-9a-z], from the browser's cryptographic randomness. */
export function freshId(): string {
  let id = "";
  while (id.length < idLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(idLength * 2)))
      if (byte < fairBytes && id.length < idLength) id += letters[byte % letters.length];
  }
  return id;
}

export function blockIds(isFromOthers: IsFromOthers, newId = freshId): Plugin {
  return new Plugin({
    appendTransaction: (transactions, old, now) =>
      hasOwnEdits(transactions, isFromOthers) ? giveIds(transactions, old, now, newId) : null,
    props: {
      transformPasted: (slice) => new Slice(withoutIds(slice.content), slice.openStart, slice.openEnd),
    },
  });
}

function giveIds(
  transactions: readonly Transaction[],
  old: EditorState,
  now: EditorState,
  newId: () => string,
): Transaction | null {
  const places = new Map<string, number[]>();
  const nameless: number[] = [];
  now.doc.descendants((node, at) => {
    const id = idOf(node);
    if (id === "") nameless.push(at);
    else if (id !== undefined) places.set(id, [...(places.get(id) ?? []), at]);
    return !node.isTextblock;
  });
  const doubled = [...places].filter(([, at]) => at.length > 1);
  if (nameless.length === 0 && doubled.length === 0) return null;
  const rightful = doubled.length === 0 ? new Map<string, number>() : placesBefore(transactions, old);
  const renamed = doubled.flatMap(([id, at]) => {
    const kept = at.find((place) => place === rightful.get(id)) ?? at[0];
    return at.filter((place) => place !== kept);
  });
  const change = now.tr;
  for (const at of [...nameless, ...renamed]) {
    let id = newId();
    while (places.has(id)) id = newId();
    places.set(id, [at]);
    change.setNodeAttribute(at, "id", id);
  }
  return change;
}

/** Where each id stood, carried through the changes. */
function placesBefore(transactions: readonly Transaction[], old: EditorState): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  old.doc.descendants((node, at) => {
    const id = idOf(node);
    const place = transactions.reduce((where, transaction) => transaction.mapping.map(where, 1), at);
    if (id !== undefined && id !== "" && !places.has(id)) places.set(id, place);
    return !node.isTextblock;
  });
  return places;
}

const idOf = (node: Node): string | undefined => ("id" in node.attrs ? String(node.attrs["id"]) : undefined);

function withoutIds(content: Fragment): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    const attrs = "id" in node.attrs ? { ...node.attrs, id: "" } : node.attrs;
    nodes.push(node.isText ? node : node.type.create(attrs, withoutIds(node.content), node.marks));
  });
  return Fragment.from(nodes);
}
