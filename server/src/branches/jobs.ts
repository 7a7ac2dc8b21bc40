// What is left to do once a branch was sent: its room's text is forgotten, also when the server died in between.
import type { JobHandler } from "../platform/jobs/jobs.ts";
import type { WritingRooms } from "./rooms.ts";

export const dropRoomJob = "drop-room";

export const branchJobs = (rooms: Pick<WritingRooms, "drop">): Readonly<Record<string, JobHandler>> => ({
  [dropRoomJob]: { outside: ({ room }) => rooms.drop(String(room)) },
});
