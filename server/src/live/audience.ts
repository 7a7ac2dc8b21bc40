// Who is connected to a room, and how they are told: updates are gathered for a moment and go to everybody as one frame,
// made once. Presence goes to writers only; readers are a number. Rule L25.
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { comeBackCodes, type LeavingReason, type closeCodes } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { guarded } from "../platform/guarded.ts";
import type { ConnectionAllowance } from "./allowance.ts";
import type { Entry } from "./doors.ts";
import { awarenessFrame, leavingFrame, readersFrame, savedFrame, updateFrame } from "./frames.ts";
import { Gathering } from "./gathering.ts";
import type { LiveLimits } from "./limits.ts";
import { gone, presenceUpdate, stampPresence, type Presence } from "./presence.ts";
import { framed, isMidMessage, pingFrame, under } from "./wire.ts";

/** One connection to a room. */
export interface Member {
  readonly socket: WebSocket;
  readonly wire: Socket | undefined;
  readonly actor: Actor | null;
  readonly sessionKey: string;
  readonly entry: Entry;
  /** Counts connections: decides the colour. */
  readonly place: number;
  presence: Presence | undefined;
  /** Update-carrying messages of this connection that are in the database. */
  saved: number;
  /** Bytes that may wait for it to read. */
  allowance: number;
  /** Something was heard of it since the last beat. */
  isAlive: boolean;
  wasMidMessage: boolean;
  /** Looked up once something comes from it. */
  allowed: ConnectionAllowance | undefined;
}

const tellReadersMs = 1_000;
const farewellMs = 2_000;

const heartbeat = Buffer.concat([framed(awarenessFrame(presenceUpdate([]))), pingFrame]);

export class Audience {
  readonly members = new Set<Member>();
  readonly #limits: LiveLimits;
  readonly #speaksFor: (clientId: number, person: string) => boolean;
  readonly #failed: (error: unknown) => void;
  #places = 0;
  /** Those of the members who write. */
  readonly writers = new Set<Member>();
  #forWriters: { readonly update: Uint8Array; readonly from: Member | undefined }[] = [];
  readonly #presences = new Map<number, Presence>();
  #tellingWriters: NodeJS.Immediate | undefined;
  readonly #forReaders: Gathering<Member>;
  #countingReaders: NodeJS.Timeout | undefined;

  /** `speaksFor`: may this person speak for a client id? `failed` is told of a fault of ours; it costs one message. */
  constructor(
    limits: LiveLimits,
    speaksFor: (clientId: number, person: string) => boolean,
    failed: (error: unknown) => void,
  ) {
    this.#limits = limits;
    this.#speaksFor = speaksFor;
    this.#failed = failed;
    this.#forReaders = new Gathering(
      () => [...this.members].filter(({ entry }) => entry === "watch"),
      (member, updates) => this.send(member, updates),
      frameOf,
      failed,
    );
  }

  seat(socket: WebSocket, actor: Actor | null, sessionKey: string, entry: Entry): Member {
    const member: Member = {
      socket,
      wire: under(socket),
      actor,
      sessionKey,
      entry,
      place: this.#places,
      presence: undefined,
      saved: 0,
      allowance: this.#limits.unreadBytes,
      isAlive: true,
      wasMidMessage: false,
      allowed: undefined,
    };
    this.#places += 1;
    this.members.add(member);
    if (entry === "write") {
      const others = [...this.writers].flatMap(({ presence }) => presence ?? []);
      if (others.length > 0) this.send(member, framed(awarenessFrame(presenceUpdate(others))));
      this.writers.add(member);
    }
    this.#readersChanged();
    return member;
  }

  leave(member: Member): void {
    if (!this.members.delete(member)) return;
    if (!this.writers.delete(member)) this.#readersChanged();
    if (member.presence === undefined) return;
    const last = gone(member.presence);
    this.#presences.set(last.clientId, last);
    this.#tellWritersSoon();
  }

  /** Sends bytes that are framed already; who leaves too much unread is cut off, and comes back. */
  send(member: Member, frame: Buffer): void {
    const { socket, wire } = member;
    if (socket.readyState !== WebSocket.OPEN || wire === undefined) return;
    const unread = wire.writableLength;
    if (unread > member.allowance) return void socket.terminate();
    if (unread === 0) member.allowance = this.#limits.unreadBytes;
    wire.write(frame);
  }

  /** The text as somebody asked for it: as long as it takes her to read it, that much may wait. */
  sendText(member: Member, frame: Buffer): void {
    this.send(member, frame);
    member.allowance = Math.max(member.allowance, this.#limits.unreadBytes + frame.length);
  }

  saved(member: Member, count: number): void {
    member.saved += count;
    this.send(member, framed(savedFrame(member.saved)));
  }

  /** Everybody gets this update, but for the connection it came from. */
  tell(update: Uint8Array, from: Member | undefined): void {
    this.#forWriters.push({ update, from });
    this.#tellWritersSoon();
    if (this.#readers > 0) this.#forReaders.add(update, this.#readers);
  }

  /** Takes in what a connection says of itself, stamped with its name. Throws on what is malformed. */
  meet(member: Member, update: Uint8Array): void {
    if (member.entry !== "write") return;
    const taken = new Set([...this.writers].flatMap((other) => other.presence?.clientId ?? []));
    const name = member.actor?.publicName ?? "";
    const presence = stampPresence(update, member.presence, taken, { name, place: member.place });
    if (presence === undefined || !this.#speaksFor(presence.clientId, member.actor?.id ?? "")) return;
    member.presence = presence;
    this.#presences.set(presence.clientId, presence);
    this.#tellWritersSoon();
  }

  /** Ends a connection for good. */
  end(
    member: Member,
    code: (typeof closeCodes)[keyof typeof closeCodes] | 1003 | 1008,
    reason: string,
  ): void {
    member.socket.close(code, reason);
    finish(member.socket);
  }

  /** Ends a connection that may come back, and says why. */
  sendAway(member: Member, reason: LeavingReason): void {
    this.send(member, framed(leavingFrame(reason)));
    const code = reason === "restarting" ? comeBackCodes.restarting : comeBackCodes.later;
    member.socket.close(code, reason);
    finish(member.socket);
  }

  /** Keeps quiet connections open, and ends those that are not there any more or never finish a message. */
  beat(): void {
    for (const member of this.members) {
      const { socket } = member;
      const isStuck = member.wasMidMessage && isMidMessage(socket);
      member.wasMidMessage = isMidMessage(socket);
      if (!member.isAlive) socket.terminate();
      else if (isStuck) this.end(member, 1008, "unfinished");
      else this.send(member, heartbeat);
      member.isAlive = false;
    }
  }

  close(): void {
    clearTimeout(this.#countingReaders);
    this.#forReaders.close();
    clearImmediate(this.#tellingWriters);
  }

  #tellWritersSoon(): void {
    this.#tellingWriters ??= setImmediate(
      guarded(() => {
        this.#tellingWriters = undefined;
        this.#tellWriters();
        this.#tellPresences();
      }, this.#failed),
    );
  }

  #tellWriters(): void {
    const news = this.#forWriters;
    const [first] = news;
    if (first === undefined) return;
    this.#forWriters = [];
    const frame = frameOf(news.map(({ update }) => update));
    const own = news.every(({ from }) => from === first.from) ? first.from : undefined;
    for (const member of this.writers) if (member !== own) this.send(member, frame);
  }

  get #readers(): number {
    return this.members.size - this.writers.size;
  }

  #tellPresences(): void {
    if (this.#presences.size === 0) return;
    const frame = framed(awarenessFrame(presenceUpdate([...this.#presences.values()])));
    this.#presences.clear();
    this.#toWriters(frame);
  }

  #readersChanged(): void {
    if (this.writers.size === 0) return;
    this.#countingReaders ??= setTimeout(
      guarded(() => {
        this.#countingReaders = undefined;
        this.#toWriters(framed(readersFrame(this.#readers)));
      }, this.#failed),
      tellReadersMs,
    );
  }

  #toWriters(frame: Buffer): void {
    for (const member of this.writers) this.send(member, frame);
  }
}

/** One message that brings all these updates. */
const frameOf = (updates: readonly Uint8Array[]): Buffer =>
  framed(updateFrame(updates.length === 1 ? (updates[0] as Uint8Array) : Y.mergeUpdates([...updates])));

/** Who does not answer a farewell is cut off. */
function finish(socket: WebSocket): void {
  setTimeout(() => {
    if (socket.readyState !== WebSocket.CLOSED) socket.terminate();
  }, farewellMs).unref();
}
