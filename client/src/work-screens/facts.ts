// What the scripts of the work screens are given.
import type { Versions } from "@pliego/shared/live/announcements.ts";

export interface WorkFacts {
  readonly desk: "queue" | "desk";
  /** The folio that is open; "" when none is. */
  readonly current: string;
  /** The folios of the list. */
  readonly listed: readonly string[];
  /** Where the list is shown anew. */
  readonly reload: string;
  /** The versions that the list was made with. */
  readonly since?: Versions | undefined;
}
