// How policies and their revisions are kept. A revision is written once and never changed.
import { Schema, type Model } from "mongoose";
import type { PackedText } from "@pliego/shared/text/packed-text.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface Policy {
  readonly _id: string;
  readonly consultation: string;
  /** Number of the newest revision. */
  readonly latest: number;
}

export type Making =
  | { readonly kind: "import" }
  | { readonly kind: "decision"; readonly decision: string; readonly folio: string }
  | { readonly kind: "institutional" };

export interface Revision {
  readonly _id: string;
  readonly policy: string;
  readonly number: number;
  /** Number of the revision it was made from; 0 for the first. */
  readonly parent: number;
  readonly doc: DocJSON;
  /** The identity of its tokens, and with it the origin of every word. */
  readonly tracked: PackedText;
  /** In which form it is stored; none for those without identities. */
  readonly form: 1;
  /** As the imported file had it, with its fences; empty when there was none. */
  readonly frontMatter: string;
  /** "sha256:" and hex, over the canonical JSON of the text and its front matter. */
  readonly hash: string;
  readonly madeBy: Making;
  readonly reason: string;
  readonly publishedAt: Date;
}

export type RevisionHead = Omit<Revision, "doc" | "tracked" | "form" | "frontMatter">;

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const policySchema = new Schema<Policy>(
  { _id: text, consultation: { type: String, required: true, unique: true }, latest: number },
  { collection: "policies", versionKey: false },
);
const revisionSchema = new Schema<Revision>(
  {
    _id: text,
    policy: text,
    number,
    parent: number,
    doc: { type: Schema.Types.Mixed, required: true },
    tracked: { type: Schema.Types.Mixed, required: true },
    form: number,
    frontMatter: { type: String, default: "" },
    hash: text,
    madeBy: { type: Schema.Types.Mixed, required: true },
    reason: { type: String, default: "" },
    publishedAt: { type: Date, required: true },
  },
  { collection: "revisions", versionKey: false, minimize: false },
);
revisionSchema.index({ policy: 1, number: 1 }, { unique: true });
revisionSchema.index({ form: 1 });

const policies = (db: Database): Model<Policy> =>
  db.models["Policy"] ?? db.model<Policy>("Policy", policySchema);
const revisions = (db: Database): Model<Revision> =>
  db.models["Revision"] ?? db.model<Revision>("Revision", revisionSchema);

export function registerPolicies(db: Database): void {
  policies(db);
  revisions(db);
}

export async function insertPolicy(db: Database, policy: Policy, tx: Tx): Promise<void> {
  await policies(db).create([policy], { session: tx });
}

/** Adds a revision under its unique (policy, number) and moves the policy's head to it. */
export async function insertRevision(db: Database, revision: Revision, tx: Tx): Promise<void> {
  await revisions(db).create([revision], { session: tx });
  await policies(db)
    .updateOne({ _id: revision.policy }, { $set: { latest: revision.number } }, { session: tx })
    .exec();
}

export const findRevisionById = (db: Database, id: string): Promise<Revision | null> =>
  revisions(db).findById(id).lean<Revision>().exec();

export const findRevision = (db: Database, policy: string, number: number): Promise<Revision | null> =>
  revisions(db).findOne({ policy, number }).lean<Revision>().exec();

export const findLatestRevision = (db: Database, policy: string, tx?: Tx): Promise<Revision | null> =>
  revisions(db)
    .findOne({ policy })
    .sort({ number: -1 })
    .session(tx ?? null)
    .lean<Revision>()
    .exec();

/** The newest revision's number and hash: cheap enough to ask on every page view. */
export const findLatestHead = (db: Database, policy: string): Promise<RevisionHead | null> =>
  revisions(db)
    .findOne({ policy }, { doc: 0, tracked: 0, frontMatter: 0 })
    .sort({ number: -1 })
    .lean<RevisionHead>()
    .exec();

export const listRevisions = (db: Database, policy: string): Promise<RevisionHead[]> =>
  revisions(db)
    .find({ policy }, { doc: 0, tracked: 0, frontMatter: 0 })
    .sort({ number: -1 })
    .lean<RevisionHead[]>()
    .exec();

/** Revisions from before identities were kept, in the order in which they were made. */
export const listUntracked = (db: Database): Promise<Revision[]> =>
  revisions(db).find({ form: null }).sort({ policy: 1, number: 1 }).lean<Revision[]>().exec();

/** Adds the identities to a revision that has none; nothing else of a revision is ever changed. */
export async function setTracked(db: Database, id: string, tracked: PackedText): Promise<void> {
  await revisions(db)
    .updateOne({ _id: id, form: null }, { $set: { tracked, form: 1 } })
    .exec();
}
