// Writing a suggestion together: beginning it, inviting, joining, leaving. The text is in the branch's room; sending it is in
// sending.ts. Rules L40 to L42.
import { createHash } from "node:crypto";
import {
  branchQuotas,
  isAuthor,
  isWritten,
  withAuthor,
  type BranchAuthor,
} from "@pliego/shared/branches/branch.ts";
import { refuse } from "@pliego/shared/errors.ts";
import { branchRoom } from "@pliego/shared/live/rooms.ts";
import { may, type Permission } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { consultationAt, consultationOf, isOpen, type Consultation } from "../consultations/actions.ts";
import { randomId } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, type Tx } from "../platform/database/connection.ts";
import { enqueue } from "../platform/jobs/jobs.ts";
import { latestHead } from "../policies/actions.ts";
import { dropRoomJob } from "./jobs.ts";
import { changeBranch, findBranch, insertBranch, listWritten, type Branch } from "./model.ts";
import type { WritingRooms } from "./rooms.ts";

export type { Branch } from "./model.ts";

/** 130 random bits: nobody finds the code of an invitation by trying. */
const codeLength = 26;
const idLength = 26;

/** Begins as the latest revision, with this person as its only author; nobody is invited yet. Refuses a closed consultation. */
export async function beginBranch(ctx: Context, actor: Actor | null, slug: string): Promise<Branch> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "branch.begin")) refuse("not-allowed");
  const consultation = await consultationAt(ctx, actor, slug);
  if (!isOpen(consultation, ctx.clock.now())) refuse("consultation-closed");
  const { number } = await latestHead(ctx, actor, consultation.policy);
  const branch: Branch = {
    _id: randomId(idLength),
    consultation: consultation._id,
    policy: consultation.policy,
    base: number,
    authors: [asAuthor(actor)],
    inviteHash: "",
    inviteOpen: false,
    state: "writing",
    sending: "",
    folio: "",
    createdAt: ctx.clock.now(),
  };
  await inTransaction(ctx.db, async (tx) => {
    const begun = (await listWritten(ctx.db, actor.id, tx)).filter(
      ({ authors }) => authors[0]?.id === actor.id,
    );
    if (begun.length >= branchQuotas.begun) refuse("too-many-branches", { count: branchQuotas.begun });
    await insertBranch(ctx.db, branch, tx);
  });
  return branch;
}

/** The branch, for one of its authors; for anybody else it is not there. */
export async function branchFor(
  ctx: Context,
  actor: Actor | null,
  id: string,
  permission: Permission = "branch.write",
  tx?: Tx,
): Promise<Branch> {
  if (actor === null) refuse("sign-in-needed");
  const branch = await findBranch(ctx.db, id, tx);
  if (branch === null || !isAuthor(branch.authors, actor.id)) refuse("not-found");
  if (!may(actor, permission, { authorIds: idsOf(branch) })) refuse("not-allowed");
  return branch;
}

export const idsOf = ({ authors }: Pick<Branch, "authors">): readonly string[] => authors.map(({ id }) => id);

/** What this person writes with others and has not sent, the newest first. */
export const ownBranches = (ctx: Context, actor: Actor): Promise<readonly Branch[]> =>
  listWritten(ctx.db, actor.id);

/** What somebody who was invited sees before she joins. */
export interface Invitation {
  readonly consultation: Consultation;
  readonly begunBy: string;
  readonly isAuthor: boolean;
}

/** Refuses with 410 what is no longer written. */
export async function invitationTo(ctx: Context, actor: Actor | null, id: string): Promise<Invitation> {
  const branch = (await findBranch(ctx.db, id)) ?? refuse("not-found");
  const joined = actor !== null && isAuthor(branch.authors, actor.id);
  if (!isWritten(branch.state) && !joined) refuse("branch-closed");
  return {
    consultation: await consultationOf(ctx, branch.consultation),
    begunBy: branch.authors[0]?.name ?? "",
    isAuthor: joined,
  };
}

/** Makes a new invitation and answers its code, which is kept nowhere; the one before opens nothing any more. */
export async function renewInvitation(ctx: Context, actor: Actor | null, id: string): Promise<string> {
  const code = randomId(codeLength);
  const { state } = await branchFor(ctx, actor, id, "branch.invite");
  const change = { inviteHash: hashOf(code), inviteOpen: true };
  if (!isWritten(state) || !(await changeBranch(ctx.db, id, { state }, change))) refuse("branch-closed");
  return code;
}

export async function closeInvitation(ctx: Context, actor: Actor | null, id: string): Promise<void> {
  await branchFor(ctx, actor, id, "branch.invite");
  await changeBranch(ctx.db, id, {}, { inviteOpen: false });
}

/**
 * Makes this person one of the authors. Refuses a wrong code, an invitation that was closed, one author too many, what is no
 * longer written. Who has joined already stays as she is.
 */
export async function joinBranch(
  ctx: Context,
  actor: Actor | null,
  id: string,
  code: string,
): Promise<Branch> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "branch.join")) refuse("not-allowed");
  return inTransaction(ctx.db, async (tx) => {
    const branch = (await findBranch(ctx.db, id, tx)) ?? refuse("not-found");
    if (isAuthor(branch.authors, actor.id)) return branch;
    if (branch.inviteHash !== hashOf(code)) refuse("invitation-wrong");
    if (!isWritten(branch.state)) refuse("branch-closed");
    if (!branch.inviteOpen) refuse("invitation-closed");
    if (!isOpen(await consultationOf(ctx, branch.consultation), ctx.clock.now()))
      refuse("consultation-closed");
    const authors = withAuthor(branch.authors, asAuthor(actor));
    await changeBranch(ctx.db, id, { state: branch.state }, { authors }, tx);
    return { ...branch, authors };
  });
}

/** She writes it no more and is not named; when nobody is left, it ends and its text is forgotten. */
export async function leaveBranch(
  ctx: Context,
  rooms: Pick<WritingRooms, "look" | "drop">,
  actor: Actor | null,
  id: string,
): Promise<Branch> {
  const left = await inTransaction(ctx.db, async (tx) => {
    const branch = await branchFor(ctx, actor, id, "branch.leave", tx);
    if (!isWritten(branch.state)) refuse("branch-closed");
    const authors = branch.authors.filter((author) => author.id !== actor?.id);
    const state = authors.length === 0 ? ("abandoned" as const) : branch.state;
    await changeBranch(ctx.db, id, { state: branch.state }, { authors, state }, tx);
    if (authors.length === 0) await enqueue(ctx, tx, dropRoomJob, { room: branchRoom(id) });
    return { ...branch, authors, state };
  });
  await (left.state === "abandoned" ? rooms.drop(branchRoom(id)) : rooms.look(branchRoom(id)));
  return left;
}

const asAuthor = ({ id, publicName }: Actor): BranchAuthor => ({ id, name: publicName });

const hashOf = (code: string): string => createHash("sha256").update(code).digest("hex");
