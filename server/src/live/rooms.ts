// The rooms of this server as the rest of it sees them: who may enter, and what the domains ask of a room.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RequestHandler } from "express";
import { WebSocketServer, type WebSocket } from "ws";
import { closeCodes, comeBackCodes, roomServerPath } from "@pliego/shared/live/rooms.ts";
import { Refusal } from "@pliego/shared/errors.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import type { Failpoint } from "../platform/failpoints.ts";
import { guarded } from "../platform/guarded.ts";
import { countAddresses, type AddressCount } from "./address-count.ts";
import type { Entry, RoomDoor } from "./doors.ts";
import { addressOf, identify, type Identity } from "./identify.ts";
import { makeAllowance, type Allowance } from "./allowance.ts";
import type { LiveLimits } from "./limits.ts";
import type { Held } from "./revocation.ts";
import { loadRoom } from "./loading.ts";
import { doorOf, keepRooms, RoomElsewhere } from "./room-keeper.ts";
import type { Room } from "./room.ts";
import { moveRoomBase } from "./rooms.model.ts";
import { TokenBucket } from "./token-bucket.ts";
import { Trial } from "./trial.ts";

export interface RoomReading {
  readonly doc: DocJSON;
  /** Number of the official revision that the room follows. */
  readonly base: number;
  /** Names this making of the room; a page says it when it connects. */
  readonly epoch: string;
}

export interface Rooms {
  /** Takes over a socket that asks for a room; answers false when the path is not one of a room. */
  readonly upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** What is in a room: what was acknowledged, and nothing else. Refuses with not-found. */
  readonly readText: (name: string) => Promise<RoomReading>;
  /** Within the act that publishes a room's text as a revision: the room now follows that revision. */
  readonly rebase: (name: string, from: number, to: number, tx: Tx) => Promise<boolean>;
  /** Brings the loaded rooms of a policy up to date with the official text; the others catch up when they are loaded. */
  readonly catchUp: (policy: string) => Promise<void>;
  /** Asks the door again about everybody in a room. */
  readonly look: (name: string) => Promise<void>;
  /** Ends every connection of a room for good. */
  readonly closeRoom: (name: string) => Promise<void>;
  /** Closes a room and takes what was written in it out of the database. */
  readonly drop: (name: string) => Promise<void>;
  /** Ends every connection that a session opened. */
  readonly closeSession: (sessionKey: string) => void;
  /** Who is in a room because of who she is. */
  readonly held: () => readonly Held[];
  /** Asks the doors again about those who are let in whoever they are. */
  readonly lookAtWatchers: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface RoomsParts {
  readonly doors: readonly RoomDoor[];
  readonly isOwnOrigin: (origin: string) => boolean;
  readonly identify: readonly RequestHandler[];
  readonly trustedProxies: number;
  readonly addresses: AddressCount;
  readonly limits: LiveLimits;
  readonly nodeName: string;
  readonly failpoint: Failpoint;
}

/** How long the door's answer to somebody without a session may be used for the next one. */
const doorAnswerMs = 1_000;
const closingMs = 2_000;
const slackBytes = 256 * 1024;
/** Fault counts kept at most; they are of people and addresses that sent what cannot be. */
const mostFaulty = 10_000;

export function openRooms(ctx: Context, parts: RoomsParts): Rooms {
  const { limits } = parts;
  const taking = (maxPayload: number) =>
    new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload,
      maxFragments: 1_024,
      perMessageDeflate: false,
    });
  // What is bigger is not even read; what is only a little too big is refused with a code that says so.
  const sockets = {
    write: taking(limits.frameBytes + slackBytes),
    watch: taking(limits.readersFrameBytes),
  };
  const people = countAddresses(limits.roomsPerPerson);
  const faults = new Map<string, TokenBucket>();
  const allowances = new Map<string, Allowance>();
  const allowanceOf = (actor: Actor | null): Allowance => {
    if (actor === null) return makeAllowance(limits);
    const known = allowances.get(actor.id);
    if (known !== undefined) return known;
    if (allowances.size >= mostFaulty) allowances.clear();
    const made = makeAllowance(limits);
    allowances.set(actor.id, made);
    return made;
  };
  const keeper = keepRooms(ctx, {
    doors: parts.doors,
    nodeName: parts.nodeName,
    limits,
    failpoint: parts.failpoint,
    allowanceOf,
    onFault: (actor) => void faultsOf(actor?.id ?? "").take(1, performance.now()),
  });
  const openDoors = new Map<string, { readonly until: number; readonly entry: Promise<Entry> }>();
  let isClosing = false;
  const failed = (error: unknown) => ctx.log.error({ err: error }, "rooms: a connection failed");

  const faultsOf = (person: string): TokenBucket => {
    const known = faults.get(person);
    if (known !== undefined) return known;
    if (faults.size >= mostFaulty) faults.clear();
    const made = new TokenBucket(limits.faults, performance.now());
    faults.set(person, made);
    return made;
  };

  /** What the door says to this person; refuses. */
  const ask = async (name: string, actor: Actor | null): Promise<Entry> => {
    const [door, key] = doorOf(parts.doors, name) ?? [];
    if (door === undefined || key === undefined) throw new Refusal("not-found");
    const { subject, entry } = await door.enter(key, actor);
    return subject.isClosed ? "watch" : entry;
  };
  /** The same for somebody without a session; thousands may come at once, and get one answer. */
  const askForAnyone = (name: string): Promise<Entry> => {
    if (doorOf(parts.doors, name) === undefined) return Promise.reject(new Refusal("not-found"));
    const now = performance.now();
    const known = openDoors.get(name);
    if (known !== undefined && known.until > now) return known.entry;
    if (openDoors.size >= mostFaulty) openDoors.clear();
    const entry = ask(name, null);
    openDoors.set(name, { until: now + doorAnswerMs, entry });
    return entry;
  };

  /** Counts what doors are asked and rooms are closed, so that no answer from before a closing counts after it. */
  let turns = 0;
  const enter = async (
    req: IncomingMessage,
    name: string,
  ): Promise<{
    readonly room: Room;
    readonly who: Identity;
    readonly entry: Entry;
    readonly asked: number;
  }> => {
    const who = await identify(req, parts.identify);
    turns += 1;
    const asked = turns;
    const entry = await (who.actor === null ? askForAnyone(name) : ask(name, who.actor));
    return { room: await keeper.open(name), who, entry, asked };
  };

  const upgrade: Rooms["upgrade"] = (req, socket, head) => {
    const [path = "", query = ""] = (req.url ?? "").split("?");
    if (!path.startsWith(`${roomServerPath}/`)) return false;
    const name = path.slice(roomServerPath.length + 1);
    const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    socket.on(
      "error",
      guarded(() => void socket.destroy(), failed),
    );
    const { origin } = req.headers;
    if (origin === undefined || !parts.isOwnOrigin(origin)) return (refuse("403 Forbidden"), true);
    if (isClosing) return (refuse("503 Service Unavailable"), true);
    const leave = parts.addresses.enter(addressOf(req, parts.trustedProxies));
    if (leave === null) return (refuse("429 Too Many Requests"), true);
    socket.once("close", guarded(leave, failed));
    // Also who is refused can send what is no frame: without a listener that would end the process.
    const answer = (then: (client: WebSocket) => void, entry: Entry = "watch") =>
      sockets[entry].handleUpgrade(req, socket, head, (client) => {
        client.on(
          "error",
          guarded(() => void setTimeout(() => client.terminate(), 1_000).unref(), failed),
        );
        then(client);
      });
    enter(req, name).then(
      ({ room, who, entry, asked }) => {
        if (socket.destroyed) return;
        const goes = who.actor === null ? () => {} : people.enter(who.actor.id);
        if (goes === null) return refuse("429 Too Many Requests");
        socket.once("close", guarded(goes, failed));
        const isFaulty = faults.get(who.actor?.id ?? "")?.holds(1, performance.now()) === false;
        if (isFaulty && entry === "write") return refuse("429 Too Many Requests");
        const epoch = new URLSearchParams(query).get("epoch");
        if (epoch !== null && epoch !== room.epoch)
          return answer((client) => client.close(closeCodes.stale, "another making of this room"));
        if (asked < room.closedAt) return answer((client) => client.close(comeBackCodes.later, "ask again"));
        answer(
          (client) => (isClosing ? client.close(comeBackCodes.restarting) : room.join(client, who, entry)),
          entry,
        );
      },
      (error: unknown) => {
        if (error instanceof RoomElsewhere)
          return answer((client) => client.close(comeBackCodes.later, "moved"));
        if (!(error instanceof Refusal)) {
          ctx.log.error({ err: error }, "rooms: a room could not be entered");
          return refuse("500 Internal Server Error");
        }
        // The stock client retries a refused upgrade for ever; a close code of ours ends it, and can be explained.
        answer((client) => client.close(codeOf(error), error.code));
      },
    );
    return true;
  };

  /** Ends the connections of one person in a room where the door does not let her in as she is there. */
  const askAgain = async (room: Room, actor: Actor | null, sessionKey?: string): Promise<void> => {
    const entry = await ask(room.name, actor).catch((error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    });
    for (const member of room.audience.members) {
      if (member.actor?.id !== actor?.id || entry === member.entry) continue;
      if (sessionKey !== undefined && member.sessionKey !== sessionKey) continue;
      const isGone = entry instanceof Refusal && entry.status === 401;
      // Who may write now, or only read now, comes back as that.
      if (!(entry instanceof Refusal)) room.audience.sendAway(member, "moved");
      else if (isGone) room.audience.end(member, closeCodes.noSession, "signed out");
      else room.audience.end(member, closeCodes.notAllowed, "not allowed any more");
    }
  };

  const beat = setInterval(() => keeper.loaded().forEach((room) => room.audience.beat()), limits.beatMs);
  beat.unref();

  const closeRoom = async (name: string): Promise<void> => {
    const room = await keeper.peek(name)?.catch(() => undefined);
    if (room === undefined) return;
    turns += 1;
    room.closedAt = turns;
    openDoors.delete(name);
    await room.settled();
    for (const member of room.audience.members) room.audience.end(member, closeCodes.closed, "closed");
  };

  return {
    upgrade,
    async readText(name) {
      const room = await keeper.open(name).catch((error: unknown) => {
        if (error instanceof RoomElsewhere) return undefined;
        throw error;
      });
      if (room === undefined) return readStored(ctx, name);
      return { doc: await room.read(), base: room.base, epoch: room.epoch };
    },
    rebase: (name, from, to, tx) => moveRoomBase(ctx.db, name, from, to, tx),
    catchUp: keeper.catchUp,
    async look(name) {
      openDoors.delete(name);
      const room = await keeper.peek(name)?.catch(() => undefined);
      if (room === undefined) return;
      // Whoever asked the door before this and is not in yet asks again.
      turns += 1;
      room.closedAt = turns;
      const people = new Map([...room.audience.members].map(({ actor }) => [actor?.id, actor]));
      for (const actor of people.values()) await askAgain(room, actor);
    },
    closeRoom,
    async drop(name) {
      await closeRoom(name);
      await keeper.drop(name);
    },
    closeSession(sessionKey) {
      for (const room of keeper.loaded())
        for (const member of room.audience.members)
          if (member.sessionKey === sessionKey && sessionKey !== "")
            room.audience.end(member, closeCodes.noSession, "signed out");
    },
    held: () =>
      keeper.loaded().flatMap((room) =>
        [...room.audience.writers].flatMap((member) =>
          member.actor === null
            ? []
            : [
                {
                  sessionKey: member.sessionKey,
                  actor: member.actor,
                  changed: async (now: Actor | null) => {
                    if (now === null) room.audience.end(member, closeCodes.noSession, "signed out");
                    else await askAgain(room, now, member.sessionKey);
                  },
                },
              ],
        ),
      ),
    async lookAtWatchers() {
      for (const room of keeper.loaded()) {
        if (room.audience.members.size > room.audience.writers.size) await askAgain(room, null);
      }
    },
    async close() {
      isClosing = true;
      clearInterval(beat);
      const members = keeper.loaded().flatMap((room) => [...room.audience.members]);
      await Promise.all(keeper.loaded().map((room) => room.settled()));
      for (const room of keeper.loaded()) room.sendAwayAll("restarting");
      await Promise.race([
        Promise.all(members.map(({ socket }) => closed(socket))),
        new Promise((resolve) => setTimeout(resolve, closingMs).unref()),
      ]);
      for (const { socket } of members) socket.terminate();
      await keeper.close();
      sockets.write.close();
      sockets.watch.close();
    },
  };
}

function codeOf({ status }: Refusal): number {
  if (status === 401) return closeCodes.noSession;
  return status === 410 ? closeCodes.closed : closeCodes.notAllowed;
}

/** What another process has stored of a room so far. */
async function readStored(ctx: Context, name: string): Promise<RoomReading> {
  const { state, head } = await loadRoom(ctx.db, name, ctx.log);
  const trial = new Trial([state]);
  try {
    return { doc: trial.text(), base: head.base, epoch: head.epoch ?? "" };
  } finally {
    trial.destroy();
  }
}

const closed = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) resolve();
    else socket.once("close", guarded(resolve as () => void, resolve as () => void));
  });
