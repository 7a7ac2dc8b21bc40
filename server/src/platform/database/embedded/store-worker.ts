// The worker thread: the socket and the store behind it. Everything that reads or writes documents runs here,
// so that a long scan never holds up the thread that serves the web.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { type Server, createServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { refusedFile } from "./disk-errors.ts";
import { Connections, MAX_CONNECTIONS } from "./connections.ts";
import { must } from "./errors.ts";
import { checkIntegrity } from "./integrity.ts";
import { FORMAT } from "./layout.ts";
import { Storage } from "./storage.ts";
import { Store } from "./store.ts";

/** Documents of each collection that the check at start-up looks at: well under a second of work. */
const CHECKED_DOCUMENTS = 10_000;

const POOL_BYTES = 256 * 1024;

/** What the main thread starts a worker with. */
export interface WorkerOptions {
  readonly directory: string;
  readonly socket: string;
  readonly sweepMs: number;
  readonly patienceMs: number;
}

/** What the worker tells the main thread; "listening" comes before the files are opened. */
export type WorkerMessage =
  | { readonly kind: "listening" | "ready" | "closed" }
  | { readonly kind: "failed"; readonly reason: string };

async function listen(server: Server, path: string): Promise<void> {
  server.listen({ path, backlog: MAX_CONNECTIONS });
  await once(server, "listening");
  // Wherever it is: whoever may open it has all the data.
  chmodSync(path, 0o600);
}

/** Opens the files and looks at what is in them; throws a sentence that says what to do, and leaves nothing open. */
function openChecked(directory: string): Storage {
  const storage = new Storage(directory);
  const view = storage.snapshot();
  try {
    checkIntegrity(view, CHECKED_DOCUMENTS);
    view.done();
    return storage;
  } catch (error) {
    view.done();
    void storage.close();
    throw refusedFile(directory, "damaged", error instanceof Error ? error.message : String(error));
  }
}

async function run(options: WorkerOptions): Promise<void> {
  const port = must(parentPort, "the worker has a parent");
  const tell = (message: WorkerMessage) => port.postMessage(message);
  let open: (store: Store) => void = () => {};
  const connections = new Connections(new Promise((resolve) => (open = resolve)), options.patienceMs);
  const server = createServer((socket) => connections.accept(socket));
  server.maxConnections = MAX_CONNECTIONS;
  try {
    await listen(server, options.socket);
    // An accept that fails, for want of file descriptors, costs that connection.
    server.on("error", () => {});
    tell({ kind: "listening" });
    const storage = openChecked(options.directory);
    const store = new Store(storage, { address: options.socket, instance: randomUUID(), format: FORMAT });
    await store.begin();
    open(store);
    const timer = setInterval(() => void store.sweep(Date.now()).catch(() => {}), options.sweepMs);
    port.once("message", () => {
      clearInterval(timer);
      server.close();
      connections.closeAll();
      void store.close().then(() => {
        tell({ kind: "closed" });
        port.close();
      });
    });
    tell({ kind: "ready" });
  } catch (error) {
    server.close();
    connections.closeAll();
    tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
    port.close();
  }
}

// Documents are copied into shared slabs of this size, not each into memory of its own.
Buffer.poolSize = POOL_BYTES;
await run(workerData as WorkerOptions);
