// Making suggestions and finding them. What a suggestion is and how it fits a text are pure rules in shared.
import { refuse } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { NewSuggestion } from "@pliego/shared/suggestions/contracts.ts";
import { patchFrom, patchFromWording } from "@pliego/shared/suggestions/patch-from-edits.ts";
import type { Hunk, SuggestionState } from "@pliego/shared/suggestions/suggestion.ts";
import type { TrackedText } from "@pliego/shared/text/tracked-text.ts";
import { consultationAt, isOpen, type Consultation } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, isDuplicateKey, type Tx } from "../platform/database/connection.ts";
import { notify } from "../notifications/actions.ts";
import { latestRevision, revisionNumbered, trackedText, type Revision } from "../policies/actions.ts";
import { record } from "../record/actions.ts";
import { announceMove } from "./announcing.ts";
import { authorIdsOf } from "./authors.ts";
import {
  findByFolio,
  findByKey,
  listByState,
  listOwn,
  listShownAt,
  listWaiting,
  moveOn,
  type Suggestion,
} from "./model.ts";

import { checkedRationale, takeSuggestion } from "./submitting.ts";

export type { Suggestion } from "./model.ts";

/**
 * Sends a suggestion to the moderation queue and gives it its folio. Sending again under the same key answers the one
 * that was made. Refuses: closed consultation, unknown base, nothing changed, no rationale; and with 409 when the text
 * has changed just there since the author opened it.
 */
export async function submitSuggestion(
  ctx: Context,
  actor: Actor | null,
  slug: string,
  input: NewSuggestion,
): Promise<Suggestion> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "suggestion.submit")) refuse("not-allowed");
  const consultation = await consultationAt(ctx, actor, slug);
  const sentBefore = await findByKey(ctx.db, actor.id, input.key);
  if (sentBefore !== null) return sameAgain(sentBefore, consultation, input);
  if (!isOpen(consultation, ctx.clock.now())) refuse("consultation-closed");
  const rationale = checkedRationale(input.rationale);
  const base = (await findBase(ctx, consultation, input.base)) ?? refuse("unknown-base");
  const hunks = hunksFrom(trackedText(base), input);
  const submission = {
    consultation,
    base,
    hunks,
    rationale,
    authors: [{ id: actor.id, name: actor.publicName }],
    words: wordsOf(input),
    key: input.key,
  } as const;
  try {
    return await inTransaction(ctx.db, (tx) => takeSuggestion(ctx, tx, actor, submission));
  } catch (error) {
    const twin = isDuplicateKey(error) ? await findByKey(ctx.db, actor.id, input.key) : null;
    if (twin === null) throw error;
    return sameAgain(twin, consultation, input);
  }
}

const hunksFrom = (base: TrackedText, input: NewSuggestion): readonly Hunk[] =>
  "edits" in input
    ? patchFrom(base, input.edits)
    : patchFromWording(base, input.block, tidyWords(input.words));

/** What was sent, to recognise the same sent again. */
const wordsOf = (input: NewSuggestion): string =>
  "edits" in input ? JSON.stringify(input.edits) : `${input.block}\n${tidyWords(input.words)}`;

/** What was sent before under this key, where it is the same; another text under a used key is refused, never dropped. */
function sameAgain(before: Suggestion, consultation: Consultation, input: NewSuggestion): Suggestion {
  const same =
    before.consultation === consultation._id &&
    before.rationale === input.rationale.trim() &&
    before.words === wordsOf(input);
  return same ? before : refuse("key-used", { folio: before.folio });
}

async function findBase(ctx: Context, consultation: Consultation, number: number): Promise<Revision | null> {
  const latest = await latestRevision(ctx, consultation.policy);
  if (number > latest.number) return null;
  return number === latest.number ? latest : revisionNumbered(ctx, null, consultation.policy, number);
}

/** A browser's form sends CRLF and may leave spaces at the ends; a tab is a space. */
const tidyWords = (words: string) => words.replace(/\r\n?/g, "\n").replaceAll("\t", " ").trim();

/** The suggestion with this folio, where this person may see it; anything else is not found. */
export async function suggestionAt(ctx: Context, actor: Actor | null, folio: string): Promise<Suggestion> {
  const suggestion = (await findByFolio(ctx.db, folio)) ?? refuse("not-found");
  const published = isPublished(suggestion.state);
  if (!may(actor, "suggestion.read", { published, authorIds: authorIdsOf(suggestion) })) refuse("not-found");
  return suggestion;
}

const isPublished = (state: SuggestionState) =>
  state === "published" || state === "accepted" || state === "rejected";

/** What the public sees of a consultation: waiting and decided ones, oldest first. */
export async function publishedSuggestions(
  ctx: Context,
  consultation: Consultation,
): Promise<readonly Suggestion[]> {
  const states = ["published", "accepted", "rejected"] as const;
  const lists = await Promise.all(states.map((state) => listByState(ctx.db, consultation._id, state)));
  return lists.flat().sort((a, b) => a.submittedAt.getTime() - b.submittedAt.getTime());
}

/** What the public sees at one block, those that wait first, the oldest first. */
export async function publishedAt(
  ctx: Context,
  consultation: Consultation,
  block: string,
): Promise<readonly Suggestion[]> {
  const states = ["published", "accepted", "rejected"] as const;
  const lists = await Promise.all(
    states.map((state) => listShownAt(ctx.db, consultation._id, state, [block])),
  );
  return lists.flat();
}

const listed = 200;

/** The moderation queue, the longest wait first. */
export async function waitingForModeration(
  ctx: Context,
  actor: Actor | null,
): Promise<readonly Suggestion[]> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "queue.see")) refuse("not-allowed");
  return listWaiting(ctx.db, "in_review", listed);
}

/** The decision desk, the longest wait first. */
export async function waitingForDecision(ctx: Context, actor: Actor | null): Promise<readonly Suggestion[]> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "desk.see")) refuse("not-allowed");
  return listWaiting(ctx.db, "published", listed);
}

export async function ownSuggestions(ctx: Context, actor: Actor): Promise<readonly Suggestion[]> {
  return listOwn(ctx.db, actor.id, listed);
}

/** For the acts of moderating and deciding, inside their transaction; refuses with not-found. */
export async function suggestionForAct(ctx: Context, tx: Tx, folio: string): Promise<Suggestion> {
  return (await findByFolio(ctx.db, folio, tx)) ?? refuse("not-found");
}

/** For checking the record against what is stored. */
export const suggestionForRecord = (ctx: Context, folio: string): Promise<Suggestion | null> =>
  findByFolio(ctx.db, folio);

/**
 * One of its authors takes a suggestion back while it waits: nobody else sees it any more, the record keeps that it was there.
 * Refuses with 409 what was decided meanwhile.
 */
export async function withdrawSuggestion(
  ctx: Context,
  actor: Actor | null,
  folio: string,
): Promise<Suggestion> {
  if (actor === null) refuse("sign-in-needed");
  return inTransaction(ctx.db, async (tx) => {
    const suggestion = await suggestionForAct(ctx, tx, folio);
    if (!may(actor, "suggestion.withdraw", { authorIds: authorIdsOf(suggestion) })) refuse("not-found");
    if (suggestion.state === "withdrawn") return suggestion;
    if (!isWaiting(suggestion.state)) refuse("already-decided", {}, { folio });
    await moveSuggestionOn(ctx, tx, suggestion, suggestion.state, "withdrawn");
    await record(ctx, tx, {
      consultation: suggestion.consultation,
      type: "withdraw",
      objectId: folio,
      versionHash: "",
      actor,
      content: { folio },
    });
    await announceMove(ctx, tx, suggestion, suggestion.state, "withdrawn");
    const others = authorIdsOf(suggestion).filter((author) => author !== actor.id);
    await notify(ctx, tx, others, "suggestion-withdrawn", { folio, by: actor.publicName });
    return suggestion;
  });
}

/** May it still be taken back? */
export const isWaiting = (state: SuggestionState): boolean => state === "in_review" || state === "published";

/** Moves a suggestion on within another act's transaction; refuses with 409 when somebody was faster. */
export async function moveSuggestionOn(
  ctx: Context,
  tx: Tx,
  suggestion: Suggestion,
  from: SuggestionState,
  to: SuggestionState,
): Promise<void> {
  const change = to === "published" ? { state: to, publishedAt: ctx.clock.now() } : { state: to };
  if (!(await moveOn(ctx.db, suggestion._id, from, change, tx)))
    refuse("stale", {}, { folio: suggestion.folio });
}
