// Moderating: a case is approved, or hidden under a rule of participation with a sentence to its author.
import { refuse } from "@pliego/shared/errors.ts";
import type { Moderation } from "@pliego/shared/moderation/contracts.ts";
import { sentenceLength } from "@pliego/shared/moderation/rules.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { notify } from "../notifications/actions.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction } from "../platform/database/connection.ts";
import { record } from "../record/actions.ts";
import { announceMove } from "../suggestions/announcing.ts";
import { authorIdsOf } from "../suggestions/authors.ts";
import { moveSuggestionOn, suggestionForAct } from "../suggestions/actions.ts";
import { findActions, insertAction, type ModerationAction } from "./model.ts";

/** Refuses one's own suggestion, hiding without a rule or a sentence, and (409) what somebody has handled already. */
export async function moderate(
  ctx: Context,
  actor: Actor | null,
  folio: string,
  input: Moderation,
): Promise<void> {
  if (actor === null) refuse("sign-in-needed");
  const { verdict, rule } = input;
  const sentence = input.sentence.trim();
  await inTransaction(ctx.db, async (tx) => {
    const suggestion = await suggestionForAct(ctx, tx, folio);
    if (!may(actor, "suggestion.moderate", { authorIds: authorIdsOf(suggestion) })) refuse("not-allowed");
    if (verdict === "hide" && rule === "") refuse("rule-missing");
    if (verdict === "hide" && sentence.length < sentenceLength.min)
      refuse("sentence-too-short", { count: sentenceLength.min });
    if (sentence.length > sentenceLength.max) refuse("sentence-too-long", { count: sentenceLength.max });
    const to = verdict === "approve" ? "published" : "hidden";
    await moveSuggestionOn(ctx, tx, suggestion, "in_review", to);
    const action: ModerationAction = {
      _id: ctx.newId(),
      consultation: suggestion.consultation,
      folio,
      moderator: actor.id,
      verdict,
      rule: verdict === "hide" ? rule : "",
      sentence: verdict === "hide" ? sentence : "",
      at: ctx.clock.now(),
    };
    await insertAction(ctx.db, action, tx);
    await record(ctx, tx, {
      consultation: suggestion.consultation,
      type: "moderate",
      objectId: folio,
      actor,
      content: { verdict, rule: action.rule, sentence: action.sentence },
    });
    await notify(
      ctx,
      tx,
      authorIdsOf(suggestion),
      verdict === "approve" ? "suggestion-published" : "suggestion-hidden",
      {
        folio,
        rule: action.rule,
        sentence: action.sentence,
      },
    );
    await announceMove(ctx, tx, suggestion, "in_review", to);
  });
}

/** What was done about one case, oldest first. */
export const moderationOf = (ctx: Context, folio: string): Promise<readonly ModerationAction[]> =>
  findActions(ctx.db, folio);
