// What the script of a page with a writing room is given, and what it asks for later.
import type { WritingRoom } from "@pliego/shared/pages.ts";
import type { BlockChange } from "@pliego/shared/suggestions/views.ts";

/** The editor's side of WritingRoom: the same, and what it is about. */
export interface DraftingFacts extends WritingRoom {
  /** The institution's next change, or one suggestion that several people write. */
  readonly kind: "draft" | "branch";
  /** Where the changes of the text are asked for; "" for who only watches. */
  readonly changes: string;
}

export interface DraftingNews {
  readonly changes: readonly BlockChange[];
  readonly latestNumber: number;
}
