// The door of the branch rooms: the authors write, nobody else enters or watches. Rule L42.
import type { Tx } from "../platform/database/connection.ts";
import type { Context } from "../platform/context.ts";
import type { RoomDoor, RoomSubject } from "../live/doors.ts";
import { branchFor } from "./actions.ts";
import { findBranch, type Branch } from "./model.ts";

export function makeBranchDoor(ctx: Context): RoomDoor {
  return {
    kind: "branch",
    async enter(key, actor) {
      return { subject: subjectOf(await branchFor(ctx, actor, key)), entry: "write" };
    },
    async subject(key, tx?: Tx) {
      const branch = await findBranch(ctx.db, key, tx);
      return branch === null ? null : subjectOf(branch);
    },
  };
}

const subjectOf = ({ consultation, policy, base, state }: Branch): RoomSubject => ({
  consultation,
  policy,
  startsAt: base,
  isClosed: state !== "writing",
});
