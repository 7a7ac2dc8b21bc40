// The server under test: the one that MONGODB_URI names, in a database of its own that is dropped at the end, or else
// a fresh embedded store. The cases see a client of the driver and a connection of mongoose, and nothing beneath them.
import mongoose, { type Connection, type mongo } from "mongoose";
import { databaseUri } from "../../../testing/own-database.ts";
import { openTestStore } from "../embedded/test-store.ts";
import { wordsOf } from "./words.ts";

// The cases give documents of every shape on purpose.
// oxlint-disable-next-line typescript/no-explicit-any
export type Row = Record<string, any>;
export type Rows = mongo.Collection<Stored>;
/** Without this the driver would take every _id for an ObjectId. */
interface Stored extends Row {
  readonly _id?: number | string | mongo.ObjectId | readonly number[];
}

export interface Target {
  /** Where the suite runs, for people: "the embedded store", "MongoDB 8.0.17". */
  readonly name: string;
  readonly isMongoDb: boolean;
  readonly uri: string;
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly connection: Connection;
  /** A collection that no other case uses; it does not exist yet. */
  readonly fresh: () => Rows;
  /** A client of its own, watched as the other is; whoever opens it closes it. */
  readonly open: () => Promise<mongo.MongoClient>;
  /** The commands, options, operators and stages that were sent and not refused so far, in the words of words.ts. */
  readonly answered: ReadonlySet<string>;
  /** How long a document may outlive its time, in milliseconds. */
  readonly expiryMs: number;
  readonly end: () => Promise<void>;
}

/** MongoDB looks for expired documents once a minute; the fresh embedded store is told to do so at once. */
const MINUTE_MS = 60_000;
const SWEEP_MS = 50;

/** Throws when the server does not answer within ten seconds. */
export async function openTarget(): Promise<Target> {
  const given = databaseUri();
  const store = given === undefined ? await openTestStore(undefined, SWEEP_MS) : undefined;
  const uri = given ?? store?.store.uri ?? "";
  const answered = new Set<string>();
  const open = async () => {
    const client = new mongoose.mongo.MongoClient(uri, {
      monitorCommands: true,
      serverSelectionTimeoutMS: 10_000,
    });
    listen(client, answered);
    return client.connect();
  };
  const client = await open();
  const connection = await mongoose
    .createConnection(uri, { monitorCommands: true, autoIndex: false, autoCreate: false })
    .asPromise();
  listen(connection.getClient(), answered);
  const db = client.db();
  const [{ version }, { pliegoEmbedded }] = await Promise.all([
    db.command({ buildInfo: 1 }),
    db.command({ hello: 1 }),
  ]);
  const isMongoDb = pliegoEmbedded === undefined;
  let collections = 0;
  return {
    name: isMongoDb ? `MongoDB ${version}` : "the embedded store",
    isMongoDb,
    uri,
    client,
    db,
    connection,
    fresh: () => db.collection<Stored>(`c${(collections += 1)}`),
    open,
    answered,
    expiryMs: given === undefined ? 100 * SWEEP_MS : 2.5 * MINUTE_MS,
    end: async () => {
      if (given !== undefined) await db.dropDatabase();
      await connection.close();
      await client.close();
      await store?.end();
    },
  };
}

/** Notes the words of every command that is not refused. */
function listen(client: mongo.MongoClient, answered: Set<string>): void {
  const running = new Map<number, ReadonlySet<string>>();
  client.on("commandStarted", ({ requestId, command }) => {
    const words = new Set<string>();
    wordsOf(command, (word) => void words.add(word));
    running.set(requestId, words);
  });
  client.on("commandSucceeded", ({ requestId }) => {
    for (const word of running.get(requestId) ?? []) answered.add(word);
    running.delete(requestId);
  });
  client.on("commandFailed", ({ requestId }) => void running.delete(requestId));
}
