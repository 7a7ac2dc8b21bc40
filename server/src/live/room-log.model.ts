// The log of a room: append-only, numbered without gaps; what of it cannot be read is set aside.
import { Schema, trusted, type Model } from "mongoose";
import { bytesOf } from "../platform/database/bytes.ts";
import { isDuplicateKey, type Database, type Tx } from "../platform/database/connection.ts";

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

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const bytes = { type: Buffer, required: true } as const;
const inner = (shape: object) => new Schema(shape as never, { _id: false });

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

const entries = (db: Database): Model<LoggedEntry> =>
  db.models["RoomUpdate"] ?? db.model<LoggedEntry>("RoomUpdate", entrySchema);
const aside = (db: Database): Model<SetAside> =>
  db.models["RoomSetAside"] ?? db.model<SetAside>("RoomSetAside", asideSchema);

export function registerRoomLog(db: Database): void {
  entries(db);
  aside(db);
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
    // One that cannot be sent must not cost the others; what is there already fails again, as a number that is taken.
    if (refused === undefined && list.length > 1)
      return (await Promise.all(list.map((entry) => appendEntries(db, [entry])))).flat();
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

/** Takes out the log up to a number. */
export async function cutLog(db: Database, room: string, through: number): Promise<void> {
  await entries(db)
    .deleteMany({ room, seq: trusted({ $lte: through }), changes: trusted({ $ne: [] }) })
    .exec();
}

export async function deleteLog(db: Database, room: string): Promise<void> {
  await entries(db).deleteMany({ room }).exec();
}

export async function setChangeAside(db: Database, room: string, seq: number, change: Change): Promise<void> {
  const id = `${room}:${seq}:${change.claims[0] ?? ""}:${change.update.length}`;
  await aside(db).deleteOne({ _id: id }).exec();
  await aside(db).create([
    { _id: id, room, seq, by: change.by, claims: [...change.claims], update: Buffer.from(change.update) },
  ]);
}
