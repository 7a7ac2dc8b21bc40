// What a transaction has read, so that at its commit it can be told whether that is still so: single keys, and ranges
// as far as they were read. Keys are held as Latin-1 strings, which compare like the bytes.
import type { Entry, View } from "./views.ts";

/** More single keys than this are kept as the whole ranges they stand in: more conflicts, but bounded memory. */
const MAX_POINTS = 20_000;
/** Bytes by which all keys of one collection or one index begin alike. */
const PREFIX_BYTES = 5;

interface Range {
  readonly low: string;
  /** The first key after the range. */
  readonly high: string;
}

export class ReadSet {
  readonly #points = new Set<string>();
  #ranges: Range[] = [];
  #isMerged = true;

  addPoint(key: Buffer): void {
    this.#points.add(key.toString("latin1"));
    if (this.#points.size > MAX_POINTS) this.#coarsen();
  }

  addRange(low: string, high: string): void {
    if (low >= high) return;
    this.#ranges.push({ low, high });
    this.#isMerged = false;
  }

  /** Was this key, there or not, among what was read? */
  has(key: string): boolean {
    return this.#points.has(key) || this.#isInRange(key);
  }

  #isInRange(key: string): boolean {
    if (!this.#isMerged) this.#merge();
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle] as Range).low <= key) low = middle + 1;
      else high = middle;
    }
    const before = this.#ranges[low - 1];
    return before !== undefined && key < before.high;
  }

  #merge(): void {
    const merged: { low: string; high: string }[] = [];
    for (const range of this.#ranges.toSorted((a, b) => (a.low < b.low ? -1 : 1))) {
      const last = merged.at(-1);
      if (last === undefined || range.low > last.high) merged.push({ ...range });
      else if (range.high > last.high) last.high = range.high;
    }
    this.#ranges = merged;
    this.#isMerged = true;
  }

  #coarsen(): void {
    for (const prefix of new Set([...this.#points].map((key) => key.slice(0, PREFIX_BYTES))))
      this.addRange(prefix, `${prefix}\u00ff\u00ff`);
    this.#points.clear();
  }
}

/** A view that notes in `reads` what is read through it. */
export function noted(view: View, reads: ReadSet): View {
  return {
    get: (key) => {
      reads.addPoint(key);
      return view.get(key);
    },
    *range(low, high, reverse = false): Generator<Entry, void, void> {
      const [first, end] = [low.toString("latin1"), high.toString("latin1")];
      let last: string | undefined;
      let isWhole = false;
      try {
        for (const entry of view.range(low, high, reverse)) {
          last = entry[0].toString("latin1");
          yield entry;
        }
        isWhole = true;
      } finally {
        if (isWhole) reads.addRange(first, end);
        // Nothing comes between a key and the same with a zero byte after it.
        else if (last !== undefined) reads.addRange(reverse ? last : first, reverse ? end : `${last}\0`);
      }
    },
  };
}
