// One frame for many sockets: it is put together once and the same bytes are handed to every connection. `ws` would make
// a header and two writes for each; without compression its own frames (pings, closing) and ours never interleave.
import type { Socket } from "node:net";
import type { WebSocket } from "ws";

const finalText = 0x81;
const finalBinary = 0x82;
const finalPing = 0x89;

/** A whole WebSocket message as it goes over the wire from a server (RFC 6455, 5.2): binary, or text for a string. */
export function framed(payload: Uint8Array | string): Buffer {
  if (typeof payload !== "string") return Buffer.concat([headerOf(finalBinary, payload.length), payload]);
  const bytes = Buffer.from(payload);
  return Buffer.concat([headerOf(finalText, bytes.length), bytes]);
}

export const pingFrame = Buffer.from([finalPing, 0]);

function headerOf(kind: number, length: number): Buffer {
  if (length < 126) return Buffer.from([kind, length]);
  if (length < 65_536) return Buffer.from([kind, 126, length >> 8, length & 255]);
  const header = Buffer.alloc(10);
  header[0] = kind;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

/** The TCP socket under a WebSocket. */
export const under = (socket: WebSocket): Socket | undefined =>
  (socket as unknown as { readonly _socket?: Socket })._socket;

/** True while a message has begun to arrive in pieces and has not ended. */
export const isMidMessage = (socket: WebSocket): boolean =>
  ((socket as unknown as { readonly _receiver?: { readonly _fragmented: number } })._receiver?._fragmented ??
    0) !== 0;
