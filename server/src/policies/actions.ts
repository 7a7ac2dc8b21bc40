// The chain of revisions of a policy: making the first one from Markdown, and reading any of them.
import { must, refuse } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { carry, track } from "@pliego/shared/text/carry.ts";
import { hashRevision } from "@pliego/shared/text/canonical-json.ts";
import { importMarkdown, type Imported } from "@pliego/shared/text/import-markdown.ts";
import { exportMarkdown } from "@pliego/shared/text/export-markdown.ts";
import { packText, unpackText } from "@pliego/shared/text/packed-text.ts";
import type { Credit, TrackedText } from "@pliego/shared/text/tracked-text.ts";
import { TextRefusal } from "@pliego/shared/text/types.ts";
import { randomId } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import { record } from "../record/actions.ts";
import {
  findLatestHead,
  findLatestRevision,
  findRevision,
  findRevisionById,
  insertPolicy,
  insertRevision,
  listRevisions,
  listUntracked,
  setTracked,
  type Making,
  type Revision,
  type RevisionHead,
} from "./model.ts";

export type { Revision, RevisionHead } from "./model.ts";

const importRefusals = {
  "not-text": "import-not-text",
  "too-big": "import-too-big",
  "too-deep": "import-too-deep",
  empty: "import-empty",
} as const;

/** Reads Markdown as a policy text, for a preview or for publishing. Refuses what is not text. */
export function readMarkdown(ctx: Context, actor: Actor | null, markdown: string): Imported {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "policy.import")) refuse("not-allowed");
  try {
    return importMarkdown(markdown, () => blockId(ctx));
  } catch (error) {
    if (error instanceof TextRefusal) refuse(importRefusals[error.code]);
    throw error;
  }
}

// Short, because people share them in addresses; unique within a text is all they must be.
const blockId = (_ctx: Context) => randomId(8);

/** Makes the policy of a consultation and its revision 1, inside the transaction that opens the consultation. */
export async function publishFirstRevision(
  ctx: Context,
  tx: Tx,
  actor: Actor,
  consultation: { readonly _id: string; readonly policy: string },
  imported: Imported,
): Promise<void> {
  const { doc, frontMatter } = imported;
  const revision: Revision = {
    _id: ctx.newId(),
    policy: consultation.policy,
    number: 1,
    parent: 0,
    doc,
    tracked: packText(track(doc, creditOfRevision(1))),
    form: 1,
    frontMatter,
    hash: hashRevision(doc, frontMatter),
    madeBy: { kind: "import" },
    reason: "",
    publishedAt: ctx.clock.now(),
  };
  await insertPolicy(ctx.db, { _id: consultation.policy, consultation: consultation._id, latest: 1 }, tx);
  await insertRevision(ctx.db, revision, tx);
  await record(ctx, tx, {
    consultation: consultation._id,
    type: "publish",
    objectId: revision._id,
    versionHash: revision.hash,
    actor,
    content: { number: 1, hash: revision.hash, reason: "" },
  });
}

export async function latestHead(ctx: Context, actor: Actor | null, policy: string): Promise<RevisionHead> {
  if (!may(actor, "policy.read")) refuse("not-found");
  return (await findLatestHead(ctx.db, policy)) ?? refuse("not-found");
}

export async function revisionNumbered(
  ctx: Context,
  actor: Actor | null,
  policy: string,
  number: number,
): Promise<Revision> {
  if (!may(actor, "policy.read")) refuse("not-found");
  return (await findRevision(ctx.db, policy, number)) ?? refuse("not-found");
}

/** The newest revision with its text; inside a transaction, as that transaction sees it. */
export async function latestRevision(ctx: Context, policy: string, tx?: Tx): Promise<Revision> {
  return must(await findLatestRevision(ctx.db, policy, tx), "a policy has at least one revision");
}

/** Adds the next revision to the chain, in the transaction of the act that makes it. Its number is unique: of two at once, one fails. */
export async function publishRevision(
  ctx: Context,
  tx: Tx,
  actor: Actor,
  consultation: string,
  parent: Revision,
  change: { readonly text: TrackedText; readonly reason: string; readonly madeBy: Making },
): Promise<Revision> {
  const revision: Revision = {
    _id: ctx.newId(),
    policy: parent.policy,
    number: parent.number + 1,
    parent: parent.number,
    doc: change.text.doc,
    tracked: packText(change.text),
    form: 1,
    frontMatter: parent.frontMatter,
    hash: hashRevision(change.text.doc, parent.frontMatter),
    madeBy: change.madeBy,
    reason: change.reason,
    publishedAt: ctx.clock.now(),
  };
  await insertRevision(ctx.db, revision, tx);
  await record(ctx, tx, {
    consultation,
    type: "publish",
    objectId: revision._id,
    versionHash: revision.hash,
    actor,
    content: { number: revision.number, hash: revision.hash, reason: revision.reason },
  });
  return revision;
}

/** The words that a revision's own change put in are the institution's; those of a suggestion are its authors'. */
export const creditOfRevision = (number: number): Credit => `institution:${number}`;
export const creditOfSuggestion = (folio: string): Credit => `suggestion:${folio}`;

/** A revision's text with the identity of every token. */
export const trackedText = (revision: Revision): TrackedText => unpackText(revision.doc, revision.tracked);

/**
 * Gives identities to revisions from before they were kept, by replaying what made them. Done once, before anybody is let
 * in; a revision's text, number and hash stay as they are.
 */
export async function trackOlderRevisions(ctx: Context): Promise<void> {
  for (const revision of await listUntracked(ctx.db)) {
    const { number, madeBy, doc } = revision;
    const credit = madeBy.kind === "decision" ? creditOfSuggestion(madeBy.folio) : creditOfRevision(number);
    const parent = number === 1 ? null : await findRevision(ctx.db, revision.policy, revision.parent);
    const text = parent === null ? track(doc, credit) : carry(trackedText(parent), doc, credit);
    await setTracked(ctx.db, revision._id, packText(text));
  }
}

/** For checking the record against what is stored. */
export const revisionById = (ctx: Context, id: string): Promise<Revision | null> =>
  findRevisionById(ctx.db, id);

/** Every revision without its text, newest first. */
export async function revisionsOf(
  ctx: Context,
  actor: Actor | null,
  policy: string,
): Promise<readonly RevisionHead[]> {
  if (!may(actor, "policy.read")) refuse("not-found");
  return listRevisions(ctx.db, policy);
}

/** The revision as the Markdown file it could be imported from again. */
export function markdownOf(revision: Revision): string {
  return exportMarkdown(revision.doc, revision.frontMatter);
}
