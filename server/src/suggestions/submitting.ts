// What every way of sending a suggestion does in the same way: its reason is long enough, it still fits, and it is kept with its
// folio and its entry in the record, all in one transaction.
import type { BranchAuthor } from "@pliego/shared/branches/branch.ts";
import { refuse } from "@pliego/shared/errors.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { identityOf } from "@pliego/shared/suggestions/same-change.ts";
import { quotas, type Fit, type Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { nextFolio, type Consultation } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import { latestRevision, type Revision } from "../policies/actions.ts";
import { record } from "../record/actions.ts";
import { announceMove } from "./announcing.ts";
import { readied, standingIn } from "./fitting.ts";
import { insertSuggestion, type Suggestion } from "./model.ts";

/** The reason as it is kept; refuses one that is too short or too long. */
export function checkedRationale(sent: string): string {
  const rationale = sent.trim();
  if (rationale.length < quotas.rationaleMin) refuse("rationale-too-short", { count: quotas.rationaleMin });
  if (rationale.length > quotas.rationaleMax) refuse("rationale-too-long", { count: quotas.rationaleMax });
  return rationale;
}

export interface Submission {
  readonly consultation: Consultation;
  readonly base: Revision;
  readonly hunks: readonly Hunk[];
  readonly rationale: string;
  /** Whoever began it first. */
  readonly authors: readonly [BranchAuthor, ...BranchAuthor[]];
  readonly words: string;
  readonly key: string;
}

/** Keeps what `actor` sends, within her act's transaction. Refuses with 409 where the text has changed just there. */
export async function takeSuggestion(
  ctx: Context,
  tx: Tx,
  actor: Actor,
  { consultation, base, authors: [author, ...coauthors], ...sent }: Submission,
): Promise<Suggestion> {
  const { hunks } = sent;
  const latest = await latestRevision(ctx, consultation.policy, tx);
  const standing = standingIn(hunks, readied(latest));
  if (!mayBeTaken(standing.fit)) refuse("stale", {}, { latest: latest.number });
  const made: Suggestion = {
    _id: ctx.newId(),
    consultation: consultation._id,
    policy: consultation.policy,
    folio: await nextFolio(ctx, tx, consultation),
    author: author.id,
    authorName: author.name,
    coauthors,
    base: base.number,
    identity: identityOf(hunks),
    state: "in_review",
    ...sent,
    ...standing,
    submittedAt: ctx.clock.now(),
    publishedAt: null,
  };
  await insertSuggestion(ctx.db, made, tx);
  await record(ctx, tx, {
    consultation: consultation._id,
    type: "submit",
    objectId: made.folio,
    versionHash: base.hash,
    actor,
    content: contentOfSuggestion(made),
  });
  await announceMove(ctx, tx, made, null, "in_review");
  return made;
}

/** What its entry in the record is bound to. */
export const contentOfSuggestion = ({
  hunks,
  submitted,
  rationale,
  coauthors = [],
}: Pick<Suggestion, "hunks" | "submitted" | "rationale" | "coauthors">): unknown => ({
  hunks: submitted ?? hunks,
  rationale,
  ...(coauthors.length > 0 && { coauthors: coauthors.map(({ id, name }) => ({ id, name })) }),
});

/** One that has moved with the text, or has a new neighbour, is taken; one whose words changed needs its author first. */
const mayBeTaken = (fit: Fit): boolean => fit === "clean" || fit === "relocated" || fit === "shifted";
