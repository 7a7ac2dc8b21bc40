// How moderators' acts are kept: one row for every change of state, never altered.
import { Schema, type Model } from "mongoose";
import { verdicts, type ParticipationRule, type Verdict } from "@pliego/shared/moderation/rules.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface ModerationAction {
  readonly _id: string;
  readonly consultation: string;
  readonly folio: string;
  readonly moderator: string;
  readonly verdict: Verdict;
  /** Name of the participation rule; empty when approved. */
  readonly rule: ParticipationRule | "";
  /** What the author is told. */
  readonly sentence: string;
  readonly at: Date;
}

const text = { type: String, required: true } as const;
const schema = new Schema<ModerationAction>(
  {
    _id: text,
    consultation: text,
    folio: text,
    moderator: text,
    verdict: { type: String, required: true, enum: verdicts },
    rule: { type: String, default: "" },
    sentence: { type: String, default: "" },
    at: { type: Date, required: true },
  },
  { collection: "moderationActions", versionKey: false },
);
schema.index({ folio: 1, at: 1 });

const actions = (db: Database): Model<ModerationAction> =>
  db.models["ModerationAction"] ?? db.model<ModerationAction>("ModerationAction", schema);

export const registerModeration = (db: Database): void => void actions(db);

export async function insertAction(db: Database, action: ModerationAction, tx: Tx): Promise<void> {
  await actions(db).create([action], { session: tx });
}

export const findActions = (db: Database, folio: string): Promise<ModerationAction[]> =>
  actions(db).find({ folio }).sort({ at: 1 }).lean<ModerationAction[]>().exec();
