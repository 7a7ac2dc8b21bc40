// How suggestions stand against the text as it moves: computed when they arrive and again when a change can matter to them.
import { resolveHunks, worstOf } from "@pliego/shared/suggestions/fit.ts";
import { hunksOfBlock } from "@pliego/shared/suggestions/block-hunks.ts";
import { reworded } from "@pliego/shared/suggestions/patch-from-edits.ts";
import { identityOf } from "@pliego/shared/suggestions/same-change.ts";
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { hangsOn, shownAt, touchedBy } from "@pliego/shared/suggestions/touched.ts";
import { must } from "@pliego/shared/errors.ts";
import { structureOf, type Structure } from "@pliego/shared/text/structure.ts";
import type { TrackedText } from "@pliego/shared/text/tracked-text.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import { latestRevision, revisionNumbered, trackedText, type Revision } from "../policies/actions.ts";
import { listByState, listHangingOn, listOlderForms, moveOn, rewriteForm, type Suggestion } from "./model.ts";

/** What a suggestion says of its place: how it fits a revision, where it is shown, what it hangs on. */
export type Standing = Pick<Suggestion, "fit" | "fitAt" | "blocks" | "hangsOn">;

/** A revision made ready for fitting many against it. */
export interface Readied {
  readonly number: number;
  readonly text: TrackedText;
  readonly structure: Structure;
}

export function readied(revision: Revision): Readied {
  const text = trackedText(revision);
  return { number: revision.number, text, structure: structureOf(text.doc) };
}

export function standingIn(hunks: readonly Hunk[], { number, text, structure }: Readied): Standing {
  const resolved = resolveHunks(hunks, text, structure);
  return {
    fit: worstOf(resolved),
    fitAt: number,
    blocks: shownAt(resolved),
    hangsOn: hangsOn(resolved),
  };
}

/** A change that touches more than this is looked at by every suggestion that waits. */
const mostAskedFor = 2_000;

/**
 * Computes again how the waiting suggestions stand that a change of the text can matter to; answers those whose fit changed.
 * Always against the latest revision, so that it does not matter in which order the work of several versions is done. Nothing
 * is ever closed by it.
 */
export async function refit(
  ctx: Context,
  tx: Tx,
  consultation: string,
  before: Revision,
  after: Revision,
): Promise<readonly Suggestion[]> {
  const latest = readied(await latestRevision(ctx, after.policy, tx));
  const touched = touchedBy(trackedText(before), trackedText(after));
  const changed: Suggestion[] = [];
  for (const state of ["in_review", "published"] as const) {
    const near =
      touched.size > mostAskedFor
        ? await listByState(ctx.db, consultation, state, tx)
        : await listHangingOn(ctx.db, consultation, state, [...touched], tx);
    for (const suggestion of near) {
      if (suggestion.fitAt >= latest.number) continue;
      const standing = standingIn(suggestion.hunks, latest);
      await moveOn(ctx.db, suggestion._id, state, standing, tx);
      if (standing.fit !== suggestion.fit) changed.push({ ...suggestion, ...standing });
    }
  }
  return changed;
}

/**
 * Writes suggestions from before hunks had identities in today's form; what the record is bound to is kept. Done once, before
 * anybody is let in. They were taken once, so nothing is refused here.
 */
export async function renewOlderForms(ctx: Context): Promise<void> {
  for (const suggestion of await listOlderForms(ctx.db)) {
    const { _id, policy, base, hunks: submitted } = suggestion;
    const block = suggestion.blocks[0] ?? "";
    const text = trackedText(await revisionNumbered(ctx, null, policy, base));
    const own = must(text.blocks.get(block), "a suggestion was written over a block of its base");
    const hunks = hunksOfBlock(own, reworded(own.block, suggestion.words));
    await rewriteForm(ctx.db, _id, {
      hunks,
      submitted,
      words: `${block}\n${suggestion.words}`,
      identity: identityOf(hunks),
      ...standingIn(hunks, readied(await latestRevision(ctx, policy))),
    });
  }
}
