// Brings a room back from the database: the newest snapshot that is whole and the log after it; what of that cannot be
// read is left out, and set aside by the room's owner, so that one bad entry costs only itself. Rules L22, L71.
import type { Database } from "../platform/database/connection.ts";
import { randomId } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { findRoomHead, setEpoch, type RoomHead } from "./rooms.model.ts";
import { readEntries, setChangeAside, type Change, type LogEntry } from "./room-log.model.ts";
import { readSnapshot, type Snapshot } from "./snapshots.ts";
import { Trial } from "./trial.ts";

export interface LoadedRoom {
  readonly head: RoomHead;
  /** Number of the last entry of the log. */
  readonly seq: number;
  readonly state: Uint8Array;
  readonly owners: Map<number, string>;
  /** Entries and bytes of the log behind the newest snapshot. */
  readonly log: { readonly entries: number; readonly bytes: number };
  /** What could not be read and is left out, with its number in the log. */
  readonly bad: ReadonlyMap<Change, number>;
}

/** Only reads: anybody may, also while another process owns the room. */
export async function loadRoom(db: Database, name: string, log: Log): Promise<LoadedRoom> {
  const head = await findRoomHead(db, name);
  if (head === null) throw new Error(`there is no room ${name}`);
  const snapshot = await newestWhole(db, head, log);
  const first = snapshot?.seq ?? 0;
  const entries = await readEntries(db, name, first);
  entries.forEach((entry, at) => {
    if (entry.seq !== first + at + 1) log.error({ room: name, seq: entry.seq }, "rooms: the log has a gap");
  });
  const owners = new Map(snapshot?.owners);
  const bad = new Map<Change, number>();
  // What was admitted once is not judged again, unless there is no other way to a text that can be read.
  let trial = replay(snapshot, entries, bad, false);
  if (!isReadable(trial)) {
    bad.clear();
    trial = replay(snapshot, entries, bad, true);
  }
  for (const { changes } of entries)
    for (const { by, claims } of changes) for (const client of claims) owners.set(client, by);
  const state = trial.state();
  trial.destroy();
  return {
    head,
    seq: entries.at(-1)?.seq ?? first,
    state,
    owners,
    log: {
      entries: entries.length,
      bytes: entries.flatMap(({ changes }) => changes).reduce((sum, { update }) => sum + update.length, 0),
    },
    bad,
  };
}

/** Sets aside what could not be read, for the owner of the room; answers the name of the making that the room is now. */
export async function setBadAside(db: Database, { head, bad }: LoadedRoom, log: Log): Promise<string> {
  if (bad.size === 0) return head.epoch ?? "";
  for (const [change, seq] of bad) {
    log.error(
      { room: head._id, seq, by: change.by },
      "rooms: an entry of the log cannot be read and is set aside",
    );
    await setChangeAside(db, head._id, seq, change);
  }
  // Pages that still have what is left out must not bring it back, nor be refused for it: they open the room anew.
  const epoch = randomId(8);
  await setEpoch(db, head._id, epoch);
  return epoch;
}

async function newestWhole(db: Database, head: RoomHead, log: Log): Promise<Snapshot | undefined> {
  let damage: unknown;
  for (const one of head.snapshots ?? []) {
    try {
      return await readSnapshot(db, head._id, one);
    } catch (error) {
      damage = error;
      log.error({ err: error, room: head._id }, "rooms: a snapshot cannot be read");
    }
  }
  // With no snapshot at all, the log is whole from its beginning.
  if (damage !== undefined && (head.snapshots?.length ?? 0) > 1) throw damage;
  return undefined;
}

function isReadable(trial: Trial): boolean {
  try {
    trial.text();
    return true;
  } catch {
    return false;
  }
}

/** The document of a log. What breaks it goes into `bad`, with its number, and is left out. */
function replay(
  snapshot: Snapshot | undefined,
  entries: readonly LogEntry[],
  bad: Map<Change, number>,
  strictly: boolean,
): Trial {
  const good = snapshot === undefined ? [] : [snapshot.state];
  const trial = new Trial(good);
  for (const { seq, changes } of entries) {
    for (const change of changes) {
      if (trial.takesBack(change.update, strictly)) good.push(change.update);
      else {
        bad.set(change, seq);
        trial.restore(good);
      }
    }
  }
  return trial;
}
