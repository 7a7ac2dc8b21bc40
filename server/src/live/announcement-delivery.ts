// Hands one announcement to many sockets: encoded once, framed once. A websocket that has nothing waiting gets the frame
// as it is; every other one (polling, changing its transport, still writing) gets the packet through its engine's own
// queue, so that order is kept everywhere. Whoever leaves too much unread is cut off, comes back and catches up.
import type { Socket } from "socket.io";
import { framed } from "./wire.ts";

/** One announcement, ready to be sent to anybody. */
export interface Parcel {
  /** The packet as socket.io's default parser writes an event to the main namespace. */
  readonly packet: string;
  /** The same packet in a websocket frame. */
  readonly frame: Buffer;
}

export function parcelOf(event: string, payload: unknown): Parcel {
  const packet = `2${JSON.stringify([event, payload])}`;
  return { packet, frame: framed(`4${packet}`) };
}

/** What we need of a websocket transport of engine.io 6 and of `ws` 8; what is absent sends us the ordinary way. */
interface Transport {
  readonly name: string;
  readonly writable: boolean;
  readonly perMessageDeflate?: unknown;
  readonly socket?: {
    readonly readyState: number;
    readonly bufferedAmount: number;
    readonly terminate: () => void;
    readonly _socket?: { readonly writableLength: number };
    readonly _sender?: { readonly sendFrame?: (frames: readonly Buffer[]) => void };
  };
}

const openState = 1;

/** Sends it; false when the socket had more than `unreadBytes` unread and was cut off instead. */
export function deliver(socket: Socket, parcel: Parcel, unreadBytes: number): boolean {
  const { conn } = socket;
  const transport = conn.transport as unknown as Transport;
  const { writeBuffer } = conn as unknown as { readonly writeBuffer: readonly unknown[] };
  const web = transport.name === "websocket" ? transport.socket : undefined;
  const unread =
    writeBuffer.length * parcel.frame.length + (web?._socket?.writableLength ?? web?.bufferedAmount ?? 0);
  if (unread > unreadBytes) {
    if (web === undefined) conn.close(true);
    else web.terminate();
    return false;
  }
  if (
    web?.readyState === openState &&
    transport.writable &&
    writeBuffer.length === 0 &&
    conn.readyState === "open" &&
    !transport.perMessageDeflate &&
    web._sender?.sendFrame !== undefined
  ) {
    web._sender.sendFrame([parcel.frame]);
  } else {
    conn.write(parcel.packet);
  }
  return true;
}
