// How rooms are kept: an append-only log of Yjs updates per room, numbered without gaps, and which revision of the
// official text the room has taken in.
import { Schema, type Model } from "mongoose";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface RoomHead {
  /** The room's name. */
  readonly _id: string;
  readonly policy: string;
  readonly consultation: string;
  /** Number of the newest revision that the room follows. */
  readonly base: number;
}

interface LoggedUpdate {
  readonly _id: string;
  readonly room: string;
  readonly seq: number;
  readonly update: Buffer;
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const headSchema = new Schema<RoomHead>(
  { _id: text, policy: text, consultation: text, base: number },
  { collection: "rooms", versionKey: false },
);
const updateSchema = new Schema<LoggedUpdate>(
  { _id: text, room: text, seq: number, update: { type: Buffer, required: true } },
  { collection: "roomUpdates", versionKey: false },
);
updateSchema.index({ room: 1, seq: 1 }, { unique: true });

const heads = (db: Database): Model<RoomHead> => db.models["Room"] ?? db.model<RoomHead>("Room", headSchema);
const updates = (db: Database): Model<LoggedUpdate> =>
  db.models["RoomUpdate"] ?? db.model<LoggedUpdate>("RoomUpdate", updateSchema);

export function registerRooms(db: Database): void {
  heads(db);
  updates(db);
}

export const findRoomHead = (db: Database, room: string, tx?: Tx): Promise<RoomHead | null> =>
  heads(db)
    .findById(room)
    .session(tx ?? null)
    .lean<RoomHead>()
    .exec();

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

/** Adds one update under its number; of two writers with the same number one fails with a duplicate key. */
export async function appendUpdate(
  db: Database,
  room: string,
  seq: number,
  update: Uint8Array,
  tx?: Tx,
): Promise<void> {
  const logged = { _id: `${room}:${seq}`, room, seq, update: Buffer.from(update) };
  await updates(db).create([logged], { session: tx ?? null });
}

/** Every update of a room in order. */
export async function readUpdates(
  db: Database,
  room: string,
): Promise<readonly { readonly seq: number; readonly update: Uint8Array }[]> {
  const found = await updates(db)
    .find({ room })
    .sort({ seq: 1 })
    .lean<{ seq: number; update: { buffer: Uint8Array } }[]>()
    .exec();
  return found.map(({ seq, update }) => ({ seq, update: new Uint8Array(update.buffer) }));
}
