// Open cursors: what a find or aggregate has still to answer. A cursor outside a transaction reads from the
// snapshot of its first batch; it is given back when the cursor ends, is killed or is left alone too long.
import { setImmediate as nextTurn } from "node:timers/promises";
import { Long, type Timestamp } from "bson";
import { StoreError } from "./errors.ts";
import { PAUSE, type Paced, within } from "./pace.ts";

/** As in MongoDB: an idle cursor lives ten minutes. */
const IDLE_MS = 10 * 60 * 1000;
const FIRST_BATCH = 101;
/** A batch stays under one document's size, so that the answer stays under a message's. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** Documents for a cursor, and how they are wanted. */
export interface Results {
  readonly namespace: string;
  readonly documents: Paced<Buffer>;
  /** Documents of the first batch; undefined for the usual number. */
  readonly batchSize: number | undefined;
  /** One batch and no more. */
  readonly single: boolean;
}

/** Open cursors at the same time; each holds one reader of LMDB. One more ends the one that has been idle for longest. */
const MAX_OPEN = 1000;

interface Cursor {
  readonly namespace: string;
  readonly documents: Iterator<Buffer | typeof PAUSE>;
  /** Read ahead: the document that did not fit, or that told whether there is more. */
  next: IteratorResult<Buffer>;
  readonly release: () => void;
  /** Milliseconds of work left; 0 for no limit. */
  limitMs: number;
  /** A batch is being taken: it is released when that is over. */
  isBusy: boolean;
  isKilled: boolean;
  usedAt: number;
}

/** One batch as a command answers it; the documents are BSON already. */
export interface Batch {
  readonly field: "firstBatch" | "nextBatch";
  readonly id: Long;
  readonly namespace: string;
  readonly documents: readonly Buffer[];
  readonly atClusterTime?: Timestamp | undefined;
}

/** Every open cursor of the store. */
export class Cursors {
  readonly #open = new Map<string, Cursor>();
  #lastId = 0;

  /**
   * Answers the first batch and keeps the rest; `release` runs once, when the cursor is over. Its work in all may
   * take `limitMs` (0 is no limit); `isWanted` says whether anyone still waits for it.
   */
  async start(
    results: Results,
    limitMs: number,
    isWanted: () => boolean,
    release: () => void,
  ): Promise<Batch> {
    const { namespace, documents, batchSize, single } = results;
    const iterator = documents[Symbol.iterator]();
    let isReleased = false;
    const cursor: Cursor = {
      namespace,
      documents: iterator,
      next: { done: false, value: Buffer.alloc(0) },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        iterator.return?.();
        release();
      },
      limitMs,
      isBusy: false,
      isKilled: false,
      usedAt: Date.now(),
    };
    try {
      const batch = await take(cursor, batchSize ?? FIRST_BATCH, isWanted, true);
      if (cursor.next.done === true || single) {
        cursor.release();
        return { field: "firstBatch", id: Long.ZERO, namespace, documents: batch };
      }
      this.#lastId += 1;
      // Far from small numbers, so that a cursor of an earlier run is not mistaken for this one.
      const id = Long.fromBigInt(
        ((BigInt(process.hrtime.bigint()) << 16n) % (1n << 62n)) + BigInt(this.#lastId),
      );
      if (this.#open.size >= MAX_OPEN) this.#endIdlest();
      this.#open.set(id.toString(), cursor);
      return { field: "firstBatch", id, namespace, documents: batch };
    } catch (error) {
      cursor.release();
      throw error;
    }
  }

  /** The next batch; refuses an unknown cursor, or one that is being read already, with 43. */
  async more(id: Long, namespace: string, size: number | undefined, isWanted: () => boolean): Promise<Batch> {
    const cursor = this.#open.get(id.toString());
    if (cursor === undefined || cursor.namespace !== namespace || cursor.isBusy)
      throw new StoreError(43, `cursor id ${id} not found`);
    try {
      const documents = await take(
        cursor,
        size === undefined || size === 0 ? Infinity : size,
        isWanted,
        false,
      );
      if (cursor.next.done !== true) return { field: "nextBatch", id, namespace, documents };
      this.kill(id);
      return { field: "nextBatch", id: Long.ZERO, namespace, documents };
    } catch (error) {
      this.kill(id);
      throw error;
    }
  }

  #endIdlest(): void {
    let idlest: readonly [string, Cursor] | undefined;
    for (const one of this.#open)
      if (!one[1].isBusy && one[1].usedAt < (idlest?.[1].usedAt ?? Infinity)) idlest = one;
    if (idlest !== undefined) this.kill(Long.fromString(idlest[0]));
  }

  /** Ends a cursor; answers whether there was one. */
  kill(id: Long): boolean {
    const cursor = this.#open.get(id.toString());
    if (cursor !== undefined) {
      cursor.isKilled = true;
      if (!cursor.isBusy) cursor.release();
    }
    return this.#open.delete(id.toString());
  }

  /** Ends the cursors that nobody has asked for a while. */
  sweep(now: number): void {
    for (const [id, cursor] of this.#open)
      if (!cursor.isBusy && now - cursor.usedAt > IDLE_MS) this.kill(Long.fromString(id));
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.kill(Long.fromString(id));
  }
}

async function take(
  cursor: Cursor,
  size: number,
  isWanted: () => boolean,
  isFirst: boolean,
): Promise<Buffer[]> {
  const documents: Buffer[] = [];
  let bytes = 0;
  const began = performance.now();
  const mayGoOn = within(cursor.limitMs);
  cursor.isBusy = true;
  try {
    for (let isAhead = !isFirst; ;) {
      if (!isAhead) {
        const next = cursor.documents.next();
        if (next.value === PAUSE) {
          await nextTurn();
          mayGoOn();
          if (cursor.isKilled || !isWanted()) throw new StoreError(237, "the cursor was killed");
          continue;
        }
        cursor.next = next as IteratorResult<Buffer>;
      }
      if (cursor.next.done === true || documents.length >= size) return documents;
      bytes += cursor.next.value.length;
      if (documents.length > 0 && bytes > BATCH_BYTES) return documents;
      documents.push(cursor.next.value);
      isAhead = false;
    }
  } finally {
    cursor.isBusy = false;
    cursor.usedAt = Date.now();
    if (cursor.limitMs > 0) cursor.limitMs = Math.max(1, cursor.limitMs - (performance.now() - began));
    if (cursor.isKilled) cursor.release();
  }
}
