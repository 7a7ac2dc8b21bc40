// How consultations are kept. Nobody else touches this collection.
import { Schema, type Model } from "mongoose";
import { phases, type Phase } from "@pliego/shared/consultations/consultations.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface Consultation {
  readonly _id: string;
  readonly slug: string;
  readonly title: string;
  readonly summary: { readonly "es-MX": string; readonly en: string };
  readonly institution: string;
  readonly phase: Phase;
  readonly opensAt: Date;
  readonly closesAt: Date;
  /** The policy under consultation. */
  readonly policy: string;
  /** What folios of this consultation begin with; its own, so that a folio names one suggestion of the whole site. */
  readonly folioPrefix: string;
  /** Folios given so far. */
  readonly folios: number;
  /** Counts every act: names what the public pages show. */
  readonly version: number;
  /** Counts what moderators are told; older consultations have none yet. */
  readonly queueVersion?: number;
  /** Everybody may watch the institution write its next change; older consultations do not say. */
  readonly draftingIsOpen?: boolean;
}

const text = { type: String, required: true } as const;
const schema = new Schema<Consultation>(
  {
    _id: text,
    slug: { type: String, required: true, unique: true },
    title: text,
    summary: { "es-MX": { type: String, default: "" }, en: { type: String, default: "" } },
    institution: text,
    phase: { type: String, required: true, enum: phases },
    opensAt: { type: Date, required: true },
    closesAt: { type: Date, required: true },
    policy: text,
    folioPrefix: { type: String, required: true, unique: true },
    folios: { type: Number, required: true },
    version: { type: Number, required: true },
    queueVersion: { type: Number },
    draftingIsOpen: { type: Boolean, default: false },
  },
  { collection: "consultations", versionKey: false },
);
schema.index({ phase: 1, closesAt: 1 });

const consultations = (db: Database): Model<Consultation> =>
  db.models["Consultation"] ?? db.model<Consultation>("Consultation", schema);

export const registerConsultations = (db: Database): void => void consultations(db);

export async function insertConsultation(db: Database, consultation: Consultation, tx: Tx): Promise<void> {
  await consultations(db).create([consultation], { session: tx });
}

export const findConsultation = (db: Database, slug: string): Promise<Consultation | null> =>
  consultations(db).findOne({ slug }).lean<Consultation>().exec();

/** Every consultation, the one that closes last first. */
export const listConsultations = (db: Database): Promise<Consultation[]> =>
  consultations(db).find({}).sort({ closesAt: -1, _id: 1 }).limit(200).lean<Consultation[]>().exec();

export const countConsultations = (db: Database): Promise<number> =>
  consultations(db).countDocuments().exec();

/** Counts one up in the act's transaction; answers the consultation as it is then. */
export const countUp = (
  db: Database,
  id: string,
  counter: "folios" | "version" | "queueVersion",
  tx: Tx,
): Promise<Consultation | null> =>
  consultations(db)
    .findOneAndUpdate({ _id: id }, { $inc: { [counter]: 1 } }, { session: tx, returnDocument: "after" })
    .lean<Consultation>()
    .exec();

/** Answers false where it is so already. */
export async function setDraftingIsOpen(db: Database, id: string, isOpen: boolean, tx: Tx): Promise<boolean> {
  const { modifiedCount } = await consultations(db)
    .updateOne({ _id: id }, { $set: { draftingIsOpen: isOpen } }, { session: tx })
    .exec();
  return modifiedCount === 1;
}

export const findConsultationById = (db: Database, id: string): Promise<Consultation | null> =>
  consultations(db).findById(id).lean<Consultation>().exec();

export const prefixIsTaken = async (db: Database, folioPrefix: string, tx: Tx): Promise<boolean> =>
  (await consultations(db).findOne({ folioPrefix }, { _id: 1 }).session(tx).lean().exec()) !== null;
