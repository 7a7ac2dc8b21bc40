// When the last backup of this database was finished: kept in the database itself, so that whoever serves it can say so,
// wherever the backup was made.
import { Schema, type Model } from "mongoose";
import type { Database } from "./connection.ts";

export interface FinishedBackup {
  readonly finishedAt: Date;
  readonly documents: number;
  readonly bytes: number;
}

const schema = new Schema<FinishedBackup & { readonly _id: string }>(
  {
    _id: { type: String, required: true },
    finishedAt: { type: Date, required: true },
    documents: { type: Number, required: true },
    bytes: { type: Number, required: true },
  },
  { collection: "backups", versionKey: false },
);

const backups = (db: Database): Model<FinishedBackup & { readonly _id: string }> =>
  db.models["Backup"] ?? db.model<FinishedBackup & { readonly _id: string }>("Backup", schema);

export const registerBackups = (db: Database): void => void backups(db);

const last = { _id: "last" };

/** Call once the backup is whole and verified, never before. */
export async function recordBackup(db: Database, backup: FinishedBackup): Promise<void> {
  const { finishedAt, documents, bytes } = backup;
  await backups(db).updateOne(last, { $set: { finishedAt, documents, bytes } }, { upsert: true }).exec();
}

export const lastBackup = (db: Database): Promise<FinishedBackup | null> =>
  backups(db).findOne(last).lean<FinishedBackup>().exec();
