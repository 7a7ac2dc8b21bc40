// When many readers are told of updates: at once while they are few, or after a pause; else so seldom that telling takes
// a small part of the time, and more often when several updates wait.
import { guarded } from "../platform/guarded.ts";

const fewReaders = 30;
const severalUpdates = 3;
/** How many times the cost of telling all passes between two tellings, and at most how long. */
const usual = { timesCost: 8, mostMs: 350 };
const hurried = { timesCost: 2, mostMs: 150 };
const leastMs = 20;
const portionOfReaders = 1_000;

export class Gathering<Reader> {
  readonly #readers: () => readonly Reader[];
  readonly #send: (reader: Reader, frame: Buffer) => void;
  readonly #frameOf: (updates: readonly Uint8Array[]) => Buffer;
  readonly #failed: (error: unknown) => void;
  #updates: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isTelling = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  #costMs = 0;
  #count = 0;

  /** `frameOf` makes the one message that brings several updates; it is made once for all readers. */
  constructor(
    readers: () => readonly Reader[],
    send: (reader: Reader, frame: Buffer) => void,
    frameOf: (updates: readonly Uint8Array[]) => Buffer,
    failed: (error: unknown) => void,
  ) {
    this.#readers = readers;
    // One that cannot be told must not keep the others from it.
    this.#send = guarded(send, failed);
    this.#frameOf = frameOf;
    this.#failed = failed;
  }

  /** `count`: how many readers there are now. */
  add(update: Uint8Array, count: number): void {
    this.#updates.push(update);
    this.#count = count;
    this.#tellSoon();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#updates = [];
  }

  #tellSoon(): void {
    if (this.#isTelling) return;
    if (this.#timer !== undefined && this.#updates.length !== severalUpdates) return;
    clearTimeout(this.#timer);
    const waitMs = this.#toldAt + this.#gatherMs() - performance.now();
    this.#timer = setTimeout(
      guarded(() => this.#tell(), this.#failed),
      Math.max(0, waitMs),
    );
  }

  #gatherMs(): number {
    if (this.#count <= fewReaders) return 0;
    const { timesCost, mostMs } = this.#updates.length < severalUpdates ? usual : hurried;
    return Math.min(mostMs, Math.max(leastMs, timesCost * this.#costMs));
  }

  /** Many are told in portions, so that writers need not wait until all readers are told. */
  #tell(): void {
    this.#timer = undefined;
    this.#toldAt = performance.now();
    const updates = this.#updates;
    this.#updates = [];
    const frame = this.#frameOf(updates);
    this.#isTelling = true;
    const readers = this.#readers();
    let costMs = 0;
    const portion = (from: number) => {
      const begin = performance.now();
      for (const reader of readers.slice(from, from + portionOfReaders)) this.#send(reader, frame);
      costMs += performance.now() - begin;
      if (from + portionOfReaders < readers.length) {
        setImmediate(guarded(portion, this.#failed), from + portionOfReaders);
        return;
      }
      this.#costMs = costMs;
      this.#isTelling = false;
      if (this.#updates.length > 0) this.#tellSoon();
    };
    portion(0);
  }
}
