// A backup: one moment of a database in one file. An interrupted one goes on at the same moment while the server still keeps
// it; when it does not, the backup begins anew at another moment, as half of each would be none.
import { recordBackup } from "../backups.ts";
import type { Database } from "../connection.ts";
import { partialOf, refuseTaken, writeBackup, type WrittenBackup } from "./backup-writing.ts";
import { definitionsOf } from "./definitions.ts";
import { placeOf } from "./driver.ts";
import type { BackupHeader } from "./file-format.ts";
import { refuseUnservable } from "./maintenance.ts";
import { atOneMoment, hasMoment, type Moment } from "./moment.ts";
import { readPartial, type PartialBackup } from "./partial-backup.ts";
import { definitionsHash } from "./parts.ts";
import { watched, type Watch } from "./watching.ts";

export interface BackupOptions {
  readonly path: string;
  readonly mayReplace: boolean;
  /** For a backup that has not begun yet. */
  readonly newId: string;
  readonly product: string;
  readonly clock: () => Date;
}

/** Writes the file and has the database note that it was made. Refuses a database that is half filled or moved away. */
export async function backUp(db: Database, options: BackupOptions, watch: Watch): Promise<WrittenBackup> {
  await refuseUnservable(db);
  await refuseTaken(options.path, options.mayReplace);
  const begun = await readPartial(partialOf(options.path));
  const partial = begun !== undefined && (await isStillThere(db, begun)) ? begun : undefined;
  if (begun !== undefined) watch.say(partial === undefined ? startingOver : goingOn(begun));
  return atOneMoment(
    db,
    (moment) => write(db, moment, partial ?? begin(db, moment, options), options, watch),
    partial?.header.moment,
  );
}

/** The same database, collections and indexes, and its server still reads at that moment. */
async function isStillThere(db: Database, { header }: PartialBackup): Promise<boolean> {
  return (
    header.from === placeOf(db) &&
    header.definitions === definitionsHash(await definitionsOf(db)) &&
    (await hasMoment(db, header.moment))
  );
}

const startingOver =
  "An earlier backup into this file was interrupted, and its moment is gone: starting over, at a new one.";
const goingOn = ({ header }: PartialBackup) =>
  `Going on with the backup begun ${header.at.toISOString()}, at the same moment.`;

function begin(db: Database, moment: Moment, { newId, product, clock }: BackupOptions): BackupHeader {
  if (moment.definitions.length === 0)
    throw new Error(`There is nothing in ${placeOf(db)} to back up: are DATA_DIR and MONGODB_URI right?`);
  return {
    id: newId,
    at: clock(),
    moment: moment.clusterTime,
    from: placeOf(db),
    product,
    collections: moment.definitions.map(({ name }) => name),
    definitions: definitionsHash(moment.definitions),
  };
}

async function write(
  db: Database,
  moment: Moment,
  start: BackupHeader | PartialBackup,
  { path, mayReplace, clock }: BackupOptions,
  watch: Watch,
): Promise<WrittenBackup> {
  const done = "sealed" in start ? start : undefined;
  const parts = watched(moment.parts(done), "Backing up", moment.expected, watch, done);
  const written = await writeBackup(path, mayReplace, start, failing(parts, watch));
  try {
    await recordBackup(db, { finishedAt: clock(), documents: written.documents, bytes: written.fileBytes });
  } catch (error) {
    // A full disk, or an account that may only read: the file is whole all the same.
    const why = error instanceof Error ? error.message : String(error);
    watch.say(
      `The backup is whole; the database could not note it, and /readyz goes on telling of the last: ${why}`,
    );
  }
  return written;
}

async function* failing<T>(parts: AsyncIterable<T>, watch: Watch): AsyncGenerator<T> {
  for await (const part of parts) {
    yield part;
    watch.failpoint("transfer.read-part");
  }
}
