// Tells who should know that a suggestion has moved on, in the act that moved it: moderators what waits for them, the
// public what is published, taken back or decided, with how many now spoke at the blocks it is shown at.
import type { Counts } from "@pliego/shared/live/announcements.ts";
import type { BlockCounts, DecisionLine } from "@pliego/shared/pages.ts";
import type { SuggestionState } from "@pliego/shared/suggestions/suggestion.ts";
import { announce } from "../notifications/actions.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import { countByState, listPlaces, type Suggestion } from "./model.ts";

type Moved = Pick<Suggestion, "consultation" | "folio" | "blocks">;

/** After it was moved, and before the act ends. `from` is null when it has just been sent. */
export async function announceMove(
  ctx: Context,
  tx: Tx,
  { consultation, folio, blocks }: Moved,
  from: SuggestionState | null,
  to: SuggestionState,
): Promise<void> {
  const about = { _id: consultation };
  if (from === "in_review" || to === "in_review") {
    await announce(ctx, tx, about, {
      kind: "queue",
      folio,
      change: to === "in_review" ? "arrived" : "left",
      waiting: await countByState(ctx.db, consultation, "in_review", tx),
    });
  }
  if (from === "published" || to === "published") {
    await announce(ctx, tx, about, {
      kind: "suggestion",
      folio,
      change: to === "published" ? "arrived" : "left",
      counts: await countsAt(ctx, tx, consultation, blocks),
    });
  }
}

/** After its decision, and the version it made, were written. */
export async function announceDecision(
  ctx: Context,
  tx: Tx,
  { consultation, folio, blocks }: Moved,
  decision: DecisionLine,
): Promise<void> {
  const counts = await countsAt(ctx, tx, consultation, blocks);
  const { revision } = decision;
  await announce(ctx, tx, { _id: consultation }, { kind: "decision", folio, revision, counts, decision });
}

async function countsAt(
  ctx: Context,
  tx: Tx,
  consultation: string,
  blocks: readonly string[],
): Promise<Counts> {
  const counts = new Map<string, BlockCounts>(blocks.map((block) => [block, { waiting: 0, decided: 0 }]));
  for (const state of ["published", "accepted", "rejected"] as const) {
    for (const shown of await listPlaces(ctx.db, consultation, state, blocks, tx)) {
      for (const block of shown.blocks) {
        const before = counts.get(block);
        if (before === undefined) continue;
        const key = state === "published" ? "waiting" : "decided";
        counts.set(block, { ...before, [key]: before[key] + 1 });
      }
    }
  }
  return Object.fromEntries(counts);
}
