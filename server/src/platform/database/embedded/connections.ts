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
/** A message up to this is answered whoever waits; one of each connection is less than one of the largest. */
const SMALL_BYTES = 16 * 1024;
/** More connections than all processes of a town hall open; each takes a file descriptor that the web server needs too. */
export const MAX_CONNECTIONS = 2000;

/** How often a client's patience is looked at within it: cheaper than a timer for each that every message moves. */
const LOOKS = 8;

export class Connections {
  readonly #open = new Set<Connection>();
  readonly #memory: Memory = {
    held: new HeldBytes(MAX_HELD_BYTES),
    turns: new Turns(MAX_BYTES_AT_WORK, SMALL_BYTES),
  };
  readonly #store: Promise<Store>;
  readonly #looking: NodeJS.Timeout;
  #last = 0;

  /** `patienceMs`: who holds memory of the store and neither sends nor fetches anything for so long is closed. */
  constructor(store: Promise<Store>, patienceMs: number) {
    this.#store = store;
    this.#looking = setInterval(() => {
      for (const connection of this.#open) connection.look(performance.now(), patienceMs);
    }, patienceMs / LOOKS);
  }

  accept(socket: Socket): void {
    this.#last += 1;
    const id = this.#last;
    const connection = new Connection(socket, this.#memory);
    this.#open.add(connection);
    const isOver = this.#store.then((store) => connection.serve(store, id));
    void isOver.then(() => this.#open.delete(connection));
  }

  closeAll(): void {
    clearInterval(this.#looking);
    for (const connection of this.#open) connection.close();
  }
}

interface Memory {
  readonly held: HeldBytes;
  readonly turns: Turns;
}

/** One connection: frames as they come, answered one after another. */
class Connection implements Holder {
  readonly #socket: Socket;
  readonly #memory: Memory;
  readonly #frames = new FrameReader();
  readonly #waiting: Buffer[] = [];
  /** Bytes of the frames that wait. */
  #waitingBytes = 0;
  #isAnswering = false;
  #isClosed = false;
  /** What it had sent and fetched when it was looked at, and since when that has not changed. */
  #moved = 0;
  #stillSince = 0;
  isBusy = false;

  constructor(socket: Socket, memory: Memory) {
    this.#socket = socket;
    this.#memory = memory;
    // A reset is the client's business; what follows it is "close".
    socket.on("error", () => socket.destroy());
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Closes it when it holds memory and has neither sent nor fetched anything for so long. */
  look(now: number, patienceMs: number): void {
    const { bytesRead, bytesWritten, writableLength } = this.#socket;
    const moved = bytesRead + bytesWritten - writableLength;
    const holds = !this.isBusy && this.#frames.held + writableLength > 0;
    if (!holds || moved !== this.#moved) {
      this.#moved = moved;
      this.#stillSince = now;
    } else if (now - this.#stillSince >= patienceMs) this.close();
  }

  /** Resolves when the client has gone and nothing of it runs any more. */
  serve(store: Store, id: number): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve) => {
      const end = () => {
        this.#memory.held.hold(this, 0);
        store.connectionOver(id);
        resolve();
      };
      if (socket.destroyed) {
        end();
        return;
      }
      socket.once("close", () => {
        this.#isClosed = true;
        store.connectionLost(id);
        if (!this.#isAnswering) end();
      });
      socket.on("data", (chunk: Buffer) => {
        if (!this.#take(chunk)) return;
        if (!this.#isAnswering) void this.#answerAll(store, id).then(() => this.#isClosed && end());
        // A client that does not wait for its answers waits here.
        else if (this.#waiting.length > 0) socket.pause();
      });
    });
  }

  /** Puts the frames that this chunk completes in line; what breaks the protocol ends the connection. */
  #take(chunk: Buffer): boolean {
    try {
      for (const frame of this.#frames.push(chunk)) {
        this.#waiting.push(frame);
        this.#waitingBytes += frame.length;
      }
    } catch {
      this.#socket.destroy();
      return false;
    }
    this.#memory.held.hold(this, this.#waitingBytes + this.#frames.held);
    return this.#waiting.length > 0 && !this.#socket.destroyed;
  }

  async #answerAll(store: Store, id: number): Promise<void> {
    const socket = this.#socket;
    const { held, turns } = this.#memory;
    this.#isAnswering = true;
    this.isBusy = true;
    try {
      for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
        const turn = turns.begin(frame.length);
        if (turn !== undefined) await turn;
        let answer: Buffer | undefined;
        try {
          answer = await answerFrame(store, frame, id);
        } finally {
          turns.end(frame.length);
          this.#waitingBytes -= frame.length;
        }
        if (socket.destroyed) return;
        if (answer !== undefined && !socket.write(answer)) await this.#fetched();
      }
      held.hold(this, this.#frames.held);
      if (socket.isPaused()) socket.resume();
    } catch {
      // What broke the protocol, or a bug that is no answer, ends this connection only.
      socket.destroy();
    } finally {
      this.isBusy = false;
      this.#isAnswering = false;
    }
  }

  /** Waits until the client has fetched what it was answered, or has gone; leaves no listener behind. */
  async #fetched(): Promise<void> {
    const socket = this.#socket;
    const waiting = new AbortController();
    const { signal } = waiting;
    this.#memory.held.hold(this, this.#waitingBytes + this.#frames.held + socket.writableLength);
    this.isBusy = false;
    try {
      await Promise.race([once(socket, "drain", { signal }), once(socket, "close", { signal })]);
    } finally {
      this.isBusy = true;
      waiting.abort();
    }
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
