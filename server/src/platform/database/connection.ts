// One connection to the database, the same for the embedded store and for a MongoDB replica set. A mongoose instance
// of its own per connection: no state is shared between two servers in one process.
import { Mongoose, type ClientSession, type Connection } from "mongoose";

export type Database = Connection;
/** The session of a running transaction; every query of an act takes it. */
export type Tx = ClientSession;

export interface DatabaseConnection {
  readonly db: Database;
  /** Makes the collections and indexes of every model registered so far. */
  readonly prepare: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Connects and waits until the server answers; throws when it cannot be reached within ten seconds. */
export async function connectDatabase(uri: string): Promise<DatabaseConnection> {
  // Filters come parsed from our own code; what is not a declared path or smuggles an operator is a bug, not a query.
  const mongoose = new Mongoose({
    sanitizeFilter: true,
    strictQuery: "throw",
    strict: "throw",
    autoIndex: false,
    autoCreate: false,
  });
  const db = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: 10_000,
    writeConcern: { w: "majority", journal: true },
    readConcern: { level: "majority" },
    autoIndex: false,
    autoCreate: false,
  });
  await db.asPromise();
  return {
    db,
    prepare: async () => {
      for (const model of Object.values(db.models)) {
        await model.createCollection();
        await model.createIndexes();
      }
    },
    close: () => db.close(),
  };
}

/** Emitted by the connection after each transaction of this process, for whoever works on what acts leave behind. */
export const committed = "pliego-committed";

/**
 * Runs an act's writes as one: all of them or none. The work may run again when another act got in between, so it
 * must do nothing outside the database.
 */
export async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  const session = await db.startSession();
  try {
    const result = await session.withTransaction(() => work(session), {
      readConcern: { level: "snapshot" },
      writeConcern: { w: "majority", journal: true },
    });
    db.emit(committed);
    return result;
  } finally {
    await session.endSession();
  }
}

/** True when a write was refused because a unique key exists already. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === 11000;
}
