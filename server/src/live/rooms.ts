// The rooms of this server as the rest of it sees them.
import type { WebSocket } from "ws";
import { Refusal } from "@pliego/shared/errors.ts";
import { closeCodes } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import type { Failpoint } from "../platform/failpoints.ts";
import { guarded } from "../platform/guarded.ts";
import { keepAllowances } from "./allowance.ts";
import { makeEntrance, type Entrance, type EntranceParts } from "./entrance.ts";
import { loadRoom } from "./loading.ts";
import type { Held } from "./revocation.ts";
import { keepRooms, RoomElsewhere } from "./room-keeper.ts";
import type { Room } from "./room.ts";
import { moveRoomBase } from "./rooms.model.ts";
import { Trial } from "./trial.ts";

export interface RoomReading {
  readonly doc: DocJSON;
  /** Number of the official revision that the room follows. */
  readonly base: number;
  /** Names this making of the room; a page says it when it connects. */
  readonly epoch: string;
}

export interface Rooms {
  readonly upgrade: Entrance["upgrade"];
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

export interface RoomsParts extends EntranceParts {
  readonly nodeName: string;
  readonly failpoint: Failpoint;
}

const closingMs = 2_000;

export function openRooms(ctx: Context, parts: RoomsParts): Rooms {
  const { doors, limits, nodeName, failpoint } = parts;
  const allowances = keepAllowances(limits);
  const keeper = keepRooms(ctx, {
    doors,
    nodeName,
    limits,
    failpoint,
    allowanceOf: allowances.of,
    onFault: allowances.fault,
  });
  const entrance = makeEntrance({ ...parts, allowances, open: keeper.open, log: ctx.log });

  /** Ends the connections of one person in a room where the door does not let her in as she is there. */
  const askAgain = async (room: Room, actor: Actor | null, sessionKey?: string): Promise<void> => {
    const entry = await entrance.ask(room.name, actor).catch((error: unknown) => {
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
    entrance.askAnew(name, room);
    await room.settled();
    for (const member of room.audience.members) room.audience.end(member, closeCodes.closed, "closed");
  };

  return {
    upgrade: entrance.upgrade,
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
      const room = await keeper.peek(name)?.catch(() => undefined);
      entrance.askAnew(name, room);
      if (room === undefined) return;
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
      entrance.shut();
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
      entrance.close();
    },
  };
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
