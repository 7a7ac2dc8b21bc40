// Which frames of the rooms' protocol carry words: what is sent of them is counted, so that the server's count of what
// it has stored can be held against it. Rules L1, L2.

/**
 * What a frame carries: the whole of what the other side lacks (`state`), one change (`change`), no words but a place in
 * the server's count (`question`), or nothing that is counted.
 */
export type Carried = "state" | "change" | "question" | "nothing";

const messageSync = 0;
const syncStep1 = 0;
const syncStep2 = 1;
const syncUpdate = 2;

/** A change that changes nothing: the server counts and confirms it like any other, and stores nothing. */
export const questionFrame: Uint8Array<ArrayBuffer> = Uint8Array.of(messageSync, syncUpdate, 2, 0, 0);

/** Reads the two numbers a frame begins with. Never throws: what is no frame of ours carries nothing. */
export function carriedBy(frame: unknown): Carried {
  const bytes = bytesOf(frame);
  if (bytes === undefined) return "nothing";
  const type = readNumber(bytes, 0);
  if (type === undefined || type.value !== messageSync) return "nothing";
  const step = readNumber(bytes, type.next);
  if (step?.value === syncStep2) return "state";
  if (step?.value !== syncUpdate) return "nothing";
  return isQuestion(bytes) ? "question" : "change";
}

const isQuestion = (bytes: Uint8Array): boolean =>
  bytes.length === questionFrame.length && questionFrame.every((byte, at) => bytes[at] === byte);

/** The frame asks for what is missing: all that somebody sends who only reads. */
function isAskingForText(frame: unknown): boolean {
  const bytes = bytesOf(frame);
  return bytes?.[0] === messageSync && bytes[1] === syncStep1;
}

function bytesOf(frame: unknown): Uint8Array | undefined {
  if (frame instanceof Uint8Array) return frame;
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  return undefined;
}

export interface NumberRead {
  readonly value: number;
  /** Where the bytes after it begin. */
  readonly next: number;
}

/** A variable-length unsigned integer, seven bits to a byte, the lowest first; undefined when it is cut off or too big. */
export function readNumber(bytes: Uint8Array, from: number): NumberRead | undefined {
  let value = 0;
  for (let at = from, unit = 1; at < bytes.length; at += 1, unit *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * unit;
    if (byte < 128) return { value, next: at + 1 };
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return undefined;
}

/** A text: its length in bytes, then they, in UTF-8. Undefined when it is cut off. */
export function readString(bytes: Uint8Array, from: number): string | undefined {
  const length = readNumber(bytes, from);
  if (length === undefined || length.next + length.value > bytes.length) return undefined;
  return new TextDecoder().decode(bytes.subarray(length.next, length.next + length.value));
}

type Socket = new (url: string | URL, protocols?: string | string[]) => WebSocket;

/**
 * The same socket, which tells what it sent: `tell` is called after each frame that carries words has been handed over.
 * A single change is held back for good until the whole state has gone out on this connection: the state has it too, and
 * alone it would rest on changes that the server does not know yet, written while there was no connection.
 */
export function countingSocket(Base: Socket, tell: (carried: Exclude<Carried, "nothing">) => void): Socket {
  return class extends Base {
    #stateIsOut = false;

    override send(data: Parameters<WebSocket["send"]>[0]): void {
      const carried = carriedBy(data);
      if (carried === "change" && !this.#stateIsOut) return;
      super.send(data);
      if (carried === "nothing") return;
      this.#stateIsOut = true;
      tell(carried);
    }
  };
}

/** The same socket for somebody who only reads: nothing goes out but the question for the text. */
export function listeningSocket(Base: Socket): Socket {
  return class extends Base {
    override send(data: Parameters<WebSocket["send"]>[0]): void {
      if (isAskingForText(data)) super.send(data);
    }
  };
}
