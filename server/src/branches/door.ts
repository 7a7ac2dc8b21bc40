// The door of the branch rooms: the authors write, nobody else enters or watches. Rule L42.
import { refuse } from "@pliego/shared/errors.ts";
import type { Tx } from "../platform/database/connection.ts";
import type { Context } from "../platform/context.ts";
import type { RoomDoor, RoomSubject } from "../live/doors.ts";
import { branchFor } from "./actions.ts";
import { findBranch, type Branch } from "./model.ts";

export function makeBranchDoor(ctx: Context): RoomDoor {
  return {
    kind: "branch",
    async enter(key, actor) {
      const branch = await branchFor(ctx, actor, key);
      if (isOver(branch)) refuse("branch-closed");
      return { subject: subjectOf(branch), entry: "write" };
    },
    async subject(key, tx?: Tx) {
      const branch = await findBranch(ctx.db, key, tx);
      return branch === null || isOver(branch) ? null : subjectOf(branch);
    },
  };
}

/** What was written in it was sent, or given up: there is no room any more. */
const isOver = ({ state }: Branch) => state === "sent" || state === "abandoned";

/** Far more than anybody proposes at once, and little enough that many can be open. */
const mostBytes = 4 * 1024 * 1024;

const subjectOf = ({ consultation, policy, base, state }: Branch): RoomSubject => ({
  consultation,
  policy,
  startsAt: base,
  isClosed: state !== "writing",
  mostBytes,
});
