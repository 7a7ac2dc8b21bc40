// For tests of the embedded store: a client that sends bytes of its own making, and reads what comes back.
import { type Socket, connect } from "node:net";
import { type Document, deserialize, serialize } from "bson";

/** A frame with the head that its operation and its parts ask for. */
export function frame(operation: number, ...parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(
    parts.reduce((sum, part) => sum + part.length, 16),
    0,
  );
  head.writeInt32LE(operation, 12);
  return Buffer.concat([head, ...parts]);
}

export const flags = (value: number): Buffer => Buffer.of(value, 0, 0, 0);
export const body = (command: Document): Buffer => Buffer.concat([Buffer.of(0), serialize(command)]);
export const message = (command: Document): Buffer =>
  frame(2013, flags(0), body({ ...command, $db: command["$db"] ?? "hostile" }));

/** A section of documents beside the body. */
export function sequence(name: string, documents: readonly Document[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((one) => serialize(one))]);
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

export const legacy = (command: Document): Buffer =>
  frame(2004, flags(0), Buffer.from("admin.$cmd\0"), Buffer.alloc(8), serialize(command));

export interface RawClient {
  readonly socket: Socket;
  /** Resolves with the next answer, or with "closed". */
  next(): Promise<Document | "closed">;
  readonly closed: Promise<void>;
}

/** The path of the socket that a URI of the store names. */
export const socketOf = (uri: string): string =>
  decodeURIComponent(/^mongodb:\/\/([^/]*)/.exec(uri)?.[1] ?? "");

export function rawClient(uri: string): RawClient {
  const socket = connect(socketOf(uri));
  let bytes = Buffer.alloc(0);
  /** What has come since; joined only when it may be a whole answer. */
  let chunks: Buffer[] = [];
  let held = 0;
  let isClosed = false;
  let look = () => {};
  socket.on("data", (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    look();
  });
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  void closed.then(() => {
    isClosed = true;
    look();
  });
  return {
    socket,
    closed,
    next: () =>
      new Promise((resolve) => {
        look = () => {
          if (bytes.length < 16 || bytes.length + held >= bytes.readInt32LE(0)) {
            bytes = Buffer.concat([bytes, ...chunks]);
            chunks = [];
            held = 0;
          }
          const length = bytes.length < 16 ? Infinity : bytes.readInt32LE(0);
          if (bytes.length >= length) {
            const answer = deserialize(bytes.subarray(bytes.readInt32LE(12) === 1 ? 36 : 21, length));
            bytes = bytes.subarray(length);
            look = () => {};
            resolve(answer);
          } else if (isClosed) resolve("closed");
        };
        look();
      }),
  };
}
