// The LMDB file: made whole or not at all, checked before LMDB sees it, and opened again by itself when LMDB gives
// it up (rules E2, E20, E21).
//
// What lmdb-js does was tried with full disks, strace's error injection and damaged files:
// - Opening on a full disk ends the process: SIGBUS in the lock file, which LMDB maps although it has holes, and
//   SIGSEGV when the first pages of a new file do not fit. Hence the bytes that are written before it opens.
// - Opening a file that is not LMDB's, is cut off or damaged ends the process: see page-check.ts.
// - A commit whose pages do not fit or do not sync throws, leaves what was there, and the next one goes on.
// - A commit whose root page cannot be written throws too, but from then on LMDB begins no transaction. Reads throw
//   MDB_PANIC; for writes lmdb-js does not notice, and the next put would end the process. getWriteTxnId() is 0
//   then; only opening again helps.
// - A file that was deleted or replaced is written to without complaint, and gone with the process.
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { ABORT, type Database, type RootDatabase, open } from "lmdb";
import { commitError, openingError, refusedFile } from "./disk-errors.ts";
import { StoreError } from "./errors.ts";
import { FORMAT, FORMAT_KEY, MADE_KEY } from "./layout.ts";
import { BadFile, TREE_NAME, checkPages } from "./page-check.ts";
import { canUpgrade, upgrade } from "./upgrade.ts";
import { databaseView } from "./views.ts";

/** Address space set aside for the file, which itself only grows as it is used. */
const MAP_BYTES = 64 * 1024 ** 3;
/** Open snapshots at the same time: more than cursors (1000), transactions (500), moments (64) and a read of each connection (2000). */
const MAX_READERS = 4096;
/** The lock file: 64 bytes a reader and a head, as LMDB of any version rounds it. */
const LOCK_BYTES = MAX_READERS * 64 + 4096;
/** What a new file takes, and as much again. */
const NEW_FILE_BYTES = 64 * 1024;

interface Opened {
  readonly root: RootDatabase;
  readonly data: Database<Buffer, Buffer>;
  /** Which file it is: device and inode. */
  readonly device: number;
  readonly inode: number;
}

/** The open file. */
export class DataFile {
  readonly directory: string;
  readonly #path: string;
  /** Undefined after close(), and when opening again failed. */
  #opened: Opened | undefined;
  #isBroken = false;

  /** Opens the file of a directory, or makes it in a directory that never had one. Throws a sentence that says what to do. */
  constructor(directory: string) {
    this.directory = directory;
    this.#path = join(directory, "store.mdb");
    try {
      if (existsSync(this.#path)) checkFile(this.#path);
      else if (existsSync(`${this.#path}-lock`))
        throw refusedFile(this.#path, "missing", "only its lock file is there");
      else makeFile(directory, this.#path);
      this.#opened = openFile(this.#path);
    } catch (error) {
      throw openingError(directory, error);
    }
  }

  /** Throws StoreError 14031 while the file could not be opened again. */
  get data(): Database<Buffer, Buffer> {
    return this.#held().data;
  }

  #held(): Opened {
    if (this.#opened === undefined) throw gaveUp(this.directory);
    return this.#opened;
  }

  /** Has LMDB given the file up? Then nothing succeeds before reopen(). */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /**
   * Runs a commit and returns once it is on disk. When it throws nothing of it is visible, now or later; it throws
   * StoreError 14031 when the disk had no room for it.
   */
  commit(run: () => void): void {
    this.#refuseWhenGone();
    try {
      this.#transact(run);
    } catch (error) {
      this.#isBroken = !this.#begins();
      throw commitError(this.directory, error);
    }
  }

  #transact(run: () => void): void {
    const { data } = this.#held();
    data.transactionSync(() => {
      if (data.getWriteTxnId() === 0) throw gaveUp(this.directory);
      run();
    });
  }

  #begins(): boolean {
    const { data } = this.#held();
    let number = 0;
    data.transactionSync(() => {
      number = data.getWriteTxnId();
      return ABORT;
    });
    return number !== 0;
  }

  #refuseWhenGone(): void {
    const { device, inode } = this.#held();
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found?.dev === device && found.ino === inode) return;
    throw new StoreError(
      96,
      `${this.#path} was deleted or replaced while it was served; nothing of this write was kept. Stop the store, restore a backup, and start it again.`,
    );
  }

  /** Opens the file again. The caller has ended every snapshot; LMDB would end the process otherwise. */
  reopen(): void {
    this.close();
    try {
      this.#opened = openFile(this.#path);
    } catch (error) {
      throw commitError(this.directory, error);
    }
    this.#isBroken = false;
  }

  close(): void {
    // lmdb-js closes at once when nothing is queued, and we queue nothing.
    void this.#opened?.root.close();
    this.#opened = undefined;
  }
}

function gaveUp(directory: string): StoreError {
  return new StoreError(
    14031,
    `A write to ${directory} failed, and the file is being opened again; nothing of this write was kept. Write again; look at the disk when this stays.`,
  );
}

function checkFile(path: string): void {
  const { mtimeMs } = statSync(path);
  try {
    checkPages(path);
  } catch (error) {
    // A file that is written to while it is read looks damaged.
    if (statSync(path).mtimeMs !== mtimeMs) throw openElsewhere(path);
    throw error instanceof BadFile ? refusedFile(path, error.kind, error.message) : error;
  }
}

function openFile(path: string): Opened {
  fillLock(`${path}-lock`);
  const { root, data } = openTree(path);
  try {
    refuseShared(root, path);
    const format = String(data.get(FORMAT_KEY));
    refuseShared(root, path, process.pid);
    if (canUpgrade(format))
      data.transactionSync(() =>
        upgrade(databaseView(data), {
          put: (key, value) => void data.put(key, value),
          remove: (key) => void data.remove(key),
        }),
      );
    else if (format !== FORMAT)
      throw refusedFile(path, "foreign", `its format is ${format}, and this version reads ${FORMAT}`);
  } catch (error) {
    void root.close();
    throw error;
  }
  const { dev, ino } = statSync(path);
  return { root, data, device: dev, inode: ino };
}

/**
 * Values as they are. lmdb reads each into the same memory; its own "binary" copies it into an ArrayBuffer of its own, whose
 * making and collecting costs more than all else in a find. Ours are copied into node's pool.
 */
const POOLED = {
  name: "bytes",
  encode: (value: Buffer): Buffer => value,
  decode: (shared: Uint8Array): Buffer => {
    const { length } = shared; // Of the value: the memory itself is longer.
    const value = Buffer.allocUnsafe(length);
    value.set(Uint8Array.prototype.subarray.call(shared, 0, length));
    return value;
  },
};

function openTree(path: string): { readonly root: RootDatabase; readonly data: Database<Buffer, Buffer> } {
  const root = open({ path, overlappingSync: false, mapSize: MAP_BYTES, maxReaders: MAX_READERS });
  const options = { name: TREE_NAME, keyEncoding: "binary", encoder: POOLED } as const;
  const data = root.openDB<Buffer, Buffer>(options);
  return { root, data };
}

/**
 * Two processes on one file would give the same numbers out twice. The lock on the directory (lock.ts) is by its socket,
 * which may have been removed, or not be seen from another container; LMDB's own table of readers goes with the file, and
 * a process that has died leaves it.
 */
function refuseShared(root: RootDatabase, path: string, besides?: number): void {
  root.readerCheck();
  for (const [, pid] of root.readerList().matchAll(/^ *(\d+) [0-9a-f]+ /gm)) {
    if (Number(pid) !== besides) throw openElsewhere(path, pid);
  }
}

function openElsewhere(path: string, pid?: string): Error {
  const who = pid === undefined ? "" : ` (${pid})`;
  return new Error(
    `${path} is open in another process${who}, which has its socket elsewhere or has lost it. Stop that process first.`,
  );
}

/** Makes the file under another name: what has the right name was whole once, however the process ended. */
function makeFile(directory: string, path: string): void {
  const fresh = join(directory, "store.new.mdb");
  const remove = () => {
    for (const one of [fresh, `${fresh}-lock`]) rmSync(one, { force: true });
  };
  remove();
  try {
    writeWhole(fresh, Buffer.alloc(NEW_FILE_BYTES));
    rmSync(fresh);
    fillLock(`${fresh}-lock`);
    const { root, data } = openTree(fresh);
    try {
      data.transactionSync(() => {
        void data.put(FORMAT_KEY, Buffer.from(FORMAT));
        void data.put(MADE_KEY, Buffer.from(new Date().toISOString()));
      });
    } finally {
      void root.close();
    }
    renameSync(fresh, path);
    syncDirectory(directory);
  } finally {
    remove();
  }
}

/** Gives the lock file blocks of its own, with the bytes that it has. */
function fillLock(path: string): void {
  const file = openSync(path, existsSync(path) ? "r+" : "wx+", 0o600);
  try {
    const { size, blocks } = fstatSync(file);
    const wanted = Math.max(size, LOCK_BYTES);
    if (size === wanted && blocks * 512 >= size) return;
    const bytes = Buffer.alloc(wanted);
    readSync(file, bytes, 0, size, 0);
    writeAll(file, bytes);
  } finally {
    closeSync(file);
  }
}

function writeWhole(path: string, bytes: Buffer): void {
  const file = openSync(path, "w", 0o600);
  try {
    writeAll(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, done);
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
