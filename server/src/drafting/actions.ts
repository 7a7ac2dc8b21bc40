// The institution's own changes: written together in a drafting room, published as the next revision with a reason.
import { reasonLength } from "@pliego/shared/decisions/decisions.ts";
import { refuse } from "@pliego/shared/errors.ts";
import { draftRoom } from "@pliego/shared/live/rooms.ts";
import type { BlockChange } from "@pliego/shared/suggestions/views.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { changesBetween } from "@pliego/shared/text/block-changes.ts";
import { carry } from "@pliego/shared/text/carry.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { checkDoc, toJSON } from "@pliego/shared/text/check-doc.ts";
import { withUniqueIds } from "@pliego/shared/text/unique-ids.ts";
import { hashRevision } from "@pliego/shared/text/canonical-json.ts";
import { consultationAt, type Consultation } from "../consultations/actions.ts";
import type { Rooms } from "../live/rooms.ts";
import { announce, enqueueRefit } from "../notifications/actions.ts";
import { randomId } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, isDuplicateKey } from "../platform/database/connection.ts";
import {
  creditOfRevision,
  latestRevision,
  publishRevision,
  revisionNumbered,
  trackedText,
  type Revision,
} from "../policies/actions.ts";

export interface Draft {
  readonly consultation: Consultation;
  /** Number of the revision that the room follows. */
  readonly base: number;
  readonly changes: readonly BlockChange[];
}

/** What is in the drafting room and not in the official text yet. */
export async function readDraft(
  ctx: Context,
  rooms: Rooms,
  actor: Actor | null,
  slug: string,
): Promise<Draft> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "policy.draft")) refuse("not-allowed");
  const consultation = await consultationAt(ctx, actor, slug);
  const { doc, base } = await rooms.readText(draftRoom(consultation.slug));
  return { consultation, base, changes: await changesSince(ctx, actor, consultation, base, doc) };
}

/** What a text written since a revision changes there, block by block. */
export async function changesSince(
  ctx: Context,
  actor: Actor | null,
  { policy }: Pick<Consultation, "policy">,
  base: number,
  doc: DocJSON,
): Promise<readonly BlockChange[]> {
  const official = await revisionNumbered(ctx, actor, policy, base);
  return changesBetween(official.doc, doc);
}

/**
 * Publishes what is in the room as the next revision. Refuses a missing reason, a room without changes, and with 409 a
 * text that moved on meanwhile: the room follows, and the officials look again.
 */
export async function publishDraft(
  ctx: Context,
  rooms: Rooms,
  actor: Actor | null,
  slug: string,
  input: { readonly reason: string },
): Promise<Revision> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "policy.draft")) refuse("not-allowed");
  const reason = input.reason.trim();
  if (reason.length < reasonLength.min) refuse("reason-too-short", { count: reasonLength.min });
  if (reason.length > reasonLength.max) refuse("reason-too-long", { count: reasonLength.max });
  const consultation = await consultationAt(ctx, actor, slug);
  const { doc: written, base } = await rooms.readText(draftRoom(consultation.slug));
  const doc = toJSON(checkDoc(withUniqueIds(written, () => randomId(8))));
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const latest = await latestRevision(ctx, consultation.policy, tx);
      if (latest.number !== base) refuse("text-moved-on", {}, { latest: latest.number });
      if (hashRevision(doc, latest.frontMatter) === latest.hash) refuse("empty-change");
      const revision = await publishRevision(ctx, tx, actor, consultation._id, latest, {
        text: carry(trackedText(latest), doc, creditOfRevision(latest.number + 1)),
        reason,
        madeBy: { kind: "institutional" },
      });
      if (!(await rooms.rebase(draftRoom(consultation.slug), base, revision.number, tx)))
        refuse("text-moved-on");
      await enqueueRefit(ctx, tx, consultation._id, revision);
      await announce(ctx, tx, consultation, { kind: "revision", revision: revision.number });
      return revision;
    });
  } catch (error) {
    if (isDuplicateKey(error)) refuse("text-moved-on");
    throw error;
  }
}
