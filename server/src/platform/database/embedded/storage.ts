// The files: one LMDB environment with one ordered key space (layout.ts), and the group commit.
//
// DURABILITY (rule E2). LMDB writes a commit's pages, syncs them, then writes and syncs the root: a crash at any
// point leaves the old state or the new one. lmdb-js by default overlaps that sync (overlappingSync) and would
// resolve before it; we turn it off and commit with transactionSync, which returns after the sync. An answer is
// sent only after that. All writes that arrived while a commit was running share the next one.
import type { Transaction } from "lmdb";
import { DataFile } from "./data-file.ts";
import { StoreError } from "./errors.ts";
import { CATALOG_KIND, MADE_KEY } from "./layout.ts";
import { RecentWrites } from "./recent-writes.ts";
import { Tallies } from "./tallies.ts";
import {
  Overlay,
  type View,
  type WritableView,
  type WriteTarget,
  databaseView,
  readingOnce,
} from "./views.ts";

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
  readonly #file: DataFile;
  readonly #waiting: Waiting[] = [];
  #isScheduled = false;
  #isClosed = false;
  #snapshots = 0;
  #endSnapshots: () => void = () => {};

  /** Opens or makes the files in a directory; throws a sentence that says what to do when it cannot. */
  constructor(directory: string) {
    this.directory = directory;
    this.#file = new DataFile(directory);
    this.madeAt = new Date(String(this.#file.data.get(MADE_KEY)));
  }

  /** Whoever keeps snapshots from one command to the next says here how to end them all; see #reopenWhenBroken. */
  onReopening(endSnapshots: () => void): void {
    this.#endSnapshots = endSnapshots;
  }

  snapshot(): Snapshot {
    this.#reopenWhenBroken();
    const transaction: Transaction = this.#file.data.useReadTransaction();
    const view = databaseView(this.#file.data, transaction);
    let holders = 1;
    this.#snapshots += 1;
    const held = (): View => {
      // LMDB would end the process.
      if (holders <= 0) throw new StoreError(246, "The snapshot of this read has ended; start it again");
      return view;
    };
    const snapshot: Snapshot = {
      get: (key) => held().get(key),
      range: (low, high, reverse) => held().range(low, high, reverse),
      keep: () => {
        holders += 1;
        return snapshot;
      },
      done: () => {
        holders -= 1;
        if (holders !== 0) return;
        this.#snapshots -= 1;
        transaction.done();
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
      this.#reopenWhenBroken();
      const { data } = this.#file;
      this.#file.commit(() => {
        // Every write of the group asks for its collection's entry in the catalog.
        const now = readingOnce(databaseView(data), CATALOG_KIND);
        const tallies = new Tallies();
        const target: WriteTarget = {
          put: (key, value) => {
            if (key[0] === CATALOG_KIND) now.forget();
            void data.put(key, value);
          },
          remove: (key) => {
            if (key[0] === CATALOG_KIND) now.forget();
            void data.remove(key);
          },
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

  /** After a write of the root failed LMDB neither reads nor writes until it is opened again, which ends every snapshot. */
  #reopenWhenBroken(): void {
    if (!this.#file.isBroken) return;
    this.#endSnapshots();
    // A read that is under way keeps its own until it ends.
    if (this.#snapshots === 0) this.#file.reopen();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#waiting.length > 0) this.#commit();
    this.#file.close();
  }
}
