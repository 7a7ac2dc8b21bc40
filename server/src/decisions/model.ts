// How decisions are kept: written once, one per suggestion, never altered.
import { Schema, type Model } from "mongoose";
import { outcomes, type Outcome } from "@pliego/shared/decisions/decisions.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface Decision {
  readonly _id: string;
  readonly consultation: string;
  readonly folio: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly official: string;
  /** The official's public name when deciding. */
  readonly officialName: string;
  /** Number of the revision that it made; 0 when the text stays. */
  readonly revision: number;
  readonly at: Date;
}

const text = { type: String, required: true } as const;
const schema = new Schema<Decision>(
  {
    _id: text,
    consultation: text,
    folio: { type: String, required: true, unique: true },
    outcome: { type: String, required: true, enum: outcomes },
    reason: text,
    official: text,
    officialName: text,
    revision: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: "decisions", versionKey: false },
);
schema.index({ consultation: 1, at: -1 });

const decisions = (db: Database): Model<Decision> =>
  db.models["Decision"] ?? db.model<Decision>("Decision", schema);

export const registerDecisions = (db: Database): void => void decisions(db);

export async function insertDecision(db: Database, decision: Decision, tx: Tx): Promise<void> {
  await decisions(db).create([decision], { session: tx });
}

export const findDecision = (db: Database, folio: string): Promise<Decision | null> =>
  decisions(db).findOne({ folio }).lean<Decision>().exec();

export const listDecisions = (db: Database, consultation: string, limit: number): Promise<Decision[]> =>
  decisions(db).find({ consultation }).sort({ at: -1 }).limit(limit).lean<Decision[]>().exec();
