// How a room stands to the official text: it begins as a revision of it, and takes in each later one, once.
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { writeText } from "@pliego/shared/text/ydoc.ts";
import { randomId } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, isDuplicateKey } from "../platform/database/connection.ts";
import { latestHead, revisionNumbered, trackedText } from "../policies/actions.ts";
import type { RoomSubject } from "./doors.ts";
import { follow } from "./following.ts";
import { appendEntry } from "./room-log.model.ts";
import type { Room } from "./room.ts";
import { findRoomHead, insertRoomHead, moveRoomBase } from "./rooms.model.ts";

/** A new room begins as a revision of the official text. */
export async function begin(ctx: Context, name: string, subject: RoomSubject): Promise<void> {
  const number = subject.startsAt ?? (await latestHead(ctx, null, subject.policy)).number;
  const { doc } = await revisionNumbered(ctx, null, subject.policy, number);
  const ydoc = new Y.Doc({ gc: false });
  ydoc.transact(() => writeText(ydoc.getXmlFragment(roomText), doc));
  const change = { by: "", claims: [ydoc.clientID], update: Y.encodeStateAsUpdate(ydoc) };
  const { policy, consultation } = subject;
  const head = { _id: name, policy, consultation, base: number, epoch: randomId(8) };
  try {
    await inTransaction(ctx.db, async (tx) => {
      await insertRoomHead(ctx.db, head, tx);
      await appendEntry(ctx.db, { room: name, seq: 1, fence: 0, changes: [change] }, tx);
    });
  } catch (error) {
    // Somebody else began it in the same moment.
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Takes in every revision that the room has not taken in, each once: its edit and the new base are one transaction. */
export async function catchUp(ctx: Context, room: Room, subject: RoomSubject): Promise<void> {
  if (subject.isClosed) return;
  for (;;) {
    const kept = await findRoomHead(ctx.db, room.name);
    // The room's own text was published: it follows that revision already.
    if (kept !== null && kept.base > room.base) room.base = kept.base;
    const latest = await latestHead(ctx, null, subject.policy);
    if (room.base >= latest.number) return;
    const from = room.base;
    const [before, after] = await Promise.all([
      revisionNumbered(ctx, null, subject.policy, from),
      revisionNumbered(ctx, null, subject.policy, from + 1),
    ]);
    await room.change(
      (doc) => follow(doc, trackedText(before), after.doc, after.number, () => randomId(8)),
      (seq, change) =>
        inTransaction(ctx.db, async (tx) => {
          const moved = await moveRoomBase(ctx.db, room.name, from, from + 1, tx);
          if (!moved) throw new Error("another follower was faster");
          if (change !== undefined)
            await appendEntry(ctx.db, { room: room.name, seq, fence: room.fence, changes: [change] }, tx);
        }),
    );
    room.base = from + 1;
  }
}
