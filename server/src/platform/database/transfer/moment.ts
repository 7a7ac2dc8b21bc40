// Reading a database as it was at one moment, while others go on writing: every read names the same cluster time
// (readConcern snapshot). Documents come in _id order, a batch at a time.
import type { Timestamp } from "bson";
import type { mongo } from "mongoose";
import { hasCode, type Database } from "../connection.ts";
import { canonical } from "./canonical.ts";
import { definitionsOf } from "./definitions.ts";
import { driverOf } from "./driver.ts";
import { maintenanceCollection } from "./maintenance.ts";
import {
  batchBytes,
  batchDocuments,
  makeSealer,
  sameDefinition,
  type CollectionDefinition,
  type Part,
  type Sealed,
  type Sealer,
} from "./parts.ts";

export interface Moment {
  readonly clusterTime: Timestamp;
  readonly definitions: readonly CollectionDefinition[];
  /** About how many documents there are. */
  readonly expected: number;
  /** Everything of that moment that comes after what has been read already; each time it is called it begins anew. */
  readonly parts: (done?: Done) => AsyncGenerator<Part>;
}

/** What has been read of a moment: whole collections, and the beginning of one. */
export interface Done {
  readonly sealed: readonly Sealed[];
  readonly current: { readonly definition: CollectionDefinition; readonly sealer: Sealer } | undefined;
}

/** The session in which a moment is read, and its cluster time. */
interface Reading {
  readonly session: mongo.ClientSession;
  readonly clusterTime: Timestamp;
}

/** How often the list of collections may have changed while the moment was taken, before that is given up. */
const tries = 10;
const snapshotTooOld = 239;
const snapshotUnavailable = 246;

/**
 * Runs the work on the database as it is now, or as it was at a cluster time that the server still keeps (hasMoment). The
 * driver's own snapshot sessions cannot be given a time, so each read carries it.
 */
export async function atOneMoment<T>(
  db: Database,
  work: (moment: Moment) => Promise<T>,
  clusterTime?: Timestamp,
): Promise<T> {
  const session = db.getClient().startSession({ causalConsistency: false });
  try {
    for (let left = tries; left > 0; left -= 1) {
      // A listing has no snapshot of its own: it holds for the moment when it is the same before and after.
      const before = await definitionsOf(db);
      const reading = { session, clusterTime: await fix(db, session, clusterTime) };
      const definitions = await definitionsOf(db);
      if (!areSame(before, definitions)) continue;
      return await work({
        clusterTime: reading.clusterTime,
        definitions,
        expected: await estimate(db, definitions),
        parts: (done) => read(db, reading, definitions, done),
      });
    }
    throw new Error("Collections or indexes are being made all the time; try again when that has ended");
  } catch (error) {
    throw explained(error);
  } finally {
    await session.endSession();
  }
}

/** True when the server can still read as of this cluster time. */
export async function hasMoment(db: Database, clusterTime: Timestamp): Promise<boolean> {
  const session = db.getClient().startSession({ causalConsistency: false });
  try {
    await fix(db, session, clusterTime);
    return true;
  } catch (error) {
    if (hasCode(error, snapshotTooOld) || hasCode(error, snapshotUnavailable)) return false;
    throw error;
  } finally {
    await session.endSession();
  }
}

/** A first, small read: its answer says of which time it is. */
async function fix(
  db: Database,
  session: mongo.ClientSession,
  clusterTime: Timestamp | undefined,
): Promise<Timestamp> {
  const readConcern = asOf(clusterTime);
  const answer = await driverOf(db).command(
    { find: maintenanceCollection, filter: {}, limit: 1, singleBatch: true, readConcern },
    { session },
  );
  const { cursor } = answer as { readonly cursor: { readonly atClusterTime?: Timestamp } };
  if (cursor.atClusterTime === undefined)
    throw new Error("The server cannot read at one moment: MongoDB 5.0 or newer is needed, as a replica set");
  return cursor.atClusterTime;
}

const asOf = (clusterTime: Timestamp | undefined) => ({
  level: "snapshot",
  ...(clusterTime !== undefined && { atClusterTime: clusterTime }),
});

const areSame = (a: readonly CollectionDefinition[], b: readonly CollectionDefinition[]): boolean =>
  a.length === b.length && a.every((one, at) => sameDefinition(one, b[at] as CollectionDefinition));

async function estimate(db: Database, definitions: readonly CollectionDefinition[]): Promise<number> {
  let sum = 0;
  for (const { name } of definitions) sum += await driverOf(db).collection(name).estimatedDocumentCount();
  return sum;
}

async function* read(
  db: Database,
  reading: Reading,
  definitions: readonly CollectionDefinition[],
  done: Done | undefined,
): AsyncGenerator<Part> {
  for (const definition of definitions) {
    const { name } = definition;
    if (done?.sealed.some((one) => one.definition.name === name) === true) continue;
    const begun = done?.current?.definition.name === name ? done.current.sealer : undefined;
    if (begun === undefined) yield { kind: "collection", definition };
    const sealer = begun ?? makeSealer(name);
    for await (const documents of batches(documentsThen(db, name, reading, sealer.counted()))) {
      for (const document of documents) sealer.add(document);
      yield { kind: "documents", documents };
    }
    yield { kind: "seal", seal: sealer.seal() };
  }
}

/** A collection's documents as of the moment, in _id order, without the first ones. */
async function* documentsThen(
  db: Database,
  name: string,
  { session, clusterTime }: Reading,
  skip: number,
): AsyncGenerator<Buffer> {
  const readConcern = asOf(clusterTime);
  const cursor = driverOf(db).runCursorCommand(
    { find: name, filter: {}, sort: { _id: 1 }, skip, batchSize: batchDocuments, readConcern },
    { session, raw: true },
  );
  cursor.setBatchSize(batchDocuments);
  yield* canonicalOf(cursor, name);
}

/** A collection's documents as they are now, in _id order, as canonical BSON. */
export async function* documentsOf(db: Database, name: string): AsyncGenerator<Buffer> {
  const cursor = driverOf(db)
    .collection(name)
    .find({}, { raw: true, sort: { _id: 1 }, batchSize: batchDocuments });
  yield* canonicalOf(cursor, name);
}

async function* canonicalOf(cursor: mongo.AbstractCursor, name: string): AsyncGenerator<Buffer> {
  try {
    for await (const raw of cursor) yield canonical(raw as unknown as Buffer, name);
  } finally {
    await cursor.close();
  }
}

async function* batches(documents: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for await (const document of documents) {
    batch.push(document);
    bytes += document.length;
    if (batch.length < batchDocuments && bytes < batchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

function explained(error: unknown): unknown {
  if (hasCode(error, snapshotTooOld))
    return new Error(
      [
        "The server no longer has the moment that was being read; start again. MongoDB keeps one for",
        "minSnapshotHistoryWindowInSeconds, 300 seconds by default: when reading takes longer, raise it on every member,",
        "for example with db.adminCommand({ setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600 }). The embedded",
        `store keeps one until it is restarted, or half an hour unused. The server says: ${wordsOf(error)}`,
      ].join(" "),
      { cause: error },
    );
  if (hasCode(error, snapshotUnavailable))
    return new Error(
      `The server cannot read at one moment just now; start again in a minute. It says: ${wordsOf(error)}`,
      { cause: error },
    );
  return error;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
