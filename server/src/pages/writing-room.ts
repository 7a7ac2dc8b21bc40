// What a page is told of a writing room: where it is, whether she writes, and the name under which her browser keeps what she
// types. The name tells nobody who she is, and another person on the same device gets another.
import { createHash } from "node:crypto";
import { roomServerPath } from "@pliego/shared/live/rooms.ts";
import type { WritingRoom } from "@pliego/shared/pages.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Entry } from "../live/doors.ts";

export const writingRoom = (
  roomName: string,
  epoch: string,
  actor: Actor | null,
  mode: Entry,
): WritingRoom => ({
  serverPath: roomServerPath,
  roomName,
  mode,
  epoch,
  keepAs: actor === null || mode === "watch" ? "" : keptAs(actor, `${roomName}:${epoch}`),
});

const keptAs = ({ id }: Actor, room: string): string =>
  createHash("sha256").update(`${id}:${room}`).digest("hex");
