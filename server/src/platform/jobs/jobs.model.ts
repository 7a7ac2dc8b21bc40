// How jobs are kept: the outbox. A job is written in the transaction of the act that needs it.
import { Schema, type Model } from "mongoose";
import type { Database, Tx } from "../database/connection.ts";

export interface Job {
  readonly _id: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly runAt: Date;
  /** Nobody else takes it before this instant. */
  readonly lockedUntil: Date;
  readonly attempts: number;
  /** Why the last attempt failed; empty while none has. */
  readonly error: string;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const schema = new Schema<Job>(
  {
    _id: text,
    kind: text,
    payload: { type: Schema.Types.Mixed, required: true },
    runAt: date,
    lockedUntil: date,
    attempts: { type: Number, required: true },
    error: { type: String, default: "" },
  },
  { collection: "jobs", versionKey: false, minimize: false },
);
schema.index({ runAt: 1 });

const jobs = (db: Database): Model<Job> => db.models["Job"] ?? db.model<Job>("Job", schema);

export const registerJobs = (db: Database): void => void jobs(db);

export async function insertJob(db: Database, job: Job, tx: Tx): Promise<void> {
  await jobs(db).create([job], { session: tx });
}

/** Takes the job that is due longest, so that no other runner does before `lockedUntil`. */
export function claimJob(db: Database, now: Date, lockedUntil: Date): Promise<Job | null> {
  const due = db.base.trusted({ $lte: now });
  return jobs(db)
    .findOneAndUpdate(
      { runAt: due, lockedUntil: due },
      { $set: { lockedUntil }, $inc: { attempts: 1 } },
      { sort: { runAt: 1 }, returnDocument: "after" },
    )
    .lean<Job>()
    .exec();
}

/** Ends a job that is still ours; false when another runner has taken it meanwhile. */
export async function finishJob(db: Database, job: Job, tx: Tx): Promise<boolean> {
  const { deletedCount } = await jobs(db)
    .deleteOne({ _id: job._id, attempts: job.attempts }, { session: tx })
    .exec();
  return deletedCount === 1;
}

export async function postponeJob(db: Database, job: Job, runAt: Date, error: string): Promise<void> {
  await jobs(db)
    .updateOne({ _id: job._id, attempts: job.attempts }, { $set: { runAt, lockedUntil: runAt, error } })
    .exec();
}

export const countJobs = (db: Database): Promise<number> => jobs(db).countDocuments().exec();
