// The files: one LMDB environment with one ordered key space (layout.ts), and the group commit.
//
// DURABILITY (rule E2). LMDB writes a commit's pages, syncs them, then writes and syncs the root: a crash at any
// point leaves the old state or the new one. lmdb-js by default overlaps that sync (overlappingSync) and would
// resolve before it; we turn it off and commit with transactionSync, which returns after the sync. An answer is
// sent only after that. All writes that arrived while a commit was running share the next one.
import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { type Database, type RootDatabase, type Transaction, open } from "lmdb";
import { StoreError } from "./errors.ts";
import { FORMAT, FORMAT_KEY, MADE_KEY } from "./layout.ts";
import { RecentWrites } from "./recent-writes.ts";
import { Tallies } from "./tallies.ts";
import { canUpgrade, upgrade } from "./upgrade.ts";
import { Overlay, type View, type WritableView, type WriteTarget, databaseView } from "./views.ts";

/** Address space set aside for the file, which itself only grows as it is used. */
const MAP_BYTES = 64 * 1024 ** 3;
/** Open snapshots at the same time: more than cursors (1000), transactions (500), moments (64) and a read of each connection (2000). */
const MAX_READERS = 4096;

/** A read snapshot; whoever takes one gives it back with done(), and keep() is for one more who will. */
export interface Snapshot extends View {
  keep(): Snapshot;
  done(): void;
}

interface Waiting {
  readonly run: (view: WritableView) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** The open files. */
export class Storage {
  readonly directory: string;
  /** When the store was made. */
  readonly madeAt: Date;
  /** What open transactions ask at their commit. */
  readonly recent = new RecentWrites();
  readonly #root: RootDatabase;
  readonly #data: Database<Buffer, Buffer>;
  readonly #waiting: Waiting[] = [];
  #isScheduled = false;
  #isClosed = false;

  /** Opens or makes the files in a directory; throws when they are of another format. */
  constructor(directory: string) {
    this.directory = directory;
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
      this.#data.transactionSync(() => {
        void this.#data.put(FORMAT_KEY, Buffer.from(FORMAT));
        void this.#data.put(MADE_KEY, Buffer.from(new Date().toISOString()));
      });
    else if (canUpgrade(format))
      this.#data.transactionSync(() =>
        upgrade(databaseView(this.#data), (key, value) => void this.#data.put(key, value)),
      );
    else if (format !== FORMAT)
      throw new Error(
        `The embedded store in ${directory} has format ${format}; this version reads ${FORMAT}`,
      );
    this.madeAt = new Date(String(this.#data.get(MADE_KEY)));
    syncDirectory(directory);
  }

  snapshot(): Snapshot {
    const transaction: Transaction = this.#data.useReadTransaction();
    let holders = 1;
    const snapshot: Snapshot = {
      ...databaseView(this.#data, transaction),
      keep: () => {
        holders += 1;
        return snapshot;
      },
      done: () => {
        holders -= 1;
        if (holders === 0) transaction.done();
      },
    };
    return snapshot;
  }

  /** Runs a write and resolves with its answer once it is on disk. A write that throws leaves nothing behind. */
  write<T>(run: (view: WritableView) => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreError(91, "The embedded store is closing"));
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
        const tallies = new Tallies();
        const target: WriteTarget = {
          put: (key, value) => void this.#data.put(key, value),
          remove: (key) => void this.#data.remove(key),
          tally: (collection, change) => tallies.add(collection, change),
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
          // A later write of this very group may be a transaction that read what this one has written.
          this.recent.note(this.recent.isAsked ? [...overlay.keys()] : []);
          settle.push(() => resolve(answer as never));
        }
        tallies.applyTo(now, target.put);
      });
    } catch (error) {
      // The commit itself failed (a full disk): nothing of the batch is on disk.
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const done of settle) done();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
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
