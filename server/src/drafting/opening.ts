// Letting the public watch the drafting room, or no longer: an act of an official, in the public record. Rule L45.
import { refuse } from "@pliego/shared/errors.ts";
import { draftRoom } from "@pliego/shared/live/rooms.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { consultationAt, moveDrafting } from "../consultations/actions.ts";
import type { Rooms } from "../live/rooms.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction } from "../platform/database/connection.ts";
import { record } from "../record/actions.ts";

/** Doing it again does nothing. Once it is closed, whoever only watched is out of the room. */
export async function openDrafting(
  ctx: Context,
  rooms: Pick<Rooms, "look">,
  actor: Actor | null,
  slug: string,
  isOpen: boolean,
): Promise<void> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "policy.openDrafting")) refuse("not-allowed");
  const consultation = await consultationAt(ctx, actor, slug);
  if (consultation.phase === "closed") refuse("consultation-closed");
  const type = isOpen ? ("open-drafting" as const) : ("close-drafting" as const);
  await inTransaction(ctx.db, async (tx) => {
    if (!(await moveDrafting(ctx, tx, consultation._id, isOpen))) return;
    await record(ctx, tx, {
      consultation: consultation._id,
      type,
      objectId: slug,
      actor,
      content: { act: type },
    });
  });
  await rooms.look(draftRoom(slug));
}
