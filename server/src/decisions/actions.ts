// Deciding a suggestion: one outcome, one published reason, and when it is accepted the next revision, all or nothing.
import type { NewDecision } from "@pliego/shared/decisions/contracts.ts";
import { reasonLength } from "@pliego/shared/decisions/decisions.ts";
import { refuse } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { applyHunks } from "@pliego/shared/decisions/deciding.ts";
import { checkDoc } from "@pliego/shared/text/check-doc.ts";
import type { TrackedText } from "@pliego/shared/text/tracked-text.ts";
import { hashRevision } from "@pliego/shared/text/canonical-json.ts";
import { enqueueRefit, notify } from "../notifications/actions.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, isDuplicateKey } from "../platform/database/connection.ts";
import {
  creditOfSuggestion,
  latestRevision,
  publishRevision,
  trackedText,
  type Revision,
} from "../policies/actions.ts";
import { record } from "../record/actions.ts";
import { announceDecision } from "../suggestions/announcing.ts";
import { authorIdsOf } from "../suggestions/authors.ts";
import { moveSuggestionOn, suggestionForAct, type Suggestion } from "../suggestions/actions.ts";
import { findDecision, insertDecision, listDecisions, type Decision } from "./model.ts";

export type { Decision } from "./model.ts";

/** The text as accepting a suggestion would leave it. */
export interface Simulation {
  readonly latest: Revision;
  /** Undefined when the suggestion has no place in the latest text. */
  readonly result: TrackedText | undefined;
  /** Names what the official sees: of the result, or of the latest text where there is none. */
  readonly hash: string;
}

export async function simulate(ctx: Context, suggestion: Suggestion): Promise<Simulation> {
  const latest = await latestRevision(ctx, suggestion.policy);
  const result = putIn(latest, suggestion);
  return {
    latest,
    result,
    hash: result === undefined ? latest.hash : hashRevision(result.doc, latest.frontMatter),
  };
}

/**
 * The text with a suggestion in it; undefined when it has no place there. What moved with the text or has a new neighbour
 * goes in too: the official decides over the result, which goes back in the form by its hash.
 */
function putIn(latest: Revision, { folio, hunks }: Suggestion): TrackedText | undefined {
  const applied = applyHunks(trackedText(latest), hunks, creditOfSuggestion(folio), { confirmed: true });
  return applied.kind === "applied" ? applied.text : undefined;
}

/**
 * Decides one suggestion. Refuses a missing reason; with 409 when somebody decided it first (the answer carries that
 * decision's folio), when the text has moved on since it was shown, and when the suggestion has no exact place in it.
 */
export async function decide(
  ctx: Context,
  actor: Actor | null,
  folio: string,
  input: NewDecision,
): Promise<Decision> {
  if (actor === null) refuse("sign-in-needed");
  const reason = input.reason.trim();
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const suggestion = await suggestionForAct(ctx, tx, folio);
      if (!may(actor, "suggestion.decide", { authorIds: authorIdsOf(suggestion) })) refuse("not-allowed");
      if (suggestion.state === "accepted" || suggestion.state === "rejected")
        refuse("already-decided", {}, { folio });
      if (suggestion.state !== "published") refuse("not-found");
      if (reason.length < reasonLength.min) refuse("reason-too-short", { count: reasonLength.min });
      if (reason.length > reasonLength.max) refuse("reason-too-long", { count: reasonLength.max });
      const decision = { _id: ctx.newId(), consultation: suggestion.consultation, folio };
      const revision =
        input.outcome === "accepted"
          ? await putIntoText(ctx, tx, actor, suggestion, input.shown, decision._id, reason)
          : undefined;
      const made: Decision = {
        ...decision,
        outcome: input.outcome,
        reason,
        official: actor.id,
        officialName: actor.publicName,
        revision: revision?.number ?? 0,
        at: ctx.clock.now(),
      };
      await moveSuggestionOn(ctx, tx, suggestion, "published", input.outcome);
      await insertDecision(ctx.db, made, tx);
      await record(ctx, tx, {
        consultation: suggestion.consultation,
        type: "decide",
        objectId: folio,
        versionHash: revision?.hash ?? "",
        actor,
        content: { outcome: made.outcome, reason, revision: made.revision },
      });
      await notify(
        ctx,
        tx,
        authorIdsOf(suggestion),
        input.outcome === "accepted" ? "suggestion-accepted" : "suggestion-rejected",
        { folio, reason },
      );
      const { outcome, officialName, at } = made;
      const line = { folio, outcome, reason, officialName, at: at.toISOString(), revision: made.revision };
      await announceDecision(ctx, tx, suggestion, line);
      return made;
    });
  } catch (error) {
    // Two officials at once: the unique decision or revision of the faster one stands.
    if (isDuplicateKey(error)) refuse("already-decided", {}, { folio });
    throw error;
  }
}

async function putIntoText(
  ctx: Context,
  tx: Parameters<typeof publishRevision>[1],
  actor: Actor,
  suggestion: Suggestion,
  shown: string,
  decision: string,
  reason: string,
): Promise<Revision | undefined> {
  const latest = await latestRevision(ctx, suggestion.policy, tx);
  const text = putIn(latest, suggestion);
  if (text === undefined) refuse("no-exact-place", {}, { folio: suggestion.folio });
  const hash = hashRevision(text.doc, latest.frontMatter);
  if (hash !== shown) refuse("text-moved-on", {}, { latest: latest.number });
  // The text says it already: the decision stands, and there is nothing to publish.
  if (hash === latest.hash) return undefined;
  checkDoc(text.doc);
  const revision = await publishRevision(ctx, tx, actor, suggestion.consultation, latest, {
    text,
    reason,
    madeBy: { kind: "decision", decision, folio: suggestion.folio },
  });
  await enqueueRefit(ctx, tx, suggestion.consultation, revision);
  return revision;
}

export const decisionOn = (ctx: Context, folio: string): Promise<Decision | null> =>
  findDecision(ctx.db, folio);

/** The newest decisions of a consultation, at most `limit`. */
export const decisionsOf = (
  ctx: Context,
  consultation: string,
  limit: number,
): Promise<readonly Decision[]> => listDecisions(ctx.db, consultation, limit);
