// The door of the drafting rooms: officials write; others watch where the institution lets them. Rules L23, L45.
import { Refusal, refuse } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { consultationAt, type Consultation } from "../consultations/actions.ts";
import type { Entry, RoomDoor, RoomSubject } from "../live/doors.ts";
import type { Context } from "../platform/context.ts";

export function makeDraftDoor(ctx: Context): RoomDoor {
  return {
    kind: "draft",
    async enter(key, actor) {
      const consultation = await consultationAt(ctx, actor, key);
      return { subject: subjectOf(consultation), entry: entryFor(actor, consultation) };
    },
    async subject(key) {
      try {
        return subjectOf(await consultationAt(ctx, null, key));
      } catch (error) {
        if (error instanceof Refusal && error.code === "not-found") return null;
        throw error;
      }
    },
  };
}

/** How this person may be in the drafting room; refuses with sign-in-needed or not-allowed. */
export function entryFor(actor: Actor | null, { draftingIsOpen = false }: Consultation): Entry {
  if (may(actor, "policy.draft")) return "write";
  if (may(actor, "policy.watch", { watchable: draftingIsOpen })) return "watch";
  return refuse(actor === null ? "sign-in-needed" : "not-allowed");
}

const subjectOf = ({ _id, policy, phase }: Consultation): RoomSubject => ({
  consultation: _id,
  policy,
  startsAt: undefined,
  isClosed: phase === "closed",
});
