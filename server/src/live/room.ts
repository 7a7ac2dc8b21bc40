// One room: a Yjs document, the people connected to it, and its log. What a browser sends is tried on a shadow first; it
// reaches the document, the others and the browser's *saved* only after it is in the database.
import type { WebSocket } from "ws";
import * as Y from "yjs";
import { closeCodes, roomText } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { readText } from "@pliego/shared/text/ydoc.ts";
import type { Log } from "../platform/log.ts";
import {
  answerFrame,
  awarenessFrame,
  readFrame,
  savedFrame,
  stateVectorFrame,
  updateFrame,
} from "./frames.ts";
import { gone, presenceUpdate, stampPresence, type Presence } from "./presence.ts";

/** Where a room keeps its log. */
export interface RoomLog {
  /** Adds one update durably under the next number. */
  readonly append: (seq: number, update: Uint8Array) => Promise<void>;
}

interface Connection {
  readonly socket: WebSocket;
  readonly actor: Actor;
  readonly place: number;
  presence: Presence | undefined;
  /** Update-carrying messages of this connection that are in the database. */
  saved: number;
}

interface Arrived {
  readonly connection: Connection;
  readonly update: Uint8Array;
}

/** A reader that leaves this much unread is cut off; it comes back and is brought up to date. */
const mostUnreadBytes = 1024 * 1024;

export class Room {
  readonly name: string;
  /** Number of the official revision that the room has taken in. */
  base: number;
  readonly #log: RoomLog;
  readonly #errors: Log;
  readonly #doc: Y.Doc;
  #shadow: Y.Doc;
  #seq: number;
  #arrived: Arrived[] = [];
  /** Everything that changes the room happens one after the other. */
  #turn: Promise<void> = Promise.resolve();
  readonly #connections = new Set<Connection>();
  #places = 0;

  constructor(parts: { name: string; base: number; seq: number; doc: Y.Doc; log: RoomLog; errors: Log }) {
    this.name = parts.name;
    this.base = parts.base;
    this.#seq = parts.seq;
    this.#doc = parts.doc;
    this.#log = parts.log;
    this.#errors = parts.errors;
    this.#shadow = copyOf(parts.doc);
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  /** The text as it is in the database: what has been acknowledged, and nothing else. */
  text(): DocJSON {
    return readText(this.#doc.getXmlFragment(roomText));
  }

  join(socket: WebSocket, actor: Actor): void {
    const connection: Connection = { socket, actor, place: this.#places, presence: undefined, saved: 0 };
    this.#places += 1;
    this.#connections.add(connection);
    socket.binaryType = "arraybuffer";
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#leave(connection));
    socket.on("message", (data, isBinary) => {
      try {
        if (!isBinary) throw new RangeError("frames are binary");
        this.#receive(connection, new Uint8Array(data as ArrayBuffer));
      } catch {
        socket.close(closeCodes.malformed, "malformed");
      }
    });
    this.#send(connection, stateVectorFrame(Y.encodeStateVector(this.#doc)));
    const others = [...this.#connections].flatMap(({ presence }) =>
      presence === undefined ? [] : [presence],
    );
    if (others.length > 0) this.#send(connection, awarenessFrame(presenceUpdate(others)));
  }

  /** Runs the server's own edit: `edit` changes a copy; what it changed is made durable by `keep` and then shown to all. */
  change(
    edit: (doc: Y.Doc) => void,
    keep: (seq: number, update: Uint8Array | undefined) => Promise<void>,
  ): Promise<void> {
    return this.#inTurn(async () => {
      const copy = copyOf(this.#doc);
      let update: Uint8Array | undefined;
      copy.on("update", (made: Uint8Array) => void (update = made));
      copy.transact(() => edit(copy));
      await keep(this.#seq + 1, update);
      if (update === undefined) return;
      this.#seq += 1;
      this.#shadow = copy;
      this.#show(update, undefined);
    });
  }

  /** Waits until everything that has arrived is decided. */
  settled(): Promise<void> {
    return this.#inTurn(async () => {});
  }

  closeFor(person: string): void {
    for (const { socket, actor } of this.#connections) {
      if (actor.id === person) socket.close(closeCodes.noSession, "signed out");
    }
  }

  closeAll(code: number, reason: string): void {
    for (const { socket } of this.#connections) socket.close(code, reason);
  }

  #receive(connection: Connection, data: Uint8Array): void {
    const frame = readFrame(data);
    switch (frame.kind) {
      case "state-vector":
        return this.#send(connection, answerFrame(Y.encodeStateAsUpdate(this.#doc, frame.vector)));
      case "update":
        this.#arrived.push({ connection, update: frame.update });
        if (this.#arrived.length === 1) void this.#inTurn(() => this.#admit());
        return;
      case "awareness":
        return this.#meet(connection, frame.update);
      case "ask-awareness":
        return;
    }
  }

  /** Admits what has arrived since the last time, as one entry of the log. */
  async #admit(): Promise<void> {
    const arrived = this.#arrived;
    this.#arrived = [];
    const admitted: Arrived[] = [];
    for (const one of arrived) {
      if (one.connection.socket.readyState !== one.connection.socket.OPEN) continue;
      if (this.#tried(one.update)) admitted.push(one);
      else {
        one.connection.socket.close(closeCodes.malformed, "malformed");
        this.#shadow = copyOf(this.#doc);
        for (const { update } of admitted) Y.applyUpdate(this.#shadow, update);
      }
    }
    if (admitted.length === 0) return;
    const news = admitted.filter(({ update }) => update.length > emptyUpdateBytes);
    if (news.length > 0 && !(await this.#kept(news))) return;
    for (const one of news) this.#show(one.update, one.connection);
    for (const connection of new Set(admitted.map((one) => one.connection))) {
      connection.saved += admitted.filter((one) => one.connection === connection).length;
      this.#send(connection, savedFrame(connection.saved));
    }
  }

  /** Writes updates as one entry of the log; false when the database did not take it. */
  async #kept(news: readonly Arrived[]): Promise<boolean> {
    try {
      await this.#log.append(this.#seq + 1, Y.mergeUpdates(news.map(({ update }) => update)));
      this.#seq += 1;
      return true;
    } catch (error) {
      // Not saved, so not shown and not said to be: the writers reconnect and send it again.
      this.#errors.error({ err: error, room: this.name }, "rooms: an update could not be stored");
      this.#shadow = copyOf(this.#doc);
      this.closeAll(1012, "not saved");
      return false;
    }
  }

  /** Applies an update to the shadow; false when it is malformed, depends on what is not here, or breaks the text. */
  #tried(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.#shadow, update);
      if (this.#shadow.store.pendingStructs !== null || this.#shadow.store.pendingDs !== null) return false;
      readText(this.#shadow.getXmlFragment(roomText));
      return true;
    } catch {
      return false;
    }
  }

  #show(update: Uint8Array, from: Connection | undefined): void {
    Y.applyUpdate(this.#doc, update);
    const frame = updateFrame(update);
    for (const connection of this.#connections) if (connection !== from) this.#send(connection, frame);
  }

  #meet(connection: Connection, update: Uint8Array): void {
    const taken = new Set([...this.#connections].flatMap((other) => other.presence?.clientId ?? []));
    const presence = stampPresence(update, connection.presence, taken, {
      name: connection.actor.publicName,
      place: connection.place,
    });
    if (presence === undefined) return;
    connection.presence = presence;
    const frame = awarenessFrame(presenceUpdate([presence]));
    for (const other of this.#connections) if (other !== connection) this.#send(other, frame);
  }

  #leave(connection: Connection): void {
    this.#connections.delete(connection);
    if (connection.presence === undefined) return;
    const frame = awarenessFrame(presenceUpdate([gone(connection.presence)]));
    for (const other of this.#connections) this.#send(other, frame);
  }

  #send({ socket }: Connection, frame: Uint8Array): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > mostUnreadBytes) return socket.terminate();
    socket.send(frame);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch((error: unknown) =>
      this.#errors.error({ err: error, room: this.name }, "rooms: a turn failed"),
    );
    return done;
  }
}

/** An update that says nothing: no structs and no deletions. A browser with nothing new answers so. */
const emptyUpdateBytes = 2;

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ gc: false });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}
