// How rooms are kept: a head per room (which revision it follows, who owns it), an append-only log of what was written,
// numbered without gaps, and now and then a snapshot behind which the log is cut.
import { Schema, trusted, type Model } from "mongoose";
import { isDuplicateKey, type Database, type Tx } from "../platform/database/connection.ts";

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

/** What one person wrote, as one entry of the log carries it. */
export interface Change {
  /** Whose it is, from her session; "" for the server's own edits. */
  readonly by: string;
  /** Client ids that were hers from here on. */
  readonly claims: readonly number[];
  readonly update: Uint8Array;
}

export interface LogEntry {
  readonly room: string;
  readonly seq: number;
  /** The number under which its writer owned the room. */
  readonly fence: number;
  readonly changes: readonly Change[];
}

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
interface LoggedEntry extends LogEntry {
  readonly _id: string;
  /** The form before entries knew whose their changes are. */
  readonly update?: Uint8Array;
}
const entrySchema = new Schema<LoggedEntry>(
  {
    _id: text,
    room: text,
    seq: number,
    fence: { type: Number, default: 0 },
    changes: { type: [inner({ by: { type: String, default: "" }, claims: [Number], update: bytes })] },
    update: { type: Buffer },
  } as never,
  { collection: "roomUpdates", versionKey: false },
);
entrySchema.index({ room: 1, seq: 1 }, { unique: true });
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
/** Changes that could not be read back: kept for whoever looks into it, and left out of the room. */
interface SetAside extends Change {
  readonly _id: string;
  readonly room: string;
  readonly seq: number;
}
const asideSchema = new Schema<SetAside>(
  {
    _id: text,
    room: text,
    seq: number,
    by: { type: String, default: "" },
    claims: [Number],
    update: bytes,
  } as never,
  { collection: "roomSetAside", versionKey: false },
);
asideSchema.index({ room: 1, seq: 1 });

const heads = (db: Database): Model<RoomHead> => db.models["Room"] ?? db.model<RoomHead>("Room", headSchema);
const entries = (db: Database): Model<LoggedEntry> =>
  db.models["RoomUpdate"] ?? db.model<LoggedEntry>("RoomUpdate", entrySchema);
const snapshots = (db: Database): Model<StoredPart> =>
  db.models["RoomSnapshot"] ?? db.model<StoredPart>("RoomSnapshot", snapshotSchema);
const aside = (db: Database): Model<SetAside> =>
  db.models["RoomSetAside"] ?? db.model<SetAside>("RoomSetAside", asideSchema);

export function registerRooms(db: Database): void {
  heads(db);
  entries(db);
  snapshots(db);
  aside(db);
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

const logged = (entry: LogEntry) => ({
  _id: `${entry.room}:${entry.seq}`,
  room: entry.room,
  seq: entry.seq,
  fence: entry.fence,
  changes: entry.changes.map(({ by, claims, update }) => ({
    by,
    claims: [...claims],
    update: Buffer.from(update.buffer, update.byteOffset, update.byteLength),
  })),
});

/** Adds one entry under its number; of two writers with the same number one fails with a duplicate key. */
export async function appendEntry(db: Database, entry: LogEntry, tx?: Tx): Promise<void> {
  await entries(db).create([logged(entry)], { session: tx ?? null });
}

/** Adds entries of many rooms in one write; answers for each in order whether it is stored, or why not. */
export async function appendEntries(
  db: Database,
  list: readonly LogEntry[],
): Promise<readonly (Error | undefined)[]> {
  try {
    await entries(db).collection.insertMany(list.map(logged) as never, { ordered: false });
    return list.map(() => undefined);
  } catch (error) {
    const refused = refusedOf(error);
    return list.map(
      (_entry, at) => refused?.get(at) ?? (refused === undefined ? (error as Error) : undefined),
    );
  }
}

/** Which writes of a batch were refused; undefined when it is not known what became of it. */
function refusedOf(error: unknown): ReadonlyMap<number, Error> | undefined {
  const { writeErrors, writeConcernErrors } = error as {
    readonly writeErrors?: unknown;
    readonly writeConcernErrors?: unknown;
  };
  if (!isDuplicateKey(error) || writeErrors === undefined || writeConcernErrors !== undefined)
    return undefined;
  const each = (Array.isArray(writeErrors) ? writeErrors : [writeErrors]) as { readonly index: number }[];
  return new Map(each.map(({ index }) => [index, error as Error]));
}

/** The log of a room after a number, in order. */
export async function readEntries(db: Database, room: string, after = 0): Promise<readonly LogEntry[]> {
  const found = await entries(db)
    .find({ room, seq: trusted({ $gt: after }) })
    .sort({ seq: 1 })
    .lean<LoggedEntry[]>()
    .exec();
  return found.map(({ seq, fence, changes, update }) => ({
    room,
    seq,
    fence: fence ?? 0,
    changes:
      update === undefined
        ? (changes ?? []).map((change) => ({ ...change, update: bytesOf(change.update) }))
        : [{ by: "", claims: [], update: bytesOf(update) }],
  }));
}

/** What the driver gives for binary data, as plain bytes of their own. */
const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array
    ? new Uint8Array(value)
    : new Uint8Array((value as { readonly value: () => Uint8Array }).value());

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

/** Takes out the log up to a number. */
export async function cutLog(db: Database, room: string, through: number): Promise<void> {
  await entries(db)
    .deleteMany({ room, seq: trusted({ $lte: through }) })
    .exec();
}

/** Takes out every part of snapshots that is not one of these. */
export async function cutSnapshots(db: Database, room: string, kept: readonly number[]): Promise<void> {
  await snapshots(db)
    .deleteMany({ room, seq: trusted({ $nin: [...kept] }) })
    .exec();
}

export async function setChangeAside(db: Database, room: string, seq: number, change: Change): Promise<void> {
  const id = `${room}:${seq}:${change.claims[0] ?? ""}:${change.update.length}`;
  await aside(db).deleteOne({ _id: id }).exec();
  await aside(db).create([
    { _id: id, room, seq, by: change.by, claims: [...change.claims], update: Buffer.from(change.update) },
  ]);
}

/** Takes a room out whole. */
export async function deleteRoom(db: Database, room: string): Promise<void> {
  await heads(db).deleteOne({ _id: room }).exec();
  await entries(db).deleteMany({ room }).exec();
  await snapshots(db).deleteMany({ room }).exec();
}
