// The chain of revisions of a policy: making the first one from Markdown, and reading any of them.
import { must, refuse } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { canonicalJson, hashRevision } from "@pliego/shared/text/canonical-json.ts";
import { importMarkdown, type Imported } from "@pliego/shared/text/import-markdown.ts";
import { exportMarkdown } from "@pliego/shared/text/export-markdown.ts";
import { TextRefusal, type DocJSON } from "@pliego/shared/text/types.ts";
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
  change: { readonly doc: DocJSON; readonly reason: string; readonly madeBy: Making },
): Promise<Revision> {
  const revision: Revision = {
    _id: ctx.newId(),
    policy: parent.policy,
    number: parent.number + 1,
    parent: parent.number,
    doc: change.doc,
    frontMatter: parent.frontMatter,
    hash: hashRevision(change.doc, parent.frontMatter),
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

/** The ids of blocks that are new, gone or different between two texts. */
export function changedBlocks(before: DocJSON, after: DocJSON): ReadonlySet<string> {
  const written = (doc: DocJSON) =>
    new Map([...eachBlock(doc)].map((block) => [block.attrs.id, canonicalJson(block)]));
  const [old, now] = [written(before), written(after)];
  const changed = new Set<string>();
  for (const [id, block] of now) if (old.get(id) !== block) changed.add(id);
  for (const id of old.keys()) if (!now.has(id)) changed.add(id);
  return changed;
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
