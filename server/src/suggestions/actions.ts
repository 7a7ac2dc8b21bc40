// Making suggestions and finding them. What a suggestion is and how it fits a text are pure rules in shared.
import { refuse } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import type { NewSuggestion } from "@pliego/shared/suggestions/contracts.ts";
import { byBlock, fitOf, hunksFrom } from "@pliego/shared/suggestions/hunks.ts";
import { quotas, type SuggestionState } from "@pliego/shared/suggestions/suggestion.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import type { BlockJSON, DocJSON } from "@pliego/shared/text/types.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { consultationAt, isOpen, nextFolio, type Consultation } from "../consultations/actions.ts";
import { announce } from "../notifications/actions.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, isDuplicateKey, type Tx } from "../platform/database/connection.ts";
import { latestRevision, revisionNumbered, type Revision } from "../policies/actions.ts";
import { record } from "../record/actions.ts";
import {
  findByFolio,
  findByKey,
  insertSuggestion,
  listByState,
  listOwn,
  listWaiting,
  moveOn,
  type Suggestion,
} from "./model.ts";

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
  const rationale = input.rationale.trim();
  if (rationale.length < quotas.rationaleMin) refuse("rationale-too-short", { count: quotas.rationaleMin });
  if (rationale.length > quotas.rationaleMax) refuse("rationale-too-long", { count: quotas.rationaleMax });
  const base = (await findBase(ctx, consultation, input.base)) ?? refuse("unknown-base");
  const changes = wordChanges(blockWords(blockIn(base.doc, input.block)), tidyWords(input.words));
  const hunks = hunksFrom(
    base.doc,
    changes.map((change) => ({ block: input.block, ...change })),
  );
  const suggestion = (folio: string): Suggestion => ({
    _id: ctx.newId(),
    consultation: consultation._id,
    policy: consultation.policy,
    folio,
    author: actor.id,
    authorName: actor.publicName,
    base: base.number,
    words: tidyWords(input.words),
    hunks,
    blocks: [...byBlock(hunks).keys()],
    rationale,
    state: "in_review",
    fit: "clean",
    key: input.key,
    submittedAt: ctx.clock.now(),
    publishedAt: null,
  });
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const latest = await latestRevision(ctx, consultation.policy, tx);
      if (fitOf(hunks, latest.doc) !== "clean") refuse("stale", {}, { latest: latest.number });
      const made = suggestion(await nextFolio(ctx, tx, consultation));
      await insertSuggestion(ctx.db, made, tx);
      await record(ctx, tx, {
        consultation: consultation._id,
        type: "submit",
        objectId: made.folio,
        versionHash: base.hash,
        actor,
        content: { hunks, rationale },
      });
      await announce(ctx, tx, consultation, { kind: "queue", folio: made.folio });
      return made;
    });
  } catch (error) {
    const twin = isDuplicateKey(error) ? await findByKey(ctx.db, actor.id, input.key) : null;
    if (twin === null) throw error;
    return sameAgain(twin, consultation, input);
  }
}

/** What was sent before under this key, where it is the same; another text under a used key is refused, never dropped. */
function sameAgain(before: Suggestion, consultation: Consultation, input: NewSuggestion): Suggestion {
  const same =
    before.consultation === consultation._id &&
    before.blocks.includes(input.block) &&
    before.rationale === input.rationale.trim() &&
    before.words === tidyWords(input.words);
  return same ? before : refuse("key-used", { folio: before.folio });
}

async function findBase(ctx: Context, consultation: Consultation, number: number): Promise<Revision | null> {
  const latest = await latestRevision(ctx, consultation.policy);
  if (number > latest.number) return null;
  return number === latest.number ? latest : revisionNumbered(ctx, null, consultation.policy, number);
}

/** A browser's form sends CRLF and may leave spaces at the ends; a tab is a space. */
const tidyWords = (words: string) => words.replace(/\r\n?/g, "\n").replaceAll("\t", " ").trim();

const blockIn = (doc: DocJSON, id: string): BlockJSON => {
  for (const block of eachBlock(doc)) if (block.attrs.id === id) return block;
  return refuse("no-such-block");
};

/** The suggestion with this folio, where this person may see it; anything else is not found. */
export async function suggestionAt(ctx: Context, actor: Actor | null, folio: string): Promise<Suggestion> {
  const suggestion = (await findByFolio(ctx.db, folio)) ?? refuse("not-found");
  const published = isPublished(suggestion.state);
  if (!may(actor, "suggestion.read", { published, authorIds: [suggestion.author] })) refuse("not-found");
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

/** Computes again how the waiting suggestions on these blocks stand against a text; answers those whose fit changed. */
export async function refit(
  ctx: Context,
  tx: Tx,
  consultation: string,
  doc: DocJSON,
  touched: ReadonlySet<string>,
): Promise<readonly Suggestion[]> {
  const changed: Suggestion[] = [];
  for (const state of ["in_review", "published"] as const) {
    for (const suggestion of await listByState(ctx.db, consultation, state, tx)) {
      if (!suggestion.blocks.some((block) => touched.has(block))) continue;
      const fit = fitOf(suggestion.hunks, doc);
      if (fit === suggestion.fit) continue;
      await moveOn(ctx.db, suggestion._id, state, { fit }, tx);
      changed.push({ ...suggestion, fit });
    }
  }
  return changed;
}
