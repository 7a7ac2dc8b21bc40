// The connections of clients: each sends commands and gets the answers in their order. What breaks the protocol ends
// its own connection; what hangs, or holds more memory than there is for all, is closed (rule E9).
import { once } from "node:events";
import type { Socket } from "node:net";
import { StoreError } from "./errors.ts";
import { HeldBytes, type Holder, Turns } from "./held-bytes.ts";
import type { Store } from "./store.ts";
import { FrameReader, MAX_MESSAGE_BYTES, readRequest, requestId, writeReply } from "./wire.ts";

/** What all connections together may hold of unfinished messages and of answers that are not fetched: five of the largest messages. */
const MAX_HELD_BYTES = 5 * MAX_MESSAGE_BYTES;
/** Messages that are answered at the same time; decoded they take several times as much. */
const MAX_BYTES_AT_WORK = 64_000_000;
/** More connections than all processes of a town hall open; each takes a file descriptor that the web server needs too. */
export const MAX_CONNECTIONS = 2000;

export class Connections {
  readonly #sockets = new Map<number, Socket>();
  readonly #held = new HeldBytes(MAX_HELD_BYTES);
  readonly #turns = new Turns(MAX_BYTES_AT_WORK);
  readonly #store: Promise<Store>;
  readonly #patienceMs: number;
  #last = 0;

  /** `patienceMs`: who holds memory of the store and neither sends nor fetches anything for so long is closed. */
  constructor(store: Promise<Store>, patienceMs: number) {
    this.#store = store;
    this.#patienceMs = patienceMs;
  }

  accept(socket: Socket): void {
    this.#last += 1;
    const id = this.#last;
    this.#sockets.set(id, socket);
    // A reset is the client's business; the loop ends by it.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => void this.#store.then((store) => store.connectionLost(id)));
    const holder = { isBusy: false, close: () => void socket.destroy() };
    this.#serve(socket, id, holder)
      .catch(() => {}) // What broke the protocol or the socket ends this connection only.
      .finally(() => {
        socket.destroy();
        this.#held.hold(holder, 0);
        this.#sockets.delete(id);
        void this.#store.then((store) => store.connectionOver(id));
      });
  }

  async #serve(socket: Socket, id: number, holder: Holder & { isBusy: boolean }): Promise<void> {
    const store = await this.#store;
    const frames = new FrameReader();
    socket.setTimeout(this.#patienceMs);
    socket.on("timeout", () => {
      if (!holder.isBusy && frames.held + socket.writableLength > 0) socket.destroy();
    });
    for await (const chunk of socket) {
      for (const frame of frames.push(chunk as Buffer)) {
        holder.isBusy = true;
        this.#held.hold(holder, frame.length);
        const answer = await this.#answer(store, frame, id);
        holder.isBusy = false;
        if (socket.destroyed) return;
        if (answer !== undefined && !socket.write(answer)) {
          this.#held.hold(holder, socket.writableLength);
          await drained(socket);
        }
      }
      this.#held.hold(holder, frames.held);
    }
  }

  async #answer(store: Store, frame: Buffer, id: number): Promise<Buffer | undefined> {
    await this.#turns.begin(frame.length);
    try {
      return await answerFrame(store, frame, id);
    } finally {
      this.#turns.end(frame.length);
    }
  }

  closeAll(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }
}

/** Waits until the socket takes more or is closed; leaves no listener behind. */
async function drained(socket: Socket): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    await Promise.race([once(socket, "drain", { signal }), once(socket, "close", { signal })]);
  } finally {
    waiting.abort();
  }
}

async function answerFrame(store: Store, frame: Buffer, connection: number): Promise<Buffer | undefined> {
  let request = { id: requestId(frame), isLegacy: false, wantsReply: true };
  try {
    const read = readRequest(frame);
    request = read;
    const reply = await store.answer(read.body, connection, read.documents);
    return request.wantsReply ? writeReply(request, reply) : undefined;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // The frame is sound but a document in it is not, or the answer is too large: an error, and the client may go on.
    const fields = { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName };
    return request.wantsReply ? writeReply(request, { fields }) : undefined;
  }
}
