// When many readers are told of updates: at once while they are few, or after a pause; else at most so often, sooner when
// enough has gathered, later the more it costs to tell them.

const fewReaders = 30;
const longestGatherMs = 200;
const shortestGatherMs = 100;
const enoughUpdates = 4;
const gatherPerCost = 2;
const portionOfReaders = 1_000;

export class Gathering<Reader> {
  readonly #readers: () => readonly Reader[];
  readonly #send: (reader: Reader, frame: Buffer) => void;
  readonly #frameOf: (updates: readonly Uint8Array[]) => Buffer;
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
  ) {
    this.#readers = readers;
    this.#send = send;
    this.#frameOf = frameOf;
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
    if (this.#timer !== undefined && this.#updates.length !== enoughUpdates) return;
    clearTimeout(this.#timer);
    const waitMs = this.#toldAt + this.#gatherMs() - performance.now();
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, waitMs));
  }

  #gatherMs(): number {
    if (this.#count <= fewReaders) return 0;
    if (this.#updates.length < enoughUpdates) return longestGatherMs;
    return Math.min(longestGatherMs, Math.max(shortestGatherMs, gatherPerCost * this.#costMs));
  }

  /** Many are told in portions, so that writers need not wait until all readers are told. */
  #tell(): void {
    this.#timer = undefined;
    this.#isTelling = true;
    this.#toldAt = performance.now();
    const frame = this.#frameOf(this.#updates);
    this.#updates = [];
    const readers = this.#readers();
    let costMs = 0;
    const portion = (from: number) => {
      const begin = performance.now();
      for (const reader of readers.slice(from, from + portionOfReaders)) this.#send(reader, frame);
      costMs += performance.now() - begin;
      if (from + portionOfReaders < readers.length) {
        setImmediate(portion, from + portionOfReaders);
        return;
      }
      this.#costMs = costMs;
      this.#isTelling = false;
      if (this.#updates.length > 0) this.#tellSoon();
    };
    portion(0);
  }
}
