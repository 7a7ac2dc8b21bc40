// How suggestions are kept. Nobody else touches this collection.
import { Schema, trusted, type Model } from "mongoose";
import type { BranchAuthor } from "@pliego/shared/branches/branch.ts";
import {
  fits,
  suggestionStates,
  type Fit,
  type Hunk,
  type SuggestionState,
} from "@pliego/shared/suggestions/suggestion.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface Suggestion {
  readonly _id: string;
  readonly consultation: string;
  readonly policy: string;
  readonly folio: string;
  readonly author: string;
  /** Her public name when she sent it. */
  readonly authorName: string;
  /** Those who wrote it together with her; older suggestions have none. */
  readonly coauthors?: readonly BranchAuthor[];
  /** Number of the revision it was written against. */
  readonly base: number;
  /** The whole wording as it was sent, to recognise the same sent again. */
  readonly words: string;
  readonly hunks: readonly Hunk[];
  /** The hunks as the record knows them, where they were later written in another form. */
  readonly submitted?: unknown;
  /** Equal for suggestions that do the same to the same words, whatever revision they were written against. */
  readonly identity: string;
  /** The blocks it is shown at in the latest revision. */
  readonly blocks: readonly string[];
  /** The words and parts of the text whose change can change its fit. */
  readonly hangsOn: readonly string[];
  readonly rationale: string;
  readonly state: SuggestionState;
  /** How it stands against the latest revision; kept up to date while it waits. */
  readonly fit: Fit;
  /** Number of the revision that `fit`, `blocks` and `hangsOn` are about. */
  readonly fitAt: number;
  readonly key: string;
  readonly submittedAt: Date;
  readonly publishedAt: Date | null;
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const coauthor = new Schema<BranchAuthor>({ id: text, name: text }, { _id: false, id: false });
const schema = new Schema<Suggestion>(
  {
    _id: text,
    consultation: text,
    policy: text,
    folio: { type: String, required: true, unique: true },
    author: text,
    authorName: text,
    coauthors: { type: [coauthor], default: [] },
    base: number,
    words: { type: String, default: "" },
    hunks: { type: Schema.Types.Mixed, required: true },
    submitted: { type: Schema.Types.Mixed },
    identity: { type: String, default: "" },
    blocks: { type: [String], required: true },
    hangsOn: { type: [String], default: [] },
    fitAt: Number,
    rationale: text,
    state: { type: String, required: true, enum: suggestionStates },
    fit: { type: String, required: true, enum: fits },
    key: text,
    submittedAt: { type: Date, required: true },
    publishedAt: { type: Date, default: null },
  },
  { collection: "suggestions", versionKey: false, minimize: false },
);
schema.index({ author: 1, key: 1 }, { unique: true });
schema.index({ "coauthors.id": 1, submittedAt: -1 });
schema.index({ state: 1, submittedAt: 1, folio: 1 });
schema.index({ consultation: 1, state: 1, submittedAt: 1, folio: 1 });
schema.index({ consultation: 1, state: 1, hangsOn: 1 });
schema.index({ consultation: 1, state: 1, blocks: 1 });
schema.index({ fitAt: 1 });

const suggestions = (db: Database): Model<Suggestion> =>
  db.models["Suggestion"] ?? db.model<Suggestion>("Suggestion", schema);

export const registerSuggestions = (db: Database): void => void suggestions(db);

export async function insertSuggestion(db: Database, suggestion: Suggestion, tx: Tx): Promise<void> {
  await suggestions(db).create([suggestion], { session: tx });
}

export const findByFolio = (db: Database, folio: string, tx?: Tx): Promise<Suggestion | null> =>
  suggestions(db)
    .findOne({ folio })
    .session(tx ?? null)
    .lean<Suggestion>()
    .exec();

export const findByKey = (db: Database, author: string, key: string): Promise<Suggestion | null> =>
  suggestions(db).findOne({ author, key }).lean<Suggestion>().exec();

/** Suggestions of a consultation in one state, oldest first. */
export const listByState = (
  db: Database,
  consultation: string,
  state: SuggestionState,
  tx?: Tx,
): Promise<Suggestion[]> =>
  suggestions(db)
    .find({ consultation, state })
    .sort({ submittedAt: 1, folio: 1 })
    .session(tx ?? null)
    .lean<Suggestion[]>()
    .exec();

/** Those in one state that hang on one of these parts, oldest first. */
export const listHangingOn = (
  db: Database,
  consultation: string,
  state: SuggestionState,
  parts: readonly string[],
  tx?: Tx,
): Promise<Suggestion[]> =>
  suggestions(db)
    .find({ consultation, state, hangsOn: trusted({ $in: parts }) })
    .sort({ submittedAt: 1, folio: 1 })
    .session(tx ?? null)
    .lean<Suggestion[]>()
    .exec();

/** Those in one state that are shown at one of these blocks, oldest first. */
export const listShownAt = (
  db: Database,
  consultation: string,
  state: SuggestionState,
  blocks: readonly string[],
): Promise<Suggestion[]> =>
  suggestions(db)
    .find({ consultation, state, blocks: trusted({ $in: blocks }) })
    .sort({ submittedAt: 1, folio: 1 })
    .lean<Suggestion[]>()
    .exec();

/** Where those in one state are shown that are shown at one of these blocks. */
export const listPlaces = (
  db: Database,
  consultation: string,
  state: SuggestionState,
  blocks: readonly string[],
  tx: Tx,
): Promise<Pick<Suggestion, "blocks">[]> =>
  suggestions(db)
    .find({ consultation, state, blocks: trusted({ $in: blocks }) }, { blocks: 1, _id: 0 })
    .session(tx)
    .lean<Pick<Suggestion, "blocks">[]>()
    .exec();

export const countByState = (
  db: Database,
  consultation: string,
  state: SuggestionState,
  tx: Tx,
): Promise<number> => suggestions(db).countDocuments({ consultation, state }).session(tx).exec();

/** Those written before hunks had their identities: they know of no revision that they were fitted against. */
export const listOlderForms = (db: Database): Promise<Suggestion[]> =>
  suggestions(db).find({ fitAt: null }).lean<Suggestion[]>().exec();

/** Everything that waits in one state, in every consultation, oldest first. */
export const listWaiting = (db: Database, state: SuggestionState, limit: number): Promise<Suggestion[]> =>
  suggestions(db).find({ state }).sort({ submittedAt: 1, folio: 1 }).limit(limit).lean<Suggestion[]>().exec();

/** What this person wrote alone or with others, the newest first. */
export async function listOwn(db: Database, person: string, limit: number): Promise<readonly Suggestion[]> {
  const lists = await Promise.all(
    [{ author: person }, { "coauthors.id": person }].map((own) =>
      suggestions(db).find(own).sort({ submittedAt: -1 }).limit(limit).lean<Suggestion[]>().exec(),
    ),
  );
  return lists
    .flat()
    .toSorted((a, b) => b.submittedAt.getTime() - a.submittedAt.getTime())
    .slice(0, limit);
}

/** Moves a suggestion on; false when it is no longer in the state that this act expects. */
export async function moveOn(
  db: Database,
  id: string,
  from: SuggestionState,
  change: Partial<Pick<Suggestion, "state" | "publishedAt" | "fit" | "fitAt" | "blocks" | "hangsOn">>,
  tx: Tx,
): Promise<boolean> {
  const { matchedCount } = await suggestions(db)
    .updateOne({ _id: id, state: from }, { $set: change }, { session: tx })
    .exec();
  return matchedCount === 1;
}

/** Writes the hunks of an older suggestion in today's form; what the record is bound to is kept. */
export async function rewriteForm(
  db: Database,
  id: string,
  form: Pick<
    Suggestion,
    "hunks" | "submitted" | "words" | "identity" | "blocks" | "hangsOn" | "fit" | "fitAt"
  >,
): Promise<void> {
  await suggestions(db).updateOne({ _id: id, fitAt: null }, { $set: form }).exec();
}
