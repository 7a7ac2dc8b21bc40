// The embedded store: a small, strict, durable database that speaks the MongoDB protocol, for when no
// MONGODB_URI is set. What it serves is listed in subset.ts; all else it refuses by name. It is not MongoDB, and
// says so: buildInfo and hello.pliegoEmbedded name it.
//
// The way through: store-worker (socket) > wire (frames) > store (commands, sessions) > query and documents
// (plan, match, update) > views (snapshot, overlay) > storage (LMDB, group commit).
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { openingError } from "./disk-errors.ts";
import { type Address, StoreLockedError, type Turn, takeTurn } from "./lock.ts";
import type { WorkerMessage, WorkerOptions } from "./store-worker.ts";

export { StoreLockedError } from "./lock.ts";

export interface EmbeddedStore {
  /** For mongoose or the driver; the socket is in the directory, which only its owner may enter. */
  readonly uri: string;
  /** Finishes what was being written, closes the files, and ends the worker. */
  close(): Promise<void>;
}

/** As MongoDB's TTL monitor. */
const SWEEP_MS = 60_000;
const PATIENCE_MS = 60_000;
/** What a command allocates lives shortly: with room for many of them, far fewer are alive when garbage is collected. */
const YOUNG_MB = 64;

/**
 * Opens a directory (made when missing, 0700), serves it on a unix socket and answers the URI. Throws
 * StoreLockedError when a live process serves it already, and Error with a sentence that says what to do when the
 * files are of another format or damaged, or the directory is full or may not be written to; then nothing was changed.
 * Where the directory's path is too long for a socket, the socket is in a private directory of the system's temporary
 * one; address.json in the directory says where.
 */
export async function openEmbeddedStore(options: {
  readonly directory: string;
  readonly database: string;
  /** Where to listen, for other processes of this machine; beside the files when absent. */
  readonly socket?: string;
  /** How often expired documents and abandoned transactions are looked for; each minute, as MongoDB, when absent. */
  readonly sweepMs?: number;
  /** How long a client that holds memory of the store may neither send nor fetch; a minute when absent. */
  readonly patienceMs?: number;
}): Promise<EmbeddedStore> {
  const { directory, turn } = await prepare(options.directory, options.socket);
  if ("pid" in turn) throw new StoreLockedError(directory, uriOf(turn.socket, options.database), turn.pid);
  try {
    // No execArgv: what the main thread was started with (--eval, --import) is not the worker's business.
    const worker = new Worker(workerFile(), {
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      workerData: {
        directory,
        socket: turn.socket,
        sweepMs: options.sweepMs ?? SWEEP_MS,
        patienceMs: options.patienceMs ?? PATIENCE_MS,
      } satisfies WorkerOptions,
    });
    const ready = said(worker, "ready");
    ready.catch(() => {}); // The same failure is reported by the wait before it.
    await said(worker, "listening");
    turn.end();
    await ready;
    // The worker alone keeps no process alive; it ends with it, and what it has answered is on disk.
    worker.unref();
    return {
      uri: uriOf(turn.socket, options.database),
      close: () => closeWorker(worker),
    };
  } finally {
    turn.end();
  }
}

/** Makes the directory and takes our turn in it. Throws a sentence that says what to do when the disk does not let us. */
async function prepare(
  path: string,
  socket: string | undefined,
): Promise<{ readonly directory: string; readonly turn: Turn | Address }> {
  try {
    makeDirectory(path);
    const directory = realpathSync(path);
    return { directory, turn: await takeTurn(directory, socket) };
  } catch (error) {
    throw openingError(path, error);
  }
}

/** Makes a directory for its owner alone, and what is missing above it. Throws the system's error, the true one. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    // On a read-only disk Node says ENOENT of a recursive making; the plain one says why.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") mkdirSync(path, { mode: 0o700 });
    else throw error;
  }
}

function uriOf(socket: string, database: string): string {
  return `mongodb://${encodeURIComponent(socket)}/${database}?directConnection=true&replicaSet=pliego&retryWrites=true`;
}

/**
 * The worker's compiled file. A worker thread gets plain Node, which in version 20 reads no TypeScript; so when
 * this file runs from its source (under vitest), the worker is the one that `tsc -b` put into server/dist.
 */
function workerFile(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const compiled = import.meta.url.endsWith(".ts")
    ? here.replace(/([\\/]server[\\/])src([\\/])/, "$1dist$2")
    : here;
  const file = `${compiled}store-worker.js`;
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npx tsc -b" first`);
  return file;
}

function said(worker: Worker, kind: WorkerMessage["kind"]): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: WorkerMessage) => {
      if (message.kind === "failed") settle(() => reject(new Error(message.reason)));
      else if (message.kind === kind) settle(resolve);
    };
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error("The embedded store's worker ended")));
    const settle = (finish: () => void) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      finish();
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
}

async function closeWorker(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  worker.ref();
  const closed = said(worker, "closed");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  worker.postMessage("close");
  await closed;
  await worker.terminate();
}
