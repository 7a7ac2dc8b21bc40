// The websocket frames of a server, read as the bytes come and counted, without keeping what they carry: the cheapest
// reader there can be. RFC 6455, section 5.

export interface Hearing {
  /** A whole data frame: how many bytes it carries, and the first of them. */
  readonly data: (bytes: number, first: Uint8Array) => void;
  readonly ping: (payload: Uint8Array) => void;
}

const keptBytes = 4;
const controlBytes = 125;
const [opcodes, lengths] = [0x0f, 0x7f];
const pingOpcode = 9;

export class ServerFrames {
  readonly #hearing: Hearing;
  readonly #header: number[] = [];
  readonly #first = new Uint8Array(controlBytes);
  #opcode = 0;
  #length = 0;
  #read = -1;

  constructor(hearing: Hearing) {
    this.#hearing = hearing;
  }

  /** Takes the bytes of `from` to before `to`; frames may begin and end anywhere. */
  feed(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#read < 0) {
        this.#header.push(bytes[at] ?? 0);
        at += 1;
        this.#begin();
      } else at += this.#take(bytes, at, to);
      if (this.#read === this.#length) this.#end();
    }
  }

  /** Begins the frame once its header is whole: servers do not mask, so it is 2, 4 or 10 bytes long. */
  #begin(): void {
    const [start = 0, short = 0] = this.#header;
    if (this.#header.length < 2) return;
    const code = short & lengths;
    const whole = code < 126 ? 2 : code === 126 ? 4 : 10;
    if (this.#header.length < whole) return;
    this.#opcode = start & opcodes;
    this.#length = whole === 2 ? code : this.#header.slice(2).reduce((sum, byte) => sum * 256 + byte, 0);
    this.#header.length = 0;
    this.#read = 0;
  }

  #take(bytes: Uint8Array, at: number, to: number): number {
    const count = Math.min(this.#length - this.#read, to - at);
    const kept = this.#opcode === pingOpcode ? controlBytes : keptBytes;
    for (let index = this.#read; index < Math.min(kept, this.#read + count); index += 1)
      this.#first[index] = bytes[at + index - this.#read] ?? 0;
    this.#read += count;
    return count;
  }

  #end(): void {
    const [opcode, length] = [this.#opcode, this.#length];
    this.#read = -1;
    if (opcode < 8) this.#hearing.data(length, this.#first);
    if (opcode === pingOpcode) this.#hearing.ping(this.#first.slice(0, length));
  }
}

/** A frame as a client sends it, with a mask of zeros, which leaves the bytes as they are. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const masked = 0x80;
  const long = payload.length > 125;
  const header = Buffer.alloc(long ? 8 : 6);
  header[0] = 0x80 | opcode;
  header[1] = masked | (long ? 126 : payload.length);
  if (long) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
