// The files: one LMDB environment with one ordered key space (the layout is below), and the group commit.
//
// DURABILITY (rule E2). LMDB writes a commit's pages, syncs them, then writes and syncs the root: a crash at any
// point leaves the old state or the new one. lmdb-js by default overlaps that sync (overlappingSync) and would
// resolve before it; we turn it off and commit with transactionSync, which returns after the sync. An answer is
// sent only after that. All writes that arrived while a commit was running share the next one.
//
// Keys: 01 meta | 02 catalog, by namespace | 10 documents, by collection number and _id
//       20 index entries, by index number and values | 30 outcomes of retryable writes, by session
import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { type Database, type RootDatabase, type Transaction, open } from "lmdb";
import { Overlay, type View, type WritableView, databaseView } from "./views.ts";

export const FORMAT = "pliego-embedded-1";
const FORMAT_KEY = Buffer.from("\x01format", "latin1");
/** Address space set aside for the file, which itself only grows as it is used. */
const MAP_BYTES = 64 * 1024 ** 3;
/** Open snapshots (cursors and transactions) at the same time. */
const MAX_READERS = 1024;
export function documentPrefix(collection: number): Buffer {
  return numbered(0x10, collection);
}

export function entryPrefix(index: number): Buffer {
  return numbered(0x20, index);
}

export function catalogKey(namespace: string): Buffer {
  return Buffer.concat([Buffer.of(0x02), Buffer.from(namespace)]);
}

export function outcomeKey(session: string): Buffer {
  return Buffer.concat([Buffer.of(0x30), Buffer.from(session, "hex")]);
}

/** From the first key of a kind to the first of the next. */
export const CATALOG_RANGE = [Buffer.of(0x02), Buffer.of(0x03)] as const;
export const OUTCOME_RANGE = [Buffer.of(0x30), Buffer.of(0x31)] as const;

function numbered(kind: number, number: number): Buffer {
  const bytes = Buffer.allocUnsafe(5);
  bytes[0] = kind;
  bytes.writeUInt32BE(number, 1);
  return bytes;
}

/** A read snapshot; whoever takes one gives it back with done(). */
export interface Snapshot extends View {
  done(): void;
}

interface Waiting {
  readonly run: (view: WritableView) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** The open files. */
export class Storage {
  readonly #root: RootDatabase;
  readonly #data: Database<Buffer, Buffer>;
  readonly #waiting: Waiting[] = [];
  #isScheduled = false;

  /** Opens or makes the files in a directory; throws when they are of another format. */
  constructor(directory: string) {
    this.#root = open({
      path: join(directory, "store.mdb"),
      overlappingSync: false,
      mapSize: MAP_BYTES,
      maxReaders: MAX_READERS,
    });
    this.#data = this.#root.openDB<Buffer, Buffer>({
      name: "data",
      encoding: "binary",
      keyEncoding: "binary",
    });
    const format = this.#data.get(FORMAT_KEY)?.toString();
    if (format === undefined)
      this.#data.transactionSync(() => void this.#data.put(FORMAT_KEY, Buffer.from(FORMAT)));
    else if (format !== FORMAT)
      throw new Error(
        `The embedded store in ${directory} has format ${format}; this version reads ${FORMAT}`,
      );
    syncDirectory(directory);
  }

  snapshot(): Snapshot {
    const transaction: Transaction = this.#data.useReadTransaction();
    let isOpen = true;
    return {
      ...databaseView(this.#data, transaction),
      done: () => {
        if (isOpen) transaction.done();
        isOpen = false;
      },
    };
  }

  /** Runs a write and resolves with its answer once it is on disk. A write that throws leaves nothing behind. */
  write<T>(run: (view: WritableView) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run, resolve: resolve as (value: never) => void, reject });
      if (!this.#isScheduled) setImmediate(() => this.#commit());
      this.#isScheduled = true;
    });
  }

  #commit(): void {
    this.#isScheduled = false;
    const batch = this.#waiting.splice(0);
    const settle: (() => void)[] = [];
    try {
      this.#data.transactionSync(() => {
        const now = databaseView(this.#data);
        const target = {
          put: (key: Buffer, value: Buffer) => void this.#data.put(key, value),
          remove: (key: Buffer) => void this.#data.remove(key),
        };
        for (const { run, resolve, reject } of batch) {
          const overlay = new Overlay(now);
          let answer: unknown;
          try {
            answer = run(overlay);
          } catch (error) {
            settle.push(() => reject(error));
            continue;
          }
          overlay.applyTo(target);
          settle.push(() => resolve(answer as never));
        }
      });
    } catch (error) {
      // The commit itself failed (a full disk): nothing of the batch is on disk.
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const done of settle) done();
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#commit();
    await this.#root.close();
  }
}

/** Makes the directory's entries survive a crash, not only the files' contents. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
