// How branches are kept. Nobody else touches this collection. The text itself is in the branch's room.
import { Schema, trusted, type Model } from "mongoose";
import {
  branchStates,
  writtenStates,
  type BranchAuthor,
  type BranchState,
} from "@pliego/shared/branches/branch.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface Branch {
  /** Random; whoever is no author never learns it, but for those who are invited. */
  readonly _id: string;
  readonly consultation: string;
  readonly policy: string;
  /** Number of the revision that its text began as. */
  readonly base: number;
  /** Whoever began it first; empty once it is abandoned. */
  readonly authors: readonly BranchAuthor[];
  /** SHA-256 of the invitation's code as hex, "" before the first; the code itself is never kept. */
  readonly inviteHash: string;
  readonly inviteOpen: boolean;
  readonly state: BranchState;
  /** Names one attempt to send it, while that lasts. */
  readonly sending: string;
  /** Of the suggestion that it became; "" before. */
  readonly folio: string;
  readonly createdAt: Date;
}

const text = { type: String, required: true } as const;
const author = new Schema<BranchAuthor>({ id: text, name: text }, { _id: false, id: false });
const schema = new Schema<Branch>(
  {
    _id: text,
    consultation: text,
    policy: text,
    base: { type: Number, required: true },
    authors: { type: [author], required: true },
    inviteHash: { type: String, default: "" },
    inviteOpen: { type: Boolean, default: false },
    state: { type: String, required: true, enum: branchStates },
    sending: { type: String, default: "" },
    folio: { type: String, default: "" },
    createdAt: { type: Date, required: true },
  },
  { collection: "branches", versionKey: false },
);
schema.index({ "authors.id": 1, state: 1, createdAt: -1 });

const branches = (db: Database): Model<Branch> => db.models["Branch"] ?? db.model<Branch>("Branch", schema);

export const registerBranches = (db: Database): void => void branches(db);

export async function insertBranch(db: Database, branch: Branch, tx: Tx): Promise<void> {
  await branches(db).create([branch], { session: tx });
}

export const findBranch = (db: Database, id: string, tx?: Tx): Promise<Branch | null> =>
  branches(db)
    .findById(id)
    .session(tx ?? null)
    .lean<Branch>()
    .exec();

const mostListed = 200;

/** Those that this person writes, the newest first. */
export const listWritten = (db: Database, person: string, tx?: Tx): Promise<Branch[]> =>
  branches(db)
    .find({ "authors.id": person, state: trusted({ $in: writtenStates }) })
    .sort({ createdAt: -1 })
    .limit(mostListed)
    .session(tx ?? null)
    .lean<Branch[]>()
    .exec();

type BranchChange = Partial<
  Pick<Branch, "authors" | "inviteHash" | "inviteOpen" | "state" | "sending" | "folio">
>;

/** Changes a branch that is still as this act expects it; false where it is not. */
export async function changeBranch(
  db: Database,
  id: string,
  expected: { readonly state?: BranchState; readonly sending?: string },
  change: BranchChange,
  tx?: Tx,
): Promise<boolean> {
  const { matchedCount } = await branches(db)
    .updateOne({ _id: id, ...expected }, { $set: change }, tx === undefined ? {} : { session: tx })
    .exec();
  return matchedCount === 1;
}
