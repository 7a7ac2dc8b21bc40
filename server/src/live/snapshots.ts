// Snapshots of a room: its state written aside in parts, read back and compared, and only then made the room's. The log
// is cut behind the older of the two that are kept, so that one damaged snapshot loses nothing. Rule L70.
import { createHash } from "node:crypto";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import type { Failpoint } from "../platform/failpoints.ts";
import type { Database } from "../platform/database/connection.ts";
import { findRoomHead, setSnapshots, type SnapshotHead } from "./rooms.model.ts";
import { cutLog } from "./room-log.model.ts";
import { cutSnapshots, insertSnapshotPart, readSnapshotParts } from "./room-snapshots.model.ts";
import { Trial } from "./trial.ts";

export interface Snapshot {
  /** Everything of the log up to this number. */
  readonly seq: number;
  readonly state: Uint8Array;
  readonly owners: ReadonlyMap<number, string>;
}
/** What a state must read as. */
export interface Reading {
  readonly vector: Uint8Array;
  readonly text: DocJSON;
}

/** A document of the database holds at most 16 MB. */
const partBytes = 8 * 1024 * 1024;
const kept = 2;

/**
 * Writes a snapshot and makes it the room's newest; throws, and changes nothing that counts, when what is read back is
 * not what was written or the room is no longer ours.
 */
export async function takeSnapshot(
  db: Database,
  room: string,
  fence: number,
  snapshot: Snapshot & Reading,
  failpoint: Failpoint,
): Promise<void> {
  const { seq, state } = snapshot;
  const parts = Math.max(1, Math.ceil(state.length / partBytes));
  for (let part = 0; part < parts; part += 1) {
    await insertSnapshotPart(db, {
      room,
      seq,
      part,
      bytes: state.subarray(part * partBytes, (part + 1) * partBytes),
      owners: part === 0 ? [...snapshot.owners].map(([client, by]) => ({ client, by })) : [],
    });
    failpoint("room.mid-snapshot");
  }
  const head: SnapshotHead = { seq, parts, hash: hashOf(state) };
  const back = await readSnapshot(db, room, head);
  if (!readsAs(back.state, snapshot)) throw new Error("the snapshot reads differently");
  const before = (await findRoomHead(db, room))?.snapshots ?? [];
  const list = [head, ...before.filter((other) => other.seq !== seq)].slice(0, kept);
  if (!(await setSnapshots(db, room, fence, list)))
    throw new Error("the room was taken by another owner meanwhile");
  failpoint("room.mid-compaction");
  if (list.length === kept) await cutLog(db, room, Math.min(...list.map((one) => one.seq)));
  failpoint("room.mid-compaction");
  await cutSnapshots(
    db,
    room,
    list.map((one) => one.seq),
  );
}

/** Reads a snapshot; throws when a part is missing or the bytes are not those that were written. */
export async function readSnapshot(db: Database, room: string, head: SnapshotHead): Promise<Snapshot> {
  const parts = await readSnapshotParts(db, room, head.seq);
  const state = new Uint8Array(Buffer.concat(parts.map(({ bytes }) => bytes)));
  if (parts.length !== head.parts || hashOf(state) !== head.hash)
    throw new Error(`snapshot ${head.seq} of ${room} is damaged`);
  const owners = new Map(parts.flatMap((part) => part.owners.map(({ client, by }) => [client, by] as const)));
  return { seq: head.seq, state, owners };
}

const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** It makes the document that it was made from: the same clocks, the same text. */
function readsAs(state: Uint8Array, { vector, text }: Reading): boolean {
  const trial = new Trial([state]);
  try {
    return (
      Buffer.compare(trial.vector(), vector) === 0 && JSON.stringify(trial.text()) === JSON.stringify(text)
    );
  } finally {
    trial.destroy();
  }
}
