// A restore or a move seen from the database that receives it: claim it while it is empty, fill it, read it back, make
// its last indexes, let it go. The claim stays until all of that is done, so that nothing serves what is half filled.
import type { Database } from "../connection.ts";
import { refuseServed } from "../presence-record.ts";
import { definitionsOf } from "./definitions.ts";
import { driverOf } from "./driver.ts";
import { fill } from "./filling.ts";
import {
  beginTransfer,
  endTransfer,
  howToEmpty,
  movedAway,
  movedSentence,
  noteTransfer,
  unfinishedTransfer,
  type UnfinishedTransfer,
} from "./maintenance.ts";
import type { CollectionDefinition, Part, Sealed } from "./parts.ts";
import { completeIndexes, verify } from "./verifying.ts";
import type { Watch } from "./watching.ts";

export type Arrival = Pick<UnfinishedTransfer, "kind" | "id" | "from" | "command"> & { readonly at: Date };

/** Answers the same arrival when it has begun already; refuses a database that holds anything else, saying what. */
export async function refuseOccupied(
  db: Database,
  { kind, id }: Pick<Arrival, "kind" | "id">,
): Promise<UnfinishedTransfer | undefined> {
  await refuseServed(db, "target");
  const begun = await unfinishedTransfer(db);
  if (begun === undefined) await refuseFull(db);
  else if (begun.id !== id || begun.kind !== kind)
    throw new Error(
      `The database holds an unfinished ${begun.kind} from ${begun.from}, begun ${begun.startedAt.toISOString()}: finish that one (\`npm run cli -- ${begun.command}\`), or ${howToEmpty}`,
    );
  return begun;
}

/** Takes an empty database, or goes on with the same arrival; answers that claim. */
export async function claim(db: Database, arrival: Arrival, watch: Watch): Promise<UnfinishedTransfer> {
  const begun = await refuseOccupied(db, arrival);
  if (begun !== undefined) {
    watch.say(`Going on with the ${begun.kind} begun ${begun.startedAt.toISOString()}.`);
    return begun;
  }
  // Collections without documents are what a server makes when it starts; the indexes come with the documents.
  for (const { name } of await definitionsOf(db)) await driverOf(db).dropCollection(name);
  const { at, ...mark } = arrival;
  const claimed = { ...mark, startedAt: at, documents: 0, isVerified: false };
  await beginTransfer(db, claimed);
  try {
    // A server that began in the meantime is seen here, or has seen the claim.
    await refuseServed(db, "target");
  } catch (error) {
    await endTransfer(db);
    throw error;
  }
  return claimed;
}

async function refuseFull(db: Database): Promise<void> {
  const held: string[] = [];
  for (const { name } of await definitionsOf(db)) {
    const some = await driverOf(db)
      .collection(name)
      .findOne({}, { projection: { _id: 1 } });
    if (some !== null) held.push(`${name} (${await driverOf(db).collection(name).estimatedDocumentCount()})`);
  }
  const moved = await movedAway(db);
  if (held.length === 0 && moved === undefined) return;
  const why = held.length === 0 ? "" : ` It holds documents in ${held.join(", ")}.`;
  const mark = moved === undefined ? "" : ` ${movedSentence(moved)}`;
  throw new Error(`The database to be filled must be empty; nothing is ever merged.${why}${mark}`);
}

/** Fills a claimed database, or completes what is there of it, and reads it back. */
export async function receive(
  db: Database,
  parts: AsyncIterable<Part>,
  watch: Watch,
): Promise<readonly Sealed[]> {
  const filled = await fill(db, parts, watch);
  await verify(db, filled, watch);
  const documents = filled.reduce((sum, { seal }) => sum + seal.documents, 0);
  await noteTransfer(db, { documents });
  return filled;
}

/** Makes the last indexes and lets the database be served. */
export async function release(db: Database, definitions: readonly CollectionDefinition[]): Promise<void> {
  await completeIndexes(db, definitions);
  await endTransfer(db);
}
