// Open cursors: what a find or aggregate has still to answer. A cursor outside a transaction reads from the
// snapshot of its first batch; it is given back when the cursor ends, is killed or is left alone too long.
import { Long } from "bson";
import { StoreError } from "./errors.ts";

/** As in MongoDB: an idle cursor lives ten minutes. */
const IDLE_MS = 10 * 60 * 1000;
const FIRST_BATCH = 101;
/** A batch stays under one document's size, so that the answer stays under a message's. */
const BATCH_BYTES = 16 * 1024 * 1024;

interface Cursor {
  readonly namespace: string;
  readonly documents: Iterator<Buffer>;
  /** Read ahead: the document that did not fit, or that told whether there is more. */
  next: IteratorResult<Buffer>;
  readonly release: () => void;
  usedAt: number;
}

/** One batch as a command answers it; the documents are BSON already. */
export interface Batch {
  readonly field: "firstBatch" | "nextBatch";
  readonly id: Long;
  readonly namespace: string;
  readonly documents: readonly Buffer[];
}

/** Every open cursor of the store. */
export class Cursors {
  readonly #open = new Map<string, Cursor>();
  #lastId = 0;

  /** Answers the first batch and keeps the rest; `release` runs once, when the cursor is over. */
  start(
    namespace: string,
    documents: Iterable<Buffer>,
    size: number | undefined,
    single: boolean,
    release: () => void,
  ): Batch {
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
      usedAt: Date.now(),
    };
    try {
      cursor.next = iterator.next();
      const batch = take(cursor, size ?? FIRST_BATCH);
      if (cursor.next.done === true || single) {
        cursor.release();
        return { field: "firstBatch", id: Long.ZERO, namespace, documents: batch };
      }
      this.#lastId += 1;
      // Far from small numbers, so that a cursor of an earlier run is not mistaken for this one.
      const id = Long.fromBigInt(
        ((BigInt(process.hrtime.bigint()) << 16n) % (1n << 62n)) + BigInt(this.#lastId),
      );
      this.#open.set(id.toString(), cursor);
      return { field: "firstBatch", id, namespace, documents: batch };
    } catch (error) {
      cursor.release();
      throw error;
    }
  }

  /** The next batch; refuses an unknown cursor with 43. */
  more(id: Long, namespace: string, size: number | undefined): Batch {
    const cursor = this.#open.get(id.toString());
    if (cursor === undefined || cursor.namespace !== namespace)
      throw new StoreError(43, `cursor id ${id} not found`);
    cursor.usedAt = Date.now();
    try {
      const documents = take(cursor, size === undefined || size === 0 ? Infinity : size);
      if (cursor.next.done !== true) return { field: "nextBatch", id, namespace, documents };
      this.kill(id);
      return { field: "nextBatch", id: Long.ZERO, namespace, documents };
    } catch (error) {
      this.kill(id);
      throw error;
    }
  }

  /** Ends a cursor; answers whether there was one. */
  kill(id: Long): boolean {
    const cursor = this.#open.get(id.toString());
    cursor?.release();
    return this.#open.delete(id.toString());
  }

  /** Ends the cursors that nobody has asked for a while. */
  sweep(now: number): void {
    for (const [id, cursor] of this.#open) if (now - cursor.usedAt > IDLE_MS) this.kill(Long.fromString(id));
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.kill(Long.fromString(id));
  }
}

function take(cursor: Cursor, size: number): Buffer[] {
  const documents: Buffer[] = [];
  let bytes = 0;
  while (cursor.next.done !== true && documents.length < size) {
    bytes += cursor.next.value.length;
    if (documents.length > 0 && bytes > BATCH_BYTES) break;
    documents.push(cursor.next.value);
    cursor.next = cursor.documents.next();
  }
  return documents;
}
