// The doors of the rooms: each kind of room belongs to a domain, which says what a room is about and who may enter it.
// The rooms themselves know no domain.
import type { Actor } from "@pliego/shared/people/people.ts";

/** What a room is about. */
export interface RoomSubject {
  readonly consultation: string;
  readonly policy: string;
  /** Number of the revision that the room begins as; undefined: the latest one. */
  readonly startsAt: number | undefined;
  /** Whether anybody writes here still; a room that is closed can be read by those who may enter. */
  readonly isClosed: boolean;
  /** What its document may grow to, in bytes, where that is less than for any room. */
  readonly mostBytes?: number;
}

export type Entry = "write" | "watch";

export interface RoomDoor {
  /** What its rooms' names begin with, before the hyphen. */
  readonly kind: "draft" | "branch";
  /**
   * What the room with this key (what follows the hyphen in its name) is about, and how this person may enter it.
   * Throws a Refusal: not-found, sign-in-needed, not-allowed. Asked again now and then while she is in the room.
   */
  readonly enter: (
    key: string,
    actor: Actor | null,
  ) => Promise<{ readonly subject: RoomSubject; readonly entry: Entry }>;
  /** What the room is about, for the server's own use; null when there is no such room. */
  readonly subject: (key: string) => Promise<RoomSubject | null>;
}
