// Ways to see the stored keys: a snapshot, the newest state inside a commit, and an overlay of writes that are
// not yet committed. Everything above this file reads and writes through these interfaces only.
import type { Database, Transaction } from "lmdb";
import { must } from "./errors.ts";
import { afterPrefix } from "./key-encoding.ts";
import { Tallies, type Tally } from "./tallies.ts";

/** The longest key that LMDB takes with pages of 4 kB. */
export const MAX_KEY_BYTES = 1978;

export type Entry = readonly [key: Buffer, value: Buffer];

export interface View {
  get(key: Buffer): Buffer | undefined;
  /** The entries with low <= key < high, in key order or reversed. */
  range(low: Buffer, high: Buffer, reverse?: boolean): Iterable<Entry>;
}

export interface WritableView extends View {
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
  /** Counts documents that came or went in a collection, and their bytes. */
  tally(collection: number, change: Tally): void;
}

/** What a view's writes are handed to. */
export type WriteTarget = Pick<WritableView, "put" | "remove" | "tally">;

/** The database as the current LMDB write transaction sees it, or a read snapshot when one is given. */
export function databaseView(database: Database<Buffer, Buffer>, transaction?: Transaction): View {
  const options = transaction === undefined ? {} : { transaction };
  return {
    // No stored key is longer; a query may still ask for one.
    get: (key) => (key.length > MAX_KEY_BYTES ? undefined : database.get(key, options)),
    *range(from, to, reverse = false) {
      // Cut to a shorter bound, a range only grows; whoever reads it tests what it finds.
      const low = from.subarray(0, MAX_KEY_BYTES);
      const high =
        to.length > MAX_KEY_BYTES ? must(afterPrefix(to.subarray(0, MAX_KEY_BYTES)), "keys start low") : to;
      const bounds = reverse
        ? { start: high, end: low, reverse, exclusiveStart: true, inclusiveEnd: true }
        : { start: low, end: high };
      for (const { key, value } of database.getRange({ ...bounds, ...options })) yield [key, value];
    },
  };
}

/** A view that reads each key of one kind once; `forget` when one of them has been written below it. */
export function readingOnce(view: View, kind: number): View & { readonly forget: () => void } {
  const held = new Map<string, Buffer>();
  return {
    get: (key) => {
      if (key[0] !== kind) return view.get(key);
      const id = key.toString("latin1");
      const value = held.get(id) ?? view.get(key);
      if (value !== undefined) held.set(id, value);
      return value;
    },
    range: (low, high, reverse) => view.range(low, high, reverse),
    forget: () => held.clear(),
  };
}

interface Write {
  readonly key: Buffer;
  /** Undefined when removed. */
  readonly after: Buffer | undefined;
}

/** Writes held in memory above a base; reads see them. Nothing reaches the base before someone applies them. */
export class Overlay implements WritableView {
  readonly #base: View;
  readonly #writes = new Map<string, Write>();
  #tallies: Tallies | undefined;
  /** The keys written, in order; undefined until someone asks for a range. */
  #order: string[] | undefined;

  constructor(base: View) {
    this.#base = base;
  }

  /** Has anything been written? */
  get isChanged(): boolean {
    return this.#writes.size > 0;
  }

  /** The keys written, as Latin-1 strings. */
  keys(): Iterable<string> {
    return this.#writes.keys();
  }

  get(key: Buffer): Buffer | undefined {
    if (this.#writes.size === 0) return this.#base.get(key);
    const write = this.#writes.get(key.toString("latin1"));
    return write === undefined ? this.#base.get(key) : write.after;
  }

  put(key: Buffer, value: Buffer): void {
    this.#write(key, value);
  }

  remove(key: Buffer): void {
    this.#write(key, undefined);
  }

  tally(collection: number, change: Tally): void {
    this.#tallies ??= new Tallies();
    this.#tallies.add(collection, change);
  }

  #write(key: Buffer, after: Buffer | undefined): void {
    const id = key.toString("latin1");
    this.#writes.set(id, { key, after });
    this.#order = undefined;
  }

  /** Hands every write to the target, in no particular order. */
  applyTo(target: WriteTarget): void {
    for (const { key, after } of this.#writes.values()) {
      if (after !== undefined) target.put(key, after);
      else target.remove(key);
    }
    for (const [collection, change] of this.#tallies?.changes() ?? []) target.tally(collection, change);
  }

  *range(low: Buffer, high: Buffer, reverse = false): Iterable<Entry> {
    if (this.#writes.size === 0) {
      yield* this.#base.range(low, high, reverse);
      return;
    }
    const own = this.#ownBetween(low, high);
    if (reverse) own.reverse();
    const turn = reverse ? -1 : 1;
    let next = 0;
    for (const entry of this.#base.range(low, high, reverse)) {
      let write = own[next];
      while (write !== undefined && Buffer.compare(write.key, entry[0]) * turn < 0) {
        if (write.after !== undefined) yield [write.key, write.after];
        write = own[++next];
      }
      if (write === undefined || !write.key.equals(entry[0])) yield entry;
      else {
        if (write.after !== undefined) yield [write.key, write.after];
        next += 1;
      }
    }
    for (const write of own.slice(next)) if (write.after !== undefined) yield [write.key, write.after];
  }

  #ownBetween(low: Buffer, high: Buffer): Write[] {
    // Latin-1 strings compare by code unit, that is, byte by byte.
    this.#order ??= [...this.#writes.keys()].sort((a, b) => (a < b ? -1 : 1));
    const from = positionIn(this.#order, low.toString("latin1"));
    const to = positionIn(this.#order, high.toString("latin1"));
    return this.#order.slice(from, to).map((id) => this.#writes.get(id) as Write);
  }
}

/** Where in the order this key is, or would be. */
function positionIn(order: readonly string[], id: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((order[middle] as string) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
