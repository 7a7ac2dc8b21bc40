// What a database knows about its own transfers: one into it that is not finished, and where it was moved. One small
// collection that no backup carries.
import { isDuplicateKey, type Database } from "../connection.ts";
import { driverOf } from "./driver.ts";

export const maintenanceCollection = "maintenance";

/** A restore or a move into this database that has begun and is not verified yet: nothing may serve it. */
export interface UnfinishedTransfer {
  readonly kind: "restore" | "move";
  /** Of the backup or the move; only the same may go on. */
  readonly id: string;
  /** The file, or the place moved from. */
  readonly from: string;
  /** Its words, without credentials: run again they go on with it. */
  readonly command: string;
  readonly startedAt: Date;
  /** How many there are in all; 0 until all were read back. */
  readonly documents: number;
  /** Everything was read back and equal; only indexes and farewells are missing. */
  readonly isVerified: boolean;
}

/** A move out of this database; it is away once `finishedAt` is set. */
export interface Move {
  readonly id: string;
  /** Hosts and database, never credentials. */
  readonly to: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

export interface MovedAway extends Move {
  readonly finishedAt: Date;
}

type Stored<T> = T & { readonly _id: string };
const unfinishedId = "unfinished-transfer";
const moveId = "move";

const collection = (db: Database) => driverOf(db).collection<Stored<object>>(maintenanceCollection);

async function read<T>(db: Database, id: string): Promise<T | undefined> {
  const found = await collection(db).findOne({ _id: id });
  return found === null ? undefined : (found as unknown as T);
}

async function write(db: Database, id: string, fields: object): Promise<void> {
  await collection(db).updateOne({ _id: id }, { $set: fields }, { upsert: true });
}

/** The transfer into this database that is not finished; a database that has one must not be served. */
export const unfinishedTransfer = (db: Database): Promise<UnfinishedTransfer | undefined> =>
  read(db, unfinishedId);

/** Takes the database for a transfer; refuses when another has taken it in the same moment. */
export async function beginTransfer(db: Database, transfer: UnfinishedTransfer): Promise<void> {
  try {
    await collection(db).insertOne({ _id: unfinishedId, ...transfer });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new Error("Another restore or move into this database began in the same moment", { cause: error });
  }
}

export const noteTransfer = (
  db: Database,
  progress: Partial<Pick<UnfinishedTransfer, "documents" | "isVerified">>,
): Promise<void> => write(db, unfinishedId, progress);

export async function endTransfer(db: Database): Promise<void> {
  await collection(db).deleteOne({ _id: unfinishedId });
}

/** The move out of this database that was begun last, finished or not. */
export const lastMove = (db: Database): Promise<Move | undefined> => read(db, moveId);

export const recordMove = (db: Database, move: Move): Promise<void> => write(db, moveId, move);

/** Where this database was moved; a database that was must not be served any more. */
export async function movedAway(db: Database): Promise<MovedAway | undefined> {
  const move = await lastMove(db);
  return move === undefined || move.finishedAt === null
    ? undefined
    : { ...move, finishedAt: move.finishedAt };
}

/** Throws an Error that says what to do when this database is only half filled, or was moved away. */
export async function refuseUnservable(db: Database): Promise<void> {
  await refuseHalfFilled(db);
  const moved = await movedAway(db);
  if (moved !== undefined) throw new Error(movedSentence(moved));
}

/** Throws an Error that says what to do when a transfer into this database is not finished. */
export async function refuseHalfFilled(db: Database): Promise<void> {
  const unfinished = await unfinishedTransfer(db);
  if (unfinished !== undefined) throw new Error(unfinishedSentence(unfinished, await documentsIn(db)));
}

/** About how many documents are there, of all collections but this one. */
async function documentsIn(db: Database): Promise<number> {
  let sum = 0;
  for (const { name } of await driverOf(db).listCollections({}, { nameOnly: true }).toArray())
    if (name !== maintenanceCollection && !name.startsWith("system."))
      sum += await driverOf(db).collection(name).estimatedDocumentCount();
  return sum;
}

/** What to do with a database that is to be filled anew. */
export const howToEmpty = "drop the database (an embedded store: remove the folder store in its DATA_DIR)";

/** `documents`: how many are there so far, when that was counted. */
export function unfinishedSentence(
  { kind, from, command, startedAt }: UnfinishedTransfer,
  documents?: number,
): string {
  const sofar = documents === undefined ? "" : ` (${documents.toLocaleString("en-US")} documents are here)`;
  return [
    `This database is only half filled: a ${kind} from ${from}, begun ${startedAt.toISOString()}, has not finished${sofar}.`,
    `Run \`npm run cli -- ${command}\` again, with the`,
    `settings of then, and it goes on; or ${howToEmpty} and begin anew.`,
  ].join(" ");
}

export function movedSentence({ to, finishedAt }: MovedAway): string {
  return [
    `This database was moved to ${to} on ${finishedAt.toISOString()} and is no longer the one that counts.`,
    "Set MONGODB_URI (or DATA_DIR) to where it is now; a move the other way, into a place that is empty, brings it back.",
  ].join(" ");
}
