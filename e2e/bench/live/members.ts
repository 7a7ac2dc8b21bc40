// Somebody in a room who reads what arrives: the writers, and the few readers that say when each update came. A writer's
// updates are one character each, so that its Yjs clock tells which of them somebody has.
import { once } from "node:events";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import type { Target } from "./targets.ts";
import { textsOf } from "./seeds.ts";
import { waitUntil } from "./waiting.ts";

export interface Member {
  readonly doc: Y.Doc;
  /** Types one character at the end of its own paragraph and sends it. */
  readonly type: () => void;
  readonly send: (update: Uint8Array) => void;
  /** Update-carrying messages that it sent, and those that the server says it took. */
  readonly sent: () => number;
  readonly taken: () => number;
  /** Bytes of data that had come when it had the text. */
  readonly entryBytes: number;
  /** How much it has of what this client wrote. */
  readonly clockOf: (clientId: number) => number;
  readonly close: () => void;
}

export interface Entering {
  readonly role: "reader" | "writer";
  /** What it has already; it asks for the rest. */
  readonly has?: Uint8Array;
  /** In which paragraph it types, counted from the first. */
  readonly place?: number;
  /** Called for each message that brought something. */
  readonly onArrival?: () => void;
}

const enterWithinMs = 30_000;

/** Enters a room and waits until the text is there, from the server or from what it had. */
export async function enter(target: Target, room: string, how: Entering): Promise<Member> {
  const { dialect } = target;
  const doc = new Y.Doc({ gc: false });
  if (how.has !== undefined) Y.applyUpdate(doc, how.has);
  const headers = how.role === "writer" ? target.writerHeaders() : target.readerHeaders;
  const socket = new WebSocket(`ws://127.0.0.1:${target.server.port}${dialect.path(room)}`, { headers });
  socket.binaryType = "arraybuffer";
  let [sent, taken, bytes, entryBytes] = [0, 0, 0, 0];
  socket.on("message", (data) => {
    const frame = new Uint8Array(data as ArrayBuffer);
    bytes += frame.length;
    const heard = dialect.hear(frame);
    if (heard.kind === "taken") taken = heard.all ?? taken + (heard.more ?? 0);
    if (heard.kind !== "update") return;
    Y.applyUpdate(doc, heard.update, socket);
    if (entryBytes === 0) entryBytes = bytes;
    how.onArrival?.();
  });
  socket.on("error", () => socket.terminate());
  await once(socket, "open");
  const send = (update: Uint8Array) => {
    sent += 1;
    socket.send(dialect.update(room, update));
  };
  for (const frame of dialect.greeting(room, how.role, Y.encodeStateVector(doc))) socket.send(frame);
  await waitUntil(`${target.name}: somebody enters ${room}`, enterWithinMs, () => {
    if (socket.readyState > WebSocket.OPEN) throw new Error(`${target.name} closed the door of ${room}`);
    return (entryBytes > 0 || !target.keepsState) && doc.getXmlFragment(roomText).length > 0;
  });
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin !== socket) send(update);
  });
  const texts = textsOf(doc);
  const own = texts[(how.place ?? 0) % texts.length];
  return {
    doc,
    type: () => own?.insert(own.length, "a"),
    send,
    sent: () => sent,
    taken: () => taken,
    entryBytes,
    clockOf: (clientId) => Y.getState(doc.store, clientId),
    close: () => socket.terminate(),
  };
}
