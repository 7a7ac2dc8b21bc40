// The worker thread: the socket and the store behind it. Everything that reads or writes documents runs here,
// so that a long scan never holds up the thread that serves the web.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type Server, type Socket, createServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { refusedFile } from "./disk-errors.ts";
import { StoreError, must } from "./errors.ts";
import { checkIntegrity } from "./integrity.ts";
import { FORMAT } from "./layout.ts";
import { Storage } from "./storage.ts";
import { Store } from "./store.ts";
import { FrameReader, readRequest, requestId, writeReply } from "./wire.ts";

/** Documents of each collection that the check at start-up looks at: well under a second of work. */
const CHECKED_DOCUMENTS = 10_000;

/** What the main thread starts a worker with. */
export interface WorkerOptions {
  readonly directory: string;
  readonly socket: string;
  readonly sweepMs: number;
}

/** What the worker tells the main thread; "listening" comes before the files are opened. */
export type WorkerMessage =
  | { readonly kind: "listening" | "ready" | "closed" }
  | { readonly kind: "failed"; readonly reason: string };

class Connections {
  readonly #sockets = new Map<number, Socket>();
  readonly #store: Promise<Store>;
  #last = 0;

  constructor(store: Promise<Store>) {
    this.#store = store;
  }

  accept(socket: Socket): void {
    this.#last += 1;
    const id = this.#last;
    this.#sockets.set(id, socket);
    // A reset is the client's business; the loop ends by it.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => void this.#store.then((store) => store.connectionLost(id)));
    this.#serve(socket, id)
      .catch(() => {}) // What broke the protocol or the socket ends this connection only.
      .finally(() => {
        socket.destroy();
        this.#sockets.delete(id);
        void this.#store.then((store) => store.connectionOver(id));
      });
  }

  async #serve(socket: Socket, id: number): Promise<void> {
    const store = await this.#store;
    const frames = new FrameReader();
    for await (const chunk of socket) {
      for (const frame of frames.push(chunk as Buffer)) {
        const answer = await answerFrame(store, frame, id);
        if (socket.destroyed) return;
        if (answer !== undefined && !socket.write(answer)) {
          await Promise.race([once(socket, "drain"), once(socket, "close")]);
        }
      }
    }
  }

  closeAll(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }
}

async function answerFrame(store: Store, frame: Buffer, connection: number): Promise<Buffer | undefined> {
  let request;
  try {
    request = readRequest(frame);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // The frame is sound but a document in it is not: the client gets an error and may go on.
    const fields = { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName };
    return writeReply({ id: requestId(frame), isLegacy: false }, { fields });
  }
  const reply = await store.answer(request.body, connection);
  return request.wantsReply ? writeReply(request, reply) : undefined;
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, "listening");
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
  const connections = new Connections(new Promise((resolve) => (open = resolve)));
  const server = createServer((socket) => connections.accept(socket));
  try {
    await listen(server, options.socket);
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

await run(workerData as WorkerOptions);
