// One room: its text, the people connected to it, and its log. What a browser sends is looked at, tried, written to the
// log, acknowledged, and then shown to the others, in this order. Rules L21, L22, L24, L75.
import type { WebSocket } from "ws";
import type * as Y from "yjs";
import { closeCodes, comeBackCodes, type LeavingReason } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import type { Failpoint } from "../platform/failpoints.ts";
import { guarded } from "../platform/guarded.ts";
import type { Log } from "../platform/log.ts";
import { Audience, type Member } from "./audience.ts";
import type { Entry } from "./doors.ts";
import { messageAwareness, readFrame, stateVectorFrame, type Frame } from "./frames.ts";
import { allowConnection, type Allowance, type ConnectionAllowance } from "./allowance.ts";
import type { LiveLimits } from "./limits.ts";
import { RoomText, type Admitted, type NotAdmitted } from "./room-text.ts";
import type { Change, LogEntry } from "./room-log.model.ts";
import type { Reading, Snapshot } from "./snapshots.ts";
import { TokenBucket } from "./token-bucket.ts";
import { framed } from "./wire.ts";

export interface RoomParts {
  readonly name: string;
  readonly policy: string;
  /** Names this making of the room; another one under the same name is another text. */
  readonly epoch: string;
  /** Number of the official revision that the room has taken in. */
  readonly base: number;
  /** The number under which this process owns the room. */
  readonly fence: number;
  /** Number of the last entry of the log. */
  readonly seq: number;
  readonly state: Uint8Array;
  readonly owners: Map<number, string>;
  readonly sinceSnapshot: { readonly entries: number; readonly bytes: number };
  readonly append: (entry: LogEntry) => Promise<void>;
  readonly limits: LiveLimits;
  readonly failpoint: Failpoint;
  readonly log: Log;
  /** What this person may still ask. */
  readonly allowanceOf: (actor: Actor | null) => Allowance;
  /** Somebody sent what cannot be. */
  readonly onFault: (actor: Actor | null) => void;
  /** The room no longer knows what is stored: it must be loaded again. */
  readonly onBroken: () => void;
}

interface Arrived {
  readonly member: Member;
  readonly update: Uint8Array;
}
/** What is admitted in one turn, and so one entry of the log. */
const mostTurnBytes = 4 * 1024 * 1024;
const mostTurnMs = 50;
const refusals = {
  malformed: { code: closeCodes.malformed, why: "malformed" },
  "not-yours": { code: closeCodes.notAllowed, why: "not yours" },
  "too-big": { code: closeCodes.tooBig, why: "the room is full" },
} as const satisfies Record<NotAdmitted, unknown>;

const seats = new WeakMap<WebSocket, { readonly room: Room; readonly member: Member }>();

export class Room {
  readonly name: string;
  readonly policy: string;
  readonly epoch: string;
  readonly fence: number;
  base: number;
  /** When everybody was last shown out, in the count of whoever lets people in. */
  closedAt = 0;
  readonly audience: Audience;
  readonly #parts: RoomParts;
  readonly #text: RoomText;
  #arrived: Arrived[] = [];
  readonly #workedOut = new TokenBucket({ burst: 40, perSecond: 5 }, performance.now());
  #isBroken = false;
  #isRetired = false;
  /** Everything that changes the room happens one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: RoomParts) {
    this.name = parts.name;
    this.policy = parts.policy;
    this.epoch = parts.epoch;
    this.base = parts.base;
    this.fence = parts.fence;
    this.#parts = parts;
    this.#text = new RoomText(parts, parts.limits.roomBytes);
    this.audience = new Audience(
      parts.limits,
      (client, person) => this.#text.speaksFor(client, person),
      (error) => this.failed(error),
    );
  }

  get isEmpty(): boolean {
    return this.audience.members.size === 0;
  }

  /** What the log has grown by since the last snapshot. */
  get sinceSnapshot(): { readonly entries: number; readonly bytes: number } {
    return this.#text.sinceSnapshot;
  }

  /** Waits until everything that has arrived is decided, and answers the text: what is in the database, and nothing else. */
  read(): Promise<DocJSON> {
    return this.#inTurn(async () => {
      if (this.#isBroken) throw new Error(`the room ${this.name} is being loaded again`);
      return this.#text.text();
    });
  }

  settled(): Promise<void> {
    return this.#inTurn(async () => {});
  }

  /** Gives up what this process thinks of the room: whoever is in it comes back to how it is in the database. */
  abandon(reason: LeavingReason): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.sendAwayAll(reason);
    this.#parts.onBroken();
  }

  /** The entrance listens to the socket's errors already. */
  join(
    socket: WebSocket,
    who: { readonly actor: Actor | null; readonly sessionKey: string },
    entry: Entry,
  ): void {
    if (this.#isBroken || this.#isRetired) return socket.close(comeBackCodes.later);
    const member = this.audience.seat(socket, who.actor, who.sessionKey, entry);
    seats.set(socket, { room: this, member });
    socket.binaryType = "nodebuffer";
    socket.on("close", guardedClose);
    socket.on("message", guardedMessage);
    socket.on("pong", guardedPong);
    if (entry === "watch") return;
    void this.#inTurn(async () => this.audience.send(member, framed(stateVectorFrame(this.#text.vector()))));
  }

  leave(member: Member): void {
    this.audience.leave(member);
  }

  /** A message of a connection; whatever it holds, at worst it ends that connection. */
  hear(member: Member, data: Buffer, isBinary: boolean): void {
    member.isAlive = true;
    if (member.socket.readyState !== member.socket.OPEN) return;
    if (!isBinary) return this.#fault(member, 1003, "text");
    if (data.length > this.#parts.limits.frameBytes) return this.#fault(member, closeCodes.tooBig, "too big");
    const now = performance.now();
    const { person, presence } = this.#allowanceOf(member);
    // Stock clients repeat what they hear of others: what is too much of that is passed over, it is said again soon.
    if (data[0] === messageAwareness) {
      if (!presence.take(1, now)) return;
    } else if (!person.frames.take(1, now) || !person.bytes.take(data.length, now))
      return this.audience.sendAway(member, "too-fast");
    try {
      this.#receive(member, readFrame(data), now);
    } catch {
      this.#fault(member, closeCodes.malformed, "malformed");
    }
  }

  /** A listener of one of its connections threw: a fault of ours, which must not cost anybody more than that message. */
  failed(error: unknown): void {
    this.#parts.log.error({ err: error, room: this.name }, "rooms: a listener failed");
  }

  /** Runs the server's own edit; what it changed is made durable by `keep` and then shown to all. */
  change(
    edit: (doc: Y.Doc) => void,
    keep: (seq: number, change: Change | undefined) => Promise<void>,
  ): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isBroken) throw new Error("the room is being loaded again");
      let made: Change | undefined;
      try {
        made = this.#text.edit(edit);
        await keep(this.#text.next, made);
      } catch (error) {
        // A transaction that failed without saying how may have happened: the log number would be taken then.
        this.abandon("not-saved");
        throw error;
      }
      if (made === undefined) return;
      this.#text.stored([made]);
      this.audience.tell(made.update, undefined);
    });
  }

  /** The state with the log number that it holds. */
  snapshot(): Promise<Snapshot & Reading> {
    return this.#inTurn(async () => this.#text.snapshot());
  }

  sendAwayAll(reason: LeavingReason): void {
    for (const member of this.audience.members) this.audience.sendAway(member, reason);
  }

  /** From now on nobody comes in: the room is about to be let go. */
  retire(): void {
    this.#isRetired = true;
  }

  close(): void {
    this.#isBroken = true;
    this.audience.close();
    void this.#inTurn(async () => this.#text.destroy());
  }

  #receive(member: Member, frame: Frame, now: number): void {
    switch (frame.kind) {
      case "state-vector":
        if (!this.#allowanceOf(member).questions.take(1, now))
          return this.audience.sendAway(member, "too-fast");
        return this.#answer(member, Uint8Array.from(frame.vector));
      case "update":
        if (member.entry === "watch") {
          if (!saysNothing(frame.update)) this.#fault(member, closeCodes.notAllowed, "reading only");
          return;
        }
        this.#arrived.push({ member, update: Uint8Array.from(frame.update) });
        if (this.#arrived.length === 1) void this.#inTurn(() => this.#admit());
        return;
      case "awareness":
        return this.audience.meet(member, frame.update);
      case "ask-awareness":
        return;
    }
  }

  /** Who has nothing gets the stored bytes at once; for the others it is worked out once the room stands still. */
  #answer(member: Member, vector: Uint8Array): void {
    this.#parts.failpoint("room.mid-join");
    // Working it out costs as much as the room is big. Where that is asked too often, everything is sent: it says the same.
    const isNew = vector.length === 1 && vector[0] === 0;
    if (isNew || !this.#workedOut.take(1, performance.now()))
      return this.audience.sendText(member, this.#text.joining());
    void this.#inTurn(async () => {
      if (this.#isBroken) return;
      try {
        this.audience.sendText(member, this.#text.answer(vector));
      } catch {
        this.#fault(member, closeCodes.malformed, "malformed");
      }
    });
  }

  /** Admits what has arrived since the last time, as one entry of the log. */
  async #admit(): Promise<void> {
    if (this.#isBroken) return void (this.#arrived = []);
    // A document of the database holds at most 16 MB; what is left is for the next turn.
    let [count, bytes] = [0, 0];
    for (const { update } of this.#arrived) {
      bytes += update.length;
      if (count > 0 && bytes > mostTurnBytes) break;
      count += 1;
    }
    const arrived = this.#arrived.splice(0, count);
    if (this.#arrived.length > 0) void this.#inTurn(() => this.#admit());
    const admitted: (Admitted & { readonly member: Member })[] = [];
    const until = performance.now() + mostTurnMs;
    for (const [at, { member, update }] of arrived.entries()) {
      if (performance.now() > until) {
        // The rest in a turn of its own, so that everybody else is served in between.
        this.#arrived.unshift(...arrived.slice(at));
        if (this.#arrived.length === arrived.length - at) void this.#inTurn(() => this.#admit());
        break;
      }
      if (member.socket.readyState !== member.socket.OPEN) continue;
      const begun = performance.now();
      const { work } = this.#allowanceOf(member).person;
      if (!work.holds(0, begun)) {
        this.audience.sendAway(member, "too-fast");
        continue;
      }
      const tried = this.#text.admit(update, member.actor?.id ?? "", admitted);
      work.spend(performance.now() - begun, performance.now());
      if (typeof tried === "string") this.#fault(member, refusals[tried].code, refusals[tried].why);
      else admitted.push({ ...tried, member });
    }
    const news = admitted.flatMap(({ by, claims, news: update, isMore, member }) =>
      update === undefined ? [] : [{ by, claims, update, from: isMore ? undefined : member }],
    );
    if (news.length > 0 && !(await this.#keep(news))) return;
    for (const member of new Set(admitted.map((one) => one.member)))
      this.audience.saved(member, admitted.filter((one) => one.member === member).length);
    if (news.length > 0) this.#parts.failpoint("room.after-ack");
    for (const { update, from } of news) this.audience.tell(update, from);
  }

  /** Writes changes as one entry of the log; false when the database did not take it, or does not say. */
  async #keep(news: readonly Change[]): Promise<boolean> {
    this.#parts.failpoint("room.before-write");
    const changes = news.map(({ by, claims, update }) => ({ by, claims, update }));
    try {
      await this.#parts.append({ room: this.name, seq: this.#text.next, fence: this.fence, changes });
    } catch (error) {
      // Not saved, so not shown and not said to be: the writers reconnect and send it again.
      this.#parts.log.error({ err: error, room: this.name }, "rooms: an update could not be stored");
      this.abandon("not-saved");
      return false;
    }
    this.#parts.failpoint("room.after-write");
    this.#text.stored(changes);
    return true;
  }

  #fault(member: Member, code: Parameters<Audience["end"]>[1], reason: string): void {
    this.#parts.onFault(member.actor);
    this.audience.end(member, code, reason);
  }

  #allowanceOf(member: Member): ConnectionAllowance {
    const { allowanceOf, limits } = this.#parts;
    member.allowed ??= allowConnection(allowanceOf(member.actor), limits);
    return member.allowed;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.then(
      () => {},
      (error: unknown) => this.#parts.log.error({ err: error, room: this.name }, "rooms: a turn failed"),
    );
    return done;
  }
}

/** An update without structs and deletions. A browser with nothing new answers so. */
const saysNothing = (update: Uint8Array) => update.length === 2 && update[0] === 0 && update[1] === 0;

// The same functions for every connection: a reader costs no closures.
const failed = (error: unknown, socket: WebSocket) => seats.get(socket)?.room.failed(error);
const guardedMessage = guarded<WebSocket, [data: unknown, isBinary: boolean]>(function (data, isBinary) {
  const seat = seats.get(this);
  seat?.room.hear(seat.member, data as Buffer, isBinary);
}, failed);
const guardedPong = guarded<WebSocket, []>(function () {
  const seat = seats.get(this);
  if (seat !== undefined) seat.member.isAlive = true;
}, failed);
const guardedClose = guarded<WebSocket, []>(function () {
  const seat = seats.get(this);
  seats.delete(this);
  seat?.room.leave(seat.member);
}, failed);
