// Which rooms this process has: taking one with a lease and a fencing number, loading it whole before it answers anybody,
// snapshots, letting it go when nobody is there. Another owner's number in the log makes our next write fail, whatever
// the clocks say: the first thing an owner writes is an entry of its own. Rules L70, L72.
import { refuse } from "@pliego/shared/errors.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Context } from "../platform/context.ts";
import { isDuplicateKey } from "../platform/database/connection.ts";
import type { Failpoint } from "../platform/failpoints.ts";
import type { Allowance } from "./allowance.ts";
import type { RoomDoor, RoomSubject } from "./doors.ts";
import type { LiveLimits } from "./limits.ts";
import { begin, catchUp } from "./official-text.ts";
import { loadRoom, setBadAside, type LoadedRoom } from "./loading.ts";
import { makeLogWriter } from "./log-writer.ts";
import { Room } from "./room.ts";
import { deleteRoom, findRoomHead, keepRoom, releaseRoom, takeRoom } from "./rooms.model.ts";
import { appendEntries } from "./room-log.model.ts";
import { takeSnapshot } from "./snapshots.ts";

export interface RoomKeeper {
  /** The room, loaded whole. Refuses with not-found; throws RoomElsewhere. */
  readonly open: (name: string) => Promise<Room>;
  readonly loaded: () => readonly Room[];
  /** The room if it is loaded, or about to be. */
  readonly peek: (name: string) => Promise<Room> | undefined;
  /** Has the loaded rooms of a policy take in every official revision that they have not taken in. */
  readonly catchUp: (policy: string) => Promise<void>;
  /** Lets a loaded room go, with a snapshot where it is worth one. Whoever is in it must have been sent away. */
  readonly release: (name: string) => Promise<void>;
  /** Takes the room out of the database. Whoever is in it must have been sent away. */
  readonly drop: (name: string) => Promise<void>;
  /** Writes what is open, gives every room back. */
  readonly close: () => Promise<void>;
}

/** Another process has the room. */
export class RoomElsewhere extends Error {}

const leaseMs = 15_000;
const idleMs = 30_000;
/** An emptied room whose log is longer than this gets a snapshot before it is let go. */
const worthSnapshot = { entries: 64, bytes: 64 * 1024 };
const mostLogBytes = 1024 * 1024;
const loadTries = 5;

export function keepRooms(
  ctx: Context,
  parts: {
    readonly doors: readonly RoomDoor[];
    readonly nodeName: string;
    readonly limits: LiveLimits;
    readonly failpoint: Failpoint;
    readonly onFault: (actor: Actor | null) => void;
    readonly allowanceOf: (actor: Actor | null) => Allowance;
  },
): RoomKeeper {
  const { db } = ctx;
  const writer = makeLogWriter((entries) => appendEntries(db, entries));
  const opening = new Map<string, Promise<Room>>();
  const rooms = new Map<string, Room>();
  const ending = new Map<string, Promise<void>>();
  const emptySince = new Map<Room, number>();
  const snapping = new Set<Room>();
  let isClosing = false;

  const forget = (room: Room) => {
    if (rooms.get(room.name) !== room) return;
    rooms.delete(room.name);
    opening.delete(room.name);
    emptySince.delete(room);
  };

  const load = async (name: string): Promise<Room> => {
    await ending.get(name);
    const subject = (await subjectOf(parts.doors, name)) ?? refuse("not-found");
    if ((await findRoomHead(db, name)) === null) await begin(ctx, name, subject);
    const now = ctx.clock.now();
    const taken = await takeRoom(db, name, parts.nodeName, now, new Date(now.getTime() + leaseMs));
    if (taken === null) throw new RoomElsewhere(name);
    const fence = taken.fence ?? 0;
    const loaded = await loadFenced(name, fence);
    const epoch = await setBadAside(db, loaded, ctx.log);
    const room: Room = new Room({
      name,
      policy: subject.policy,
      epoch,
      base: loaded.head.base,
      fence,
      seq: loaded.seq + 1,
      state: loaded.state,
      owners: loaded.owners,
      sinceSnapshot: loaded.log,
      append: writer.append,
      limits: { ...parts.limits, roomBytes: subject.mostBytes ?? parts.limits.roomBytes },
      failpoint: parts.failpoint,
      log: ctx.log,
      onFault: parts.onFault,
      allowanceOf: parts.allowanceOf,
      onBroken: () => forget(room),
    });
    await catchUp(ctx, room, subject);
    return room;
  };

  /** Loads the log and closes it to every owner before: with an entry of our own, after the last. */
  const loadFenced = async (name: string, fence: number): Promise<LoadedRoom> => {
    for (let left = loadTries; ; left -= 1) {
      const loaded = await loadRoom(db, name, ctx.log);
      try {
        await writer.append({ room: name, seq: loaded.seq + 1, fence, changes: [] });
        return loaded;
      } catch (error) {
        // The owner before us wrote once more while we were reading.
        if (!isDuplicateKey(error) || left === 0) throw error;
      }
    }
  };

  const open = (name: string): Promise<Room> => {
    let room = opening.get(name);
    if (room === undefined) {
      room = load(name);
      opening.set(name, room);
      room.then(
        (loaded) => opening.get(name) === room && rooms.set(name, loaded),
        () => opening.get(name) === room && opening.delete(name),
      );
    }
    return room;
  };

  const snapshot = async (room: Room): Promise<void> => {
    if (snapping.has(room)) return;
    snapping.add(room);
    try {
      await takeSnapshot(db, room.name, room.fence, await room.snapshot(), parts.failpoint);
    } catch (error) {
      // The log is still whole: the next one will do.
      ctx.log.error({ err: error, room: room.name }, "rooms: no snapshot could be taken");
    } finally {
      snapping.delete(room);
    }
  };

  const letGo = (room: Room): Promise<void> => {
    forget(room);
    room.retire();
    const work = (async () => {
      const { entries, bytes } = room.sinceSnapshot;
      if (!isClosing && (entries >= worthSnapshot.entries || bytes >= worthSnapshot.bytes))
        await snapshot(room);
      await room.settled();
      await releaseRoom(db, room.name, parts.nodeName, room.fence);
      room.close();
    })()
      .catch((error: unknown) => ctx.log.error({ err: error, room: room.name }, "rooms: letting go failed"))
      .finally(() => ending.get(room.name) === work && ending.delete(room.name));
    ending.set(room.name, work);
    return work;
  };

  const release = async (name: string): Promise<void> => {
    const room = await opening.get(name)?.catch(() => undefined);
    if (room !== undefined) await letGo(room);
    await ending.get(name);
  };

  const tend = async (): Promise<void> => {
    for (const room of rooms.values()) {
      const until = new Date(ctx.clock.now().getTime() + leaseMs);
      if (!(await keepRoom(db, room.name, parts.nodeName, room.fence, until))) {
        room.abandon("moved");
        continue;
      }
      const { entries, bytes } = room.sinceSnapshot;
      if (entries > parts.limits.snapshotEntries || bytes > mostLogBytes) await snapshot(room);
      if (!room.isEmpty) {
        emptySince.delete(room);
        continue;
      }
      const since = emptySince.get(room) ?? performance.now();
      emptySince.set(room, since);
      if (performance.now() - since >= idleMs) void letGo(room);
    }
  };
  let tending: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    tending = tending
      .then(tend)
      .catch((error: unknown) => ctx.log.error({ err: error }, "rooms: could not be looked after"));
  }, parts.limits.tendMs);
  timer.unref();

  return {
    open,
    loaded: () => [...rooms.values()],
    peek: (name) => opening.get(name),
    async catchUp(policy) {
      for (const room of rooms.values()) {
        const subject = room.policy === policy ? await subjectOf(parts.doors, room.name) : null;
        if (subject !== null) await catchUp(ctx, room, subject);
      }
    },
    release,
    async drop(name) {
      await release(name);
      await deleteRoom(db, name);
    },
    async close() {
      isClosing = true;
      clearInterval(timer);
      await tending;
      await Promise.allSettled(opening.values());
      await Promise.all([...rooms.values()].map(letGo));
      await Promise.all(ending.values());
    },
  };
}

/** What a room is about; null where there is no such room. */
async function subjectOf(doors: readonly RoomDoor[], name: string): Promise<RoomSubject | null> {
  const found = doorOf(doors, name);
  return found === undefined ? null : found.door.subject(found.key);
}

/** The door of a room's name, and its key there. */
export function doorOf(
  doors: readonly RoomDoor[],
  name: string,
): { readonly door: RoomDoor; readonly key: string } | undefined {
  const [, kind, key] = /^([a-z]+)-([\w-]{1,80})$/.exec(name) ?? [];
  const door = doors.find((one) => one.kind === kind);
  return door === undefined || key === undefined ? undefined : { door, key };
}
