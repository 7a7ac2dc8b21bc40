// A move: one database into another, empty one, with no file between. The source is marked as moved only when the target
// was read back and is equal, and the target may be served only after that: at no time do both count.
import type { Database } from "../connection.ts";
import { refuseServed } from "../presence-record.ts";
import { definitionsOf } from "./definitions.ts";
import { placeOf } from "./driver.ts";
import { lastMove, movedSentence, recordMove, refuseHalfFilled, unfinishedTransfer } from "./maintenance.ts";
import { atOneMoment } from "./moment.ts";
import { isExpiring, type Sealed } from "./parts.ts";
import { claim, receive, refuseOccupied, release } from "./receiving.ts";
import { watched, type Watch } from "./watching.ts";

export interface Moved {
  readonly documents: number;
  readonly collections: number;
}

export interface Journey {
  readonly source: Database;
  readonly target: Database;
  /** False when other processes may be writing into the source; then it is read once more at the end. */
  readonly isSourceOurs: boolean;
  /** What people read about the source and the target, without credentials. */
  readonly from: string;
  readonly to: string;
  /** Its words, without credentials. */
  readonly command: string;
  /** For a move that has not begun yet. */
  readonly newId: string;
  readonly clock: () => Date;
}

/** Moves everything, or goes on with a move to the same target. */
export async function move(journey: Journey, watch: Watch): Promise<Moved> {
  const { source, target, from, to, command, clock } = journey;
  await refuseUnmovable(source);
  const begun = await lastMove(source);
  const arriving = await unfinishedTransfer(target);
  // Each target has an id of its own: what an earlier move has left elsewhere is never mistaken for this one.
  const isSame = begun !== undefined && arriving?.id === begun.id;
  if (begun !== undefined && begun.finishedAt !== null) {
    // Killed between the mark and the release: all that is missing are the last indexes.
    if (!isSame) throw new Error(movedSentence({ ...begun, finishedAt: begun.finishedAt }));
    watch.say(`Finishing the move begun ${begun.startedAt.toISOString()}.`);
    const definitions = await definitionsOf(source);
    await release(target, definitions);
    return { documents: arriving.documents, collections: definitions.length };
  }
  const id = isSame ? begun.id : journey.newId;
  await refuseOccupied(target, { kind: "move", id });
  const startedAt = clock();
  await recordMove(source, { id, to, startedAt, finishedAt: null });
  const filled = await atOneMoment(source, async (moment) => {
    await claim(target, { kind: "move", id, from, command, at: startedAt }, watch);
    return receive(target, watched(moment.parts(), "Moving", moment.expected, watch), watch);
  });
  watch.failpoint("transfer.verified");
  if (!journey.isSourceOurs) await refuseChanged(source, filled, watch);
  await refuseServed(source, "source");
  await recordMove(source, { id, to, startedAt, finishedAt: clock() });
  watch.failpoint("transfer.marked");
  await release(
    target,
    filled.map(({ definition }) => definition),
  );
  return {
    documents: filled.reduce((sum, { seal }) => sum + seal.documents, 0),
    collections: filled.length,
  };
}

/** Refuses a source that is half filled, served, or empty as a mistyped one is. Call before anything is made elsewhere. */
export async function refuseUnmovable(source: Database): Promise<void> {
  await refuseHalfFilled(source);
  await refuseServed(source, "source");
  if ((await definitionsOf(source)).length === 0)
    throw new Error(
      `There is nothing in ${placeOf(source)} to move: are the URI, DATA_DIR and MONGODB_URI right?`,
    );
}

/** Collections from which the server itself removes documents may have lost some; the others must be as they were read. */
async function refuseChanged(source: Database, filled: readonly Sealed[], watch: Watch): Promise<void> {
  const read = new Map(
    filled
      .filter(({ definition }) => !definition.indexes.some(isExpiring))
      .map(({ seal }) => [seal.name, seal.sha256]),
  );
  await atOneMoment(source, async (moment) => {
    for await (const part of watched(moment.parts(), "Looking again at", moment.expected, watch)) {
      if (part.kind !== "seal" || !read.has(part.seal.name) || read.get(part.seal.name) === part.seal.sha256)
        continue;
      throw new Error(
        `Something wrote into ${part.seal.name} of the source while it was moved. Stop every server and run the same command again: it goes on.`,
      );
    }
  });
}
