// A child process that holds thousands of readers: bare sockets that make the websocket handshake by hand, answer what they
// must, and count bytes. Their cost is not counted to the server that they read.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { sayListening, takeOrders } from "./orders.ts";
import { ServerFrames, clientFrame } from "./server-frames.ts";

/** Where readers go, what they say, and when they have what they came for. */
export interface Destination {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Said once each, in this order: at once, or after a frame has begun with these characters. */
  readonly says: readonly { readonly after?: string; readonly text?: string; readonly bytes?: string }[];
  /** They are ready after this many bytes of data, or after a frame that begins so. */
  readonly ready: { readonly bytes: number } | { readonly heard: string };
}

export interface Opening {
  readonly group: string;
  readonly to: Destination;
  readonly count: number;
  /** How many are on their way at the same time. */
  readonly atOnce: number;
}

export interface Tally {
  readonly open: number;
  readonly least: number;
  readonly most: number;
  readonly frames: number;
}

const [textOpcode, binaryOpcode, pongOpcode] = [1, 2, 10];
const engineHeartbeat = "2".charCodeAt(0);
/** Smaller messages only keep a connection open, and come to each reader at another time. */
const leastBytes = 5;
const engineAnswer = Buffer.from("3");

// One buffer for the bytes of all sockets: each chunk is counted before the next is read.
const shared = Buffer.allocUnsafe(256 * 1024);

class Reader {
  bytes = 0;
  frames = 0;
  isOpen = true;
  readonly #socket: Socket;
  readonly #to: Destination;
  readonly #ready: (error?: Error) => void;
  #answer = "";
  #said = 0;
  readonly #hears = new ServerFrames({
    data: (bytes, first) => this.#hear(bytes, first),
    ping: (payload) => this.#say(pongOpcode, payload),
  });

  constructor(to: Destination, ready: (error?: Error) => void) {
    this.#to = to;
    this.#ready = ready;
    this.#socket = connect({
      port: to.port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (count: number) => {
          this.#read(count);
          return true;
        },
      },
    });
    this.#socket.on("connect", () => this.#socket.write(this.#handshake()));
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("close", () => {
      this.isOpen = false;
      ready(new Error(`a reader was cut off: ${this.#answer.slice(0, 60)}`));
    });
  }

  close(): void {
    this.#socket.resetAndDestroy();
  }

  #handshake(): string {
    const headers = {
      Host: `127.0.0.1:${this.#to.port}`,
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      "Sec-WebSocket-Version": "13",
      ...this.#to.headers,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `GET ${this.#to.path} HTTP/1.1\r\n${lines.join("")}\r\n`;
  }

  #read(count: number): void {
    let from = 0;
    if (!this.#answer.endsWith("\r\n\r\n")) {
      const end = shared.subarray(0, count).indexOf("\r\n\r\n");
      from = end < 0 ? count : end + 4;
      this.#answer += shared.toString("latin1", 0, from);
      if (!this.#answer.endsWith("\r\n\r\n")) return;
      if (!this.#answer.includes(" 101 ")) return this.close();
      this.#sayNext("");
      this.#look("");
    }
    this.#hears.feed(shared, from, count);
  }

  #hear(bytes: number, first: Uint8Array): void {
    if (bytes === 1 && first[0] === engineHeartbeat) return this.#say(textOpcode, engineAnswer);
    if (bytes >= leastBytes) [this.bytes, this.frames] = [this.bytes + bytes, this.frames + 1];
    const begins = String.fromCharCode(...first.subarray(0, 4));
    if (this.#said < this.#to.says.length) this.#sayNext(begins);
    this.#look(begins);
  }

  #sayNext(heard: string): void {
    for (;;) {
      const next = this.#to.says[this.#said];
      if (next === undefined || !heard.startsWith(next.after ?? "")) return;
      this.#said += 1;
      if (next.text !== undefined) this.#say(textOpcode, Buffer.from(next.text));
      if (next.bytes !== undefined) this.#say(binaryOpcode, Buffer.from(next.bytes, "base64"));
    }
  }

  #look(heard: string): void {
    const { ready } = this.#to;
    if ("bytes" in ready ? this.bytes >= ready.bytes : heard.startsWith(ready.heard)) this.#ready();
  }

  #say(opcode: number, payload: Uint8Array): void {
    this.#socket.write(clientFrame(opcode, payload));
  }
}

const groups = new Map<string, Reader[]>();
const groupOf = (name: string) => groups.get(name) ?? [];

/** Answers how long each reader took from its first packet until it was ready, in ms. */
async function open({ group, to, count, atOnce }: Opening): Promise<readonly number[]> {
  const readers = groupOf(group);
  groups.set(group, readers);
  const times: number[] = [];
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const begin = performance.now();
      await new Promise<void>((resolve, reject) => {
        readers.push(new Reader(to, (error) => (error === undefined ? resolve() : reject(error))));
      });
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return times;
}

takeOrders({
  open,
  mark: (name: string) => {
    for (const reader of groupOf(name)) [reader.bytes, reader.frames] = [0, 0];
  },
  tally: (name: string): Tally => {
    const readers = groupOf(name);
    const bytes = readers.map((reader) => reader.bytes);
    return {
      open: readers.filter(({ isOpen }) => isOpen).length,
      least: bytes.reduce((least, each) => Math.min(least, each), Number.MAX_SAFE_INTEGER),
      most: bytes.reduce((most, each) => Math.max(most, each), 0),
      frames: readers[0]?.frames ?? 0,
    };
  },
  close: (name: string) => {
    for (const reader of groupOf(name)) reader.close();
    groups.delete(name);
  },
});
sayListening(0);
