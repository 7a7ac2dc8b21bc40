// The MongoDB wire protocol: OP_MSG, and OP_QUERY for the first hello of a driver. Frames in, frames out.
// Throws WireError for what breaks the protocol; the connection is then closed, and only that one.
import { Long } from "bson";
import type { Batch } from "./cursors.ts";
import { StoreError } from "./errors.ts";
import { type RawDocument, cutInsert, rawDocument } from "./raw-documents.ts";
import {
  type Doc,
  MAX_DOCUMENT_BYTES,
  type Value,
  checkStructure,
  decode,
  encode,
  encodeAnswer,
  plainNumber,
} from "./values.ts";

export const MAX_MESSAGE_BYTES = 48_000_000;
/** As in MongoDB: a document of 16 MB, and what goes around it. */
const MAX_ANSWER_BYTES = MAX_DOCUMENT_BYTES + 16 * 1024;
const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 1 << 16;

export class WireError extends Error {}

/** A command as it arrived. */
export interface Request {
  readonly id: number;
  readonly isLegacy: boolean;
  /** False when the client wants no answer. */
  readonly wantsReply: boolean;
  /** Without the documents of an insert. */
  readonly body: Doc;
  /** Those, when it is one. */
  readonly documents?: readonly RawDocument[] | undefined;
}

/** The answer to a command: fields, and a cursor's batch of BSON when there is one. */
export interface Reply {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly batch?: Batch;
}

/** Cuts a stream of bytes into frames. An unfinished frame takes at most twice the bytes that have come of it. */
export class FrameReader {
  #unfinished = Buffer.alloc(0);
  #held = 0;

  /** Bytes of a frame whose end has not come yet. */
  get held(): number {
    return this.#held;
  }

  /** The frames that this chunk completes; throws for a head that no frame can have. */
  *push(chunk: Buffer): Iterable<Buffer> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#held === 0 && rest.length >= HEADER_BYTES) {
        const length = checkedLength(rest);
        if (rest.length < length) break;
        yield rest.subarray(0, length);
        rest = rest.subarray(length);
        continue;
      }
      // The head first: it says how much follows.
      const wanted = this.#held < HEADER_BYTES ? HEADER_BYTES : checkedLength(this.#unfinished);
      const taken = rest.subarray(0, wanted - this.#held);
      this.#keep(taken, wanted);
      rest = rest.subarray(taken.length);
      if (this.#held < HEADER_BYTES || this.#held < checkedLength(this.#unfinished)) continue;
      const frame = this.#unfinished.subarray(0, this.#held);
      this.#unfinished = Buffer.alloc(0);
      this.#held = 0;
      yield frame;
    }
    if (rest.length > 0) this.#keep(rest, checkedLength(rest));
  }

  #keep(bytes: Buffer, wanted: number): void {
    const needed = this.#held + bytes.length;
    if (needed > this.#unfinished.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(wanted, Math.max(needed, 2 * this.#unfinished.length)));
      this.#unfinished.copy(grown, 0, 0, this.#held);
      this.#unfinished = grown;
    }
    bytes.copy(this.#unfinished, this.#held);
    this.#held = needed;
  }
}

/** The length of a frame, which its head says; refuses a length and an operation that no frame has. */
function checkedLength(head: Buffer): number {
  const length = head.readInt32LE(0);
  if (length < HEADER_BYTES + 5 || length > MAX_MESSAGE_BYTES)
    throw new WireError(`a message of ${length} bytes`);
  const operation = head.readInt32LE(12);
  if (operation !== OP_MSG && operation !== OP_QUERY) throw new WireError(`operation ${operation}`);
  return length;
}

/** The id by which the answer to a frame is matched. */
export function requestId(frame: Buffer): number {
  return frame.readInt32LE(4);
}

export function readRequest(frame: Buffer): Request {
  const id = requestId(frame);
  const operation = frame.readInt32LE(12);
  return operation === OP_QUERY ? readLegacy(frame, id) : readMessage(frame, id);
}

function readMessage(frame: Buffer, id: number): Request {
  const flags = frame.readUInt32LE(HEADER_BYTES);
  if ((flags & ~(MORE_TO_COME | EXHAUST_ALLOWED)) !== 0) throw new WireError(`message flags ${flags}`);
  let body: Doc | undefined;
  let inserted: readonly RawDocument[] | undefined;
  const sequences: [string, Buffer[]][] = [];
  let at = HEADER_BYTES + 4;
  while (at < frame.length) {
    const kind = frame.readUInt8(at++);
    if (kind === 0) {
      if (body !== undefined) throw new WireError("two bodies in one message");
      const bytes = frame.subarray(at, at + lengthAt(frame, at, frame.length));
      const insert = cutInsert(bytes);
      inserted = insert?.documents;
      body = decodeChecked(insert?.rest ?? bytes);
      at += bytes.length;
    } else if (kind === 1) {
      const end = at + lengthAt(frame, at, frame.length);
      const nameEnd = frame.indexOf(0, at + 4);
      if (nameEnd < 0 || nameEnd >= end) throw new WireError("a document sequence without a name");
      const documents: Buffer[] = [];
      for (let next = nameEnd + 1; next < end;) {
        const bytes = frame.subarray(next, next + lengthAt(frame, next, end));
        documents.push(bytes);
        next += bytes.length;
      }
      sequences.push([frame.toString("utf8", at + 4, nameEnd), documents]);
      at = end;
    } else throw new WireError(`message section ${kind}`);
  }
  if (body === undefined) throw new WireError("a message without a body");
  for (const [name, documents] of sequences) {
    const isInserted = name === "documents" && "insert" in body;
    if (name in body || (isInserted && inserted !== undefined))
      throw new WireError(`${name} is in a message twice`);
    if (isInserted) inserted = documents.map(rawDocument);
    else body[name] = documents.map(decodeChecked);
  }
  return { id, isLegacy: false, wantsReply: (flags & MORE_TO_COME) === 0, body, documents: inserted };
}

function readLegacy(frame: Buffer, id: number): Request {
  const nameEnd = frame.indexOf(0, HEADER_BYTES + 4);
  if (nameEnd < 0 || !frame.toString("utf8", HEADER_BYTES + 4, nameEnd).endsWith(".$cmd"))
    throw new WireError("OP_QUERY on a collection");
  const body = decodeChecked(
    frame.subarray(nameEnd + 9, nameEnd + 9 + lengthAt(frame, nameEnd + 9, frame.length)),
  );
  const name = Object.keys(body)[0]?.toLowerCase();
  if (name !== "ismaster" && name !== "hello") throw new WireError(`OP_QUERY with ${name}`);
  return { id, isLegacy: true, wantsReply: true, body };
}

function lengthAt(frame: Buffer, at: number, end: number): number {
  const length = at + 4 <= end ? frame.readInt32LE(at) : -1;
  if (length < 5 || at + length > end) throw new WireError("a section runs over the end of its message");
  return length;
}

function decodeChecked(bytes: Buffer): Doc {
  checkStructure(bytes);
  return decode(bytes, "from outside");
}

/** The frame that answers a request. Refuses an answer over 16 MB, but for the room that goes around one document. */
export function writeReply(request: Pick<Request, "id" | "isLegacy">, reply: Reply): Buffer {
  const headBytes = request.isLegacy ? HEADER_BYTES + 20 : HEADER_BYTES + 5;
  const frame =
    reply.batch === undefined
      ? frameOf(headBytes, encodeAnswer(reply.fields, MAX_ANSWER_BYTES))
      : frameWithBatch(headBytes, reply.fields, reply.batch);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(request.id, 8);
  frame.writeInt32LE(request.isLegacy ? OP_REPLY : OP_MSG, 12);
  if (request.isLegacy) frame.writeInt32LE(1, HEADER_BYTES + 16);
  return frame;
}

function frameOf(headBytes: number, body: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  frame.fill(0, 0, headBytes);
  body.copy(frame, headBytes);
  return frame;
}

/**
 * {cursor: {<field>: [documents], id, ns}, ...fields}: the answer without its documents is encoded, then cut in two where
 * they belong, so that none is decoded and each is copied once.
 */
function frameWithBatch(headBytes: number, fields: Reply["fields"], batch: Batch): Buffer {
  const { field, id, namespace: ns, documents, atClusterTime } = batch;
  const hollow = encode({ cursor: { [field]: [], id, ns, atClusterTime }, ...fields });
  let added = 0;
  for (const [at, bytes] of documents.entries()) added += 2 + String(at).length + bytes.length;
  const frame = Buffer.allocUnsafe(headBytes + hollow.length + added);
  frame.fill(0, 0, headBytes);
  // "\x03cursor\0" stands after the length of the whole, and "\x04<field>\0" after the length of the cursor.
  const cursorAt = 4 + 8;
  const arrayAt = cursorAt + 4 + field.length + 2;
  hollow.copy(frame, headBytes, 0, arrayAt + 4);
  for (const at of [0, cursorAt, arrayAt]) frame.writeInt32LE(hollow.readInt32LE(at) + added, headBytes + at);
  let to = headBytes + arrayAt + 4;
  for (const [at, bytes] of documents.entries()) {
    frame[to] = 3;
    to += 1 + frame.write(`${at}\0`, to + 1, "latin1");
    to += bytes.copy(frame, to);
  }
  hollow.copy(frame, to, arrayAt + 4);
  return frame;
}

/** A cursor id given by a client; refuses what is no whole number. */
export function toLong(value: unknown): Long {
  const number = Long.isLong(value) ? value : plainNumber(value as Value);
  if (Long.isLong(number)) return number;
  if (number === undefined || !Number.isSafeInteger(number))
    throw new StoreError(14, "A cursor id is a 64-bit integer");
  return Long.fromNumber(number);
}
