// What the script of the drafting page is given, and what it asks for later.
import type { BlockChange } from "@pliego/shared/suggestions/views.ts";

export interface DraftingFacts {
  readonly serverPath: string;
  readonly roomName: string;
  /** Where the changes of the draft are asked for. */
  readonly changes: string;
}

export interface DraftingNews {
  readonly changes: readonly BlockChange[];
  readonly latestNumber: number;
}
