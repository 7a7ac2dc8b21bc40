// From what was written together to one suggestion with all its authors. Rules L43, L44.
//
// The plan: what can be refused is refused while the room is open. Then the branch is marked as being sent, which closes its
// door; the room ends every connection; what is in it now is everything that anybody was told is saved. That is read, made a
// patch, and kept as a suggestion in one transaction with the branch's new state. Whatever is refused opens the door again. A
// server that dies in between leaves the mark: whoever sends it again goes on from there.
import { isWritten } from "@pliego/shared/branches/branch.ts";
import type { SendingTogether } from "@pliego/shared/branches/contracts.ts";
import { refuse, must } from "@pliego/shared/errors.ts";
import { branchRoom } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { patchFromText } from "@pliego/shared/suggestions/patch-from-edits.ts";
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { checkDoc, toJSON } from "@pliego/shared/text/check-doc.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { withUniqueIds } from "@pliego/shared/text/unique-ids.ts";
import type { BlockChange } from "@pliego/shared/suggestions/views.ts";
import { consultationOf, isOpen } from "../consultations/actions.ts";
import { changesSince } from "../drafting/actions.ts";
import { randomId } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction } from "../platform/database/connection.ts";
import { enqueue } from "../platform/jobs/jobs.ts";
import { revisionNumbered, trackedText, type Revision } from "../policies/actions.ts";
import { suggestionAt, type Suggestion } from "../suggestions/actions.ts";
import { checkedRationale, takeSuggestion } from "../suggestions/submitting.ts";
import { branchFor, type Branch } from "./actions.ts";
import { dropRoomJob } from "./jobs.ts";
import { changeBranch, findBranch } from "./model.ts";
import type { WritingRooms } from "./rooms.ts";

/** What the authors have written: the text, the revision that it follows, and what it changes there. */
export interface Written {
  readonly doc: DocJSON;
  readonly base: number;
  readonly epoch: string;
  readonly changes: readonly BlockChange[];
}

export async function readBranch(
  ctx: Context,
  rooms: Pick<WritingRooms, "readText">,
  actor: Actor | null,
  branch: Branch,
): Promise<Written> {
  const { doc, base, epoch } = await rooms.readText(branchRoom(branch._id));
  return { doc, base, epoch, changes: await changesSince(ctx, actor, branch, base, doc) };
}

/**
 * Sends it as one suggestion of all its authors; sending again, also at the same moment, answers the same. Refuses what every
 * suggestion is refused for, and then it can be written again.
 */
export async function sendBranch(
  ctx: Context,
  rooms: WritingRooms,
  actor: Actor | null,
  id: string,
  input: SendingTogether,
): Promise<Suggestion> {
  const branch = await branchFor(ctx, actor, id, "branch.send");
  try {
    return isWritten(branch.state)
      ? await send(ctx, rooms, must(actor, "branchFor refuses nobody"), branch, input)
      : refuse("branch-closed");
  } catch (error) {
    const now = await findBranch(ctx.db, id);
    if (now?.state === "sent") return suggestionAt(ctx, actor, now.folio);
    throw error;
  }
}

async function send(
  ctx: Context,
  rooms: WritingRooms,
  actor: Actor,
  branch: Branch,
  input: SendingTogether,
): Promise<Suggestion> {
  const id = branch._id;
  const room = branchRoom(id);
  const consultation = await consultationOf(ctx, branch.consultation);
  if (!isOpen(consultation, ctx.clock.now())) refuse("consultation-closed");
  const rationale = checkedRationale(input.rationale);
  await patchInRoom(ctx, rooms, branch);
  const sending = await closeDoor(ctx, id);
  try {
    await rooms.closeRoom(room);
    const { hunks, base } = await patchInRoom(ctx, rooms, branch);
    const sent = await inTransaction(ctx.db, async (tx) => {
      const now = await branchFor(ctx, actor, id, "branch.send", tx);
      if (now.state !== "sending" || now.sending !== sending) refuse("stale");
      const [first, ...others] = now.authors;
      const made = await takeSuggestion(ctx, tx, actor, {
        consultation,
        base,
        hunks,
        rationale,
        authors: [must(first, "whoever sends it is an author"), ...others],
        words: "",
        key: keyOf(id),
      });
      const change = { state: "sent", folio: made.folio, sending: "", inviteOpen: false } as const;
      await changeBranch(ctx.db, id, { sending }, change, tx);
      await enqueue(ctx, tx, dropRoomJob, { room });
      return made;
    });
    await rooms.drop(room);
    return sent;
  } catch (error) {
    await changeBranch(ctx.db, id, { state: "sending", sending }, { state: "writing", sending: "" });
    throw error;
  }
}

/** No form can send this key: it is the branch's own. */
const keyOf = (branch: string): string => `branch:${branch}`;

async function patchInRoom(
  ctx: Context,
  rooms: WritingRooms,
  branch: Branch,
): Promise<{ readonly hunks: readonly Hunk[]; readonly base: Revision }> {
  const { doc, base } = await rooms.readText(branchRoom(branch._id));
  const official = await revisionNumbered(ctx, null, branch.policy, base);
  const written = toJSON(checkDoc(withUniqueIds(doc, () => randomId(8))));
  return { hunks: patchFromText(trackedText(official), written), base: official };
}

/** Marks it as being sent; who sends at the same moment goes on under the same name. */
async function closeDoor(ctx: Context, id: string): Promise<string> {
  const sending = ctx.newId();
  if (await changeBranch(ctx.db, id, { state: "writing" }, { state: "sending", sending })) return sending;
  const now = await findBranch(ctx.db, id);
  return now?.state === "sending" ? now.sending : refuse("stale");
}
