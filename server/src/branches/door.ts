// The door of the branch rooms: the authors write, nobody else enters or watches. Rule L42.
import { isWritten } from "@pliego/shared/branches/branch.ts";
import { refuse } from "@pliego/shared/errors.ts";
import type { Context } from "../platform/context.ts";
import type { RoomDoor, RoomSubject } from "../live/doors.ts";
import { branchFor } from "./actions.ts";
import { findBranch, type Branch } from "./model.ts";

export function makeBranchDoor(ctx: Context): RoomDoor {
  return {
    kind: "branch",
    async enter(key, actor) {
      const branch = await branchFor(ctx, actor, key);
      if (!isWritten(branch.state)) refuse("branch-closed");
      return { subject: subjectOf(branch), entry: "write" };
    },
    async subject(key) {
      const branch = await findBranch(ctx.db, key);
      // What was written in it was sent, or given up: there is no room any more.
      return branch !== null && isWritten(branch.state) ? subjectOf(branch) : null;
    },
  };
}

/** Far more than anybody proposes at once, and little enough that many can be open. */
const mostBytes = 4 * 1024 * 1024;

const subjectOf = ({ consultation, policy, base, state }: Branch): RoomSubject => ({
  consultation,
  policy,
  startsAt: base,
  isClosed: state !== "writing",
  mostBytes,
});
