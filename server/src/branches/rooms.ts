// What this domain asks of the rooms where people write.
import type { Rooms } from "../live/rooms.ts";

export type WritingRooms = Pick<Rooms, "readText" | "closeRoom" | "drop" | "look">;
