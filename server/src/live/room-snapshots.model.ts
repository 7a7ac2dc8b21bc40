// The parts of the snapshots of rooms.
import { Schema, trusted, type Model } from "mongoose";
import { bytesOf } from "../platform/database/bytes.ts";
import type { Database } from "../platform/database/connection.ts";

/** Part of a snapshot; the first one says whose the client ids are. */
export interface SnapshotPart {
  readonly room: string;
  readonly seq: number;
  readonly part: number;
  readonly bytes: Uint8Array;
  readonly owners: readonly { readonly client: number; readonly by: string }[];
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const bytes = { type: Buffer, required: true } as const;
const inner = (shape: object) => new Schema(shape as never, { _id: false });

interface StoredPart extends SnapshotPart {
  readonly _id: string;
}
const snapshotSchema = new Schema<StoredPart>(
  {
    _id: text,
    room: text,
    seq: number,
    part: number,
    bytes,
    owners: { type: [inner({ client: number, by: { type: String, default: "" } })] },
  } as never,
  { collection: "roomSnapshots", versionKey: false },
);
snapshotSchema.index({ room: 1, seq: 1, part: 1 }, { unique: true });
const snapshots = (db: Database): Model<StoredPart> =>
  db.models["RoomSnapshot"] ?? db.model<StoredPart>("RoomSnapshot", snapshotSchema);

export const registerRoomSnapshots = (db: Database): void => void snapshots(db);

export async function insertSnapshotPart(db: Database, part: SnapshotPart): Promise<void> {
  const id = `${part.room}:${part.seq}:${part.part}`;
  await snapshots(db).deleteOne({ _id: id }).exec();
  await snapshots(db).create([{ ...part, _id: id, bytes: Buffer.from(part.bytes) }]);
}

export async function readSnapshotParts(
  db: Database,
  room: string,
  seq: number,
): Promise<readonly SnapshotPart[]> {
  const found = await snapshots(db).find({ room, seq }).sort({ part: 1 }).lean<SnapshotPart[]>().exec();
  return found.map((part) => ({ ...part, bytes: bytesOf(part.bytes) }));
}

/** Takes out every part of snapshots that is not one of these. */
export async function cutSnapshots(db: Database, room: string, kept: readonly number[]): Promise<void> {
  await snapshots(db)
    .deleteMany({ room, seq: trusted({ $nin: [...kept], $lt: Math.max(...kept) }) })
    .exec();
}

export async function deleteSnapshots(db: Database, room: string): Promise<void> {
  await snapshots(db).deleteMany({ room }).exec();
}
