// The document that updates are tried on. It runs ahead of the database by what is being written; what was stored is
// kept as bytes beside it (stored-state.ts), from which it is made anew when a trial fails: an exception while an update
// is applied does not mean that nothing of it was. Rules L21, L24.
import * as Y from "yjs";
import { roomConflicts, roomText } from "@pliego/shared/live/rooms.ts";
import { checkPart, readText } from "@pliego/shared/text/ydoc.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";

export class Trial {
  #doc: Y.Doc;
  /** Parts of the text that were checked since they last changed. */
  #checked = new WeakSet<object>();
  // An update can set off a second transaction, in which Yjs tidies marks that say nothing any more.
  #touched: (readonly [Y.AbstractType<unknown>, ReadonlySet<string | null>])[] = [];
  #made: Uint8Array[] = [];
  #written: { readonly client: number; readonly from: number }[] = [];

  constructor(updates: readonly Uint8Array[]) {
    this.#doc = this.#from(updates);
  }

  /** Begins again from what is stored. */
  restore(updates: readonly Uint8Array[]): void {
    this.#doc.destroy();
    this.#checked = new WeakSet();
    this.#doc = this.#from(updates);
  }

  #from(updates: readonly Uint8Array[]): Y.Doc {
    const doc = new Y.Doc({ gc: false });
    for (const update of updates) Y.applyUpdate(doc, update);
    for (const part of doc.getXmlFragment(roomText).toArray()) this.#checked.add(part);
    doc.on("afterTransaction", ({ changed, beforeState, afterState }: Y.Transaction) => {
      for (const one of changed) this.#touched.push(one as never);
      for (const [client, clock] of afterState) {
        const from = beforeState.get(client) ?? 0;
        if (clock > from) this.#written.push({ client, from });
      }
    });
    doc.on("update", (update: Uint8Array) => void this.#made.push(update));
    return doc;
  }

  text(): DocJSON {
    return readText(this.#doc.getXmlFragment(roomText));
  }

  clockOf(client: number): number {
    return Y.getState(this.#doc.store, client);
  }

  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }

  vector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  /** What somebody lacks who has this much. */
  lackedBy(vector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc, vector);
  }

  /**
   * Takes what was admitted once back in, from the log. False when it rests on what is not here; with `strictly`, also
   * when it leaves what is no policy text; then `restore`.
   */
  takesBack(update: Uint8Array, strictly: boolean): boolean {
    this.#touched = [];
    try {
      if (!this.#takes(update)) return false;
      if (strictly) this.#checkTouched("log");
      return true;
    } catch {
      return false;
    }
  }

  #takes(update: Uint8Array): boolean {
    Y.applyUpdate(this.#doc, update);
    const { pendingStructs, pendingDs } = this.#doc.store;
    return pendingStructs === null && pendingDs === null;
  }

  get hasTidied(): boolean {
    return this.#made.length > 1;
  }

  /** The id under which the server writes here. */
  get client(): number {
    return this.#doc.clientID;
  }

  /**
   * Applies an update and answers what of it is new, in our own encoding; undefined when nothing is. False when it rests
   * on what is not here or leaves what is no policy text: then `restore`. Where Yjs tidied marks because of it, the
   * answer holds that too, and `hasTidied` is true: its writer does not have it.
   */
  admits(update: Uint8Array): Uint8Array | undefined | false {
    this.#touched = [];
    this.#made = [];
    this.#written = [];
    try {
      if (!this.#takes(update)) return false;
      this.#checkTouched("person");
      for (const { client, from } of this.#written) checkNeighbours(this.#doc.store, client, from);
      return this.#news();
    } catch {
      return false;
    }
  }

  /** The server's own edit; undefined when it changed nothing. Throws what `change` throws: then `restore`. */
  edit(change: (doc: Y.Doc) => void): Uint8Array | undefined {
    this.#made = [];
    this.#doc.transact(() => change(this.#doc));
    for (const part of this.#doc.getXmlFragment(roomText).toArray()) this.#checked.add(part);
    return this.#news();
  }

  #news(): Uint8Array | undefined {
    return this.#made.length > 1 ? Y.mergeUpdates(this.#made) : this.#made[0];
  }

  destroy(): void {
    this.#doc.destroy();
  }

  #checkTouched(from: "person" | "log"): void {
    const text = this.#doc.getXmlFragment(roomText);
    const conflicts = this.#doc.getMap(roomConflicts);
    if (this.#doc.share.size > 2) throw new RangeError("another root");
    for (const [type, keys] of this.#touched) {
      // Somebody may put a conflict away; only the server writes one.
      if (type === (conflicts as never)) {
        if (from === "log") continue;
        for (const key of keys) if (conflicts.has(String(key))) throw new RangeError("not theirs to write");
      } else if (type !== (text as never)) this.#checked.delete(partOf(type, text));
    }
    for (const part of text.toArray()) {
      if (this.#checked.has(part)) continue;
      checkPart(part);
      this.#checked.add(part);
    }
  }
}

/** Steps that looking for neighbours may take in one update; honest ones stand next to each other. */
const mostSteps = 20_000_000;

/**
 * What was put between two neighbours must have been between them: the left one before the right one, in one part. Else
 * its place depends on the order in which updates arrive, and no two copies of the room need agree. Throws RangeError.
 */
function checkNeighbours(store: Y.Doc["store"], client: number, from: number): void {
  const structs = store.clients.get(client) ?? [];
  let steps = 0;
  for (let at = Y.findIndexSS(structs as never, from); at < structs.length; at += 1) {
    const item = structs[at];
    if (!(item instanceof Y.Item) || item.origin === null || item.rightOrigin === null) continue;
    const left = itemOf(store, item.origin);
    const right = itemOf(store, item.rightOrigin);
    if (left.parent !== right.parent || left.parentSub !== right.parentSub)
      throw new RangeError("neighbours in different parts");
    if (left === right) {
      if (item.origin.clock >= item.rightOrigin.clock) throw new RangeError("neighbours the wrong way round");
      continue;
    }
    for (let next = left.right; next !== right; next = next.right) {
      steps += 1;
      if (next === null || steps > mostSteps) throw new RangeError("neighbours the wrong way round");
    }
  }
}

function itemOf(store: Y.Doc["store"], id: Y.ID): Y.Item {
  const item = Y.getItem(store, id);
  if (item instanceof Y.Item) return item;
  throw new RangeError("a neighbour that was forgotten");
}

/** The child of the text that a type lies in; the type itself when it was taken out. */
function partOf(type: Y.AbstractType<unknown>, text: Y.XmlFragment): object {
  let part = type;
  while (part.parent !== null && part.parent !== (text as never)) part = part.parent as never;
  return part;
}
