// How the public record is kept: entries that are only ever added, the head of each chain, the keys of the
// commitments, and who stands behind a pseudonym. Keys and pseudonyms live outside the entries so that they can be erased.
import { Schema, type Model } from "mongoose";
import { actTypes, type Entry } from "@pliego/shared/record/entry.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

interface StoredEntry extends Entry {
  readonly _id: string;
}
interface Head {
  readonly _id: string;
  readonly seq: number;
  readonly hash: string;
}
interface CommitmentKey {
  /** The hash of the entry whose commitment it opens. */
  readonly _id: string;
  readonly key: string;
}
interface Pseudonym {
  readonly _id: string;
  readonly consultation: string;
  readonly person: string;
  readonly pseudonym: string;
}

const text = { type: String, required: true } as const;
const entrySchema = new Schema<StoredEntry>(
  {
    _id: text,
    consultation: text,
    seq: { type: Number, required: true },
    prev: text,
    type: { type: String, enum: actTypes, required: true },
    objectId: text,
    versionHash: { type: String, default: "" },
    time: text,
    actor: text,
    commitment: text,
    hash: text,
  },
  { collection: "recordEntries", versionKey: false },
);
entrySchema.index({ consultation: 1, seq: 1 }, { unique: true });
entrySchema.index({ consultation: 1, objectId: 1, seq: 1 });
const headSchema = new Schema<Head>(
  { _id: text, seq: { type: Number, required: true }, hash: text },
  { collection: "recordHeads", versionKey: false },
);
const keySchema = new Schema<CommitmentKey>(
  { _id: text, key: text },
  { collection: "recordKeys", versionKey: false },
);
const pseudonymSchema = new Schema<Pseudonym>(
  { _id: text, consultation: text, person: text, pseudonym: text },
  { collection: "pseudonyms", versionKey: false },
);

pseudonymSchema.index({ consultation: 1, pseudonym: 1 }, { unique: true });

const entries = (db: Database): Model<StoredEntry> =>
  db.models["RecordEntry"] ?? db.model<StoredEntry>("RecordEntry", entrySchema);
const heads = (db: Database): Model<Head> =>
  db.models["RecordHead"] ?? db.model<Head>("RecordHead", headSchema);
const keys = (db: Database): Model<CommitmentKey> =>
  db.models["RecordKey"] ?? db.model<CommitmentKey>("RecordKey", keySchema);
const pseudonyms = (db: Database): Model<Pseudonym> =>
  db.models["Pseudonym"] ?? db.model<Pseudonym>("Pseudonym", pseudonymSchema);

export function registerRecord(db: Database): void {
  entries(db);
  heads(db);
  keys(db);
  pseudonyms(db);
}

/** Where the chain of a consultation ends. */
export const findHead = (db: Database, consultation: string, tx?: Tx): Promise<Head | null> =>
  heads(db)
    .findById(consultation)
    .session(tx ?? null)
    .lean<Head>()
    .exec();

/** Adds an entry, moves the head and keeps the commitment's key, all within the act's transaction. */
export async function appendEntry(
  db: Database,
  id: string,
  entry: Entry,
  key: string,
  tx: Tx,
): Promise<void> {
  await heads(db)
    .updateOne(
      { _id: entry.consultation },
      { $set: { seq: entry.seq, hash: entry.hash } },
      { upsert: true, session: tx },
    )
    .exec();
  await entries(db).create([{ _id: id, ...entry }], { session: tx });
  await keys(db).create([{ _id: entry.hash, key }], { session: tx });
}

/** The pseudonym of a person in one consultation; the first act there makes it. */
export async function pseudonymOf(
  db: Database,
  consultation: string,
  person: string,
  fresh: string,
  tx: Tx,
): Promise<string> {
  const id = `${consultation}:${person}`;
  const known = await pseudonyms(db).findById(id).session(tx).lean<Pseudonym>().exec();
  if (known !== null) return known.pseudonym;
  await pseudonyms(db).create([{ _id: id, consultation, person, pseudonym: fresh }], { session: tx });
  return fresh;
}

/** Who stands behind a pseudonym; null when the link was erased. */
export async function findPerson(
  db: Database,
  consultation: string,
  pseudonym: string,
): Promise<string | null> {
  const found = await pseudonyms(db).findOne({ consultation, pseudonym }).lean<Pseudonym>().exec();
  return found?.person ?? null;
}

/** The key of an entry's commitment; null when it was erased. */
export async function findKey(db: Database, entryHash: string): Promise<string | null> {
  return (await keys(db).findById(entryHash).lean<CommitmentKey>().exec())?.key ?? null;
}

/** Entries of a consultation, oldest first, streamed. */
export function eachEntry(db: Database, consultation: string): AsyncIterable<Entry> {
  return entries(db)
    .find({ consultation })
    .sort({ seq: 1 })
    .lean<StoredEntry[]>()
    .cursor() as AsyncIterable<Entry>;
}

export const latestEntries = (db: Database, consultation: string, limit: number): Promise<Entry[]> =>
  entries(db).find({ consultation }).sort({ seq: -1 }).limit(limit).lean<Entry[]>().exec();

export const entriesOf = (db: Database, consultation: string, objectId: string): Promise<Entry[]> =>
  entries(db).find({ consultation, objectId }).sort({ seq: 1 }).lean<Entry[]>().exec();
