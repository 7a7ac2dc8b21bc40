// How rooms are kept: a head per room (which revision it follows, who owns it), a log (room-log.model.ts) and snapshots
// (room-snapshots.model.ts).
import { Schema, trusted, type Model } from "mongoose";
import type { Database, Tx } from "../platform/database/connection.ts";
import { deleteLog, registerRoomLog } from "./room-log.model.ts";
import { deleteSnapshots, registerRoomSnapshots } from "./room-snapshots.model.ts";

export interface RoomHead {
  /** The room's name. */
  readonly _id: string;
  readonly policy: string;
  readonly consultation: string;
  /** Number of the newest revision that the room follows. */
  readonly base: number;
  /** Names this making of the room: whoever still has another making of it must not bring that text back. */
  readonly epoch?: string;
  /** Which process has the room, until when, and the number that goes up each time it is taken. Absent before the first. */
  readonly owner?: string | null;
  readonly until?: Date | null;
  readonly fence?: number;
  /** The newest snapshots that were read back and found good, the newest first. */
  readonly snapshots?: readonly SnapshotHead[];
}

export interface SnapshotHead {
  /** The snapshot holds the log up to this number. */
  readonly seq: number;
  readonly parts: number;
  /** SHA-256 of its bytes, hex. */
  readonly hash: string;
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const inner = (shape: object) => new Schema(shape as never, { _id: false });

const headSchema = new Schema<RoomHead>(
  {
    _id: text,
    policy: text,
    consultation: text,
    base: number,
    epoch: { type: String, default: "" },
    owner: { type: String, default: null },
    until: { type: Date, default: null },
    fence: { type: Number, default: 0 },
    snapshots: { type: [inner({ seq: number, parts: number, hash: text })], default: [] },
  },
  { collection: "rooms", versionKey: false },
);
const heads = (db: Database): Model<RoomHead> => db.models["Room"] ?? db.model<RoomHead>("Room", headSchema);

export function registerRooms(db: Database): void {
  heads(db);
  registerRoomLog(db);
  registerRoomSnapshots(db);
}

export const findRoomHead = (db: Database, room: string): Promise<RoomHead | null> =>
  heads(db).findById(room).lean<RoomHead>().exec();

export async function insertRoomHead(db: Database, head: RoomHead, tx: Tx): Promise<void> {
  await heads(db).create([head], { session: tx });
}

/** Moves a room's base on; false when it is not where the caller thought. */
export async function moveRoomBase(
  db: Database,
  room: string,
  from: number,
  to: number,
  tx: Tx,
): Promise<boolean> {
  const { matchedCount } = await heads(db)
    .updateOne({ _id: room, base: from }, { $set: { base: to } }, { session: tx })
    .exec();
  return matchedCount === 1;
}

/** Takes the room for `owner` where nobody else holds it at `now`, and counts its fence on; null when somebody does. */
export const takeRoom = (
  db: Database,
  room: string,
  owner: string,
  now: Date,
  until: Date,
): Promise<RoomHead | null> =>
  heads(db)
    .findOneAndUpdate(
      {
        _id: room,
        $or: [{ owner }, { owner: null }, { until: null }, { until: trusted({ $lte: now }) }],
      },
      { $set: { owner, until }, $inc: { fence: 1 } },
      { returnDocument: "after" },
    )
    .lean<RoomHead>()
    .exec();

/** Holds on to a room; false when it was taken meanwhile. */
export async function keepRoom(
  db: Database,
  room: string,
  owner: string,
  fence: number,
  until: Date,
): Promise<boolean> {
  const { matchedCount } = await heads(db).updateOne({ _id: room, owner, fence }, { $set: { until } }).exec();
  return matchedCount === 1;
}

export async function releaseRoom(db: Database, room: string, owner: string, fence: number): Promise<void> {
  await heads(db)
    .updateOne({ _id: room, owner, fence }, { $set: { owner: null, until: null } })
    .exec();
}

/** Says that from now on the room is another making of itself. */
export async function setEpoch(db: Database, room: string, epoch: string): Promise<void> {
  await heads(db).updateOne({ _id: room }, { $set: { epoch } }).exec();
}

/** Makes these the room's snapshots; false when the room was taken by another owner meanwhile. */
export async function setSnapshots(
  db: Database,
  room: string,
  fence: number,
  list: readonly SnapshotHead[],
): Promise<boolean> {
  const { matchedCount } = await heads(db)
    .updateOne({ _id: room, fence }, { $set: { snapshots: [...list] } })
    .exec();
  return matchedCount === 1;
}

/** Takes a room out whole. */
export async function deleteRoom(db: Database, room: string): Promise<void> {
  await heads(db).deleteOne({ _id: room }).exec();
  await deleteLog(db, room);
  await deleteSnapshots(db, room);
}
