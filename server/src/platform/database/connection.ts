// One connection to the database, the same for the embedded store and for a MongoDB replica set. A mongoose instance
// of its own per connection: no state is shared between two servers in one process. Rules O10, O11.
import { Mongoose, type ClientSession, type Connection } from "mongoose";
import { admit, type EmbeddedHello, type Hello } from "./admission.ts";
import { repairDriver } from "./driver-repair.ts";
import { refusalAtStart, StartRefusal } from "./start-refusal.ts";

export type Database = Connection;
/** The session of a running transaction; every query of an act takes it. */
export type Tx = ClientSession;

export interface DatabaseConnection {
  readonly db: Database;
  /** What the server says it is, in words, for the start-up message and /readyz. */
  readonly description: string;
  /** What the embedded store says of itself; undefined on a MongoDB server. */
  readonly embedded: EmbeddedHello | undefined;
  /** Makes the collections and indexes of every model registered so far. Throws StartRefusal where it may not. */
  readonly prepare: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Patience {
  /**
   * How long an operation waits for a server that takes it. A replica set needs up to 12 s to notice that its primary
   * is gone and to elect another; who waits that long is served instead of refused.
   */
  readonly selectionMs: number;
  /** How long opening a connection may take, and how long a server may be silent before it is given up. */
  readonly connectMs: number;
  /** How long an operation waits for a free connection. */
  readonly queueMs: number;
  /** How long a write waits for the majority of the members. */
  readonly majorityMs: number;
}

export const usualPatience: Patience = {
  selectionMs: 15_000,
  connectMs: 10_000,
  queueMs: 10_000,
  majorityMs: 30_000,
};

/**
 * Connects and asks the server what it is; throws StartRefusal, which says what to do, when it cannot be used. `setting` is
 * what people call the place where they gave the address.
 */
export async function connectDatabase(
  uri: string,
  patience: Patience = usualPatience,
  setting = "MONGODB_URI",
): Promise<DatabaseConnection> {
  repairDriver();
  // Filters come parsed from our own code; what is not a declared path or smuggles an operator is a bug, not a query.
  const mongoose = new Mongoose({
    sanitizeFilter: true,
    strictQuery: "throw",
    strict: "throw",
    autoIndex: false,
    autoCreate: false,
    // The driver waits for a server; mongoose would queue behind its back.
    bufferCommands: false,
  });
  const majority = { w: "majority", journal: true, wtimeoutMS: patience.majorityMs } as const;
  let db: Connection | undefined;
  try {
    db = mongoose.createConnection(uri, {
      ...databaseNamed(uri),
      // Given one by one, because an address may carry weaker ones (?w=1) and these win over it.
      ...majority,
      readConcernLevel: "majority",
      readPreference: "primary",
      retryReads: true,
      retryWrites: true,
      serverSelectionTimeoutMS: patience.selectionMs,
      connectTimeoutMS: patience.connectMs,
      waitQueueTimeoutMS: patience.queueMs,
      appName: "pliego",
      autoIndex: false,
      autoCreate: false,
    });
    const opened = await db.asPromise();
    const { hello, description } = await introduction(opened);
    return {
      db: opened,
      description,
      embedded: hello.pliegoEmbedded,
      prepare: () =>
        prepare(opened).catch((error: unknown) => {
          throw refusalAtStart(error, uri, setting);
        }),
      close: () => opened.close(),
    };
  } catch (error) {
    await db?.close().catch(() => {}); // It is not open; what was wrong is said below.
    throw refusalAtStart(error, uri, setting);
  }
}

async function introduction(db: Connection): Promise<{ hello: Hello; description: string }> {
  const admin = db.getClient().db("admin");
  const hello = (await admin.command({ hello: 1 })) as Hello;
  const answer = admit(hello, (await admin.command({ buildInfo: 1 })) as { readonly version?: string });
  if (answer.kind === "refused") throw new StartRefusal(answer.why, answer.whatToDo);
  return { hello, description: answer.description };
}

async function prepare(db: Connection): Promise<void> {
  for (const model of Object.values(db.models)) {
    await model.createCollection();
    await model.createIndexes();
  }
}

/**
 * The database of an address that names none. The driver would take an account from the database it is given here;
 * accounts of an address without one are in `admin`, as everywhere else.
 */
function databaseNamed(uri: string): { readonly dbName?: string; readonly authSource?: string } {
  const [, user, name] = /^mongodb(?:\+srv)?:\/\/([^/?]*@)?[^/?]*(?:\/([^?]*))?/.exec(uri) ?? [];
  if (name !== undefined && name !== "") return {};
  const isSaid = /[?&]auth(Source|Mechanism)=/i.test(uri);
  return { dbName: "pliego", ...(user === undefined || isSaid ? {} : { authSource: "admin" }) };
}

/** Emitted by the connection after each transaction of this process, for whoever works on what acts leave behind. */
export const committed = "pliego-committed";

/**
 * Runs an act's writes as one: all of them or none. The work may run again when another act got in between, so it
 * must do nothing outside the database. What two acts both read and must not both decide on, each of them must write:
 * not every database notices what was only read (docs/decisions/0002-embedded-store.md).
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

/** True for a failure of the server with this code. */
export const hasCode = (error: unknown, code: number): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === code;

/** True when a write was refused because a unique key exists already. */
export const isDuplicateKey = (error: unknown): boolean => hasCode(error, 11000);
