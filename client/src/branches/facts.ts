// What the script of the page is given where several people write one suggestion.
import type { DraftingFacts, DraftingNews } from "../decisions/drafting-facts.ts";

export interface BranchFacts extends DraftingFacts {
  readonly branch: string;
}

/** What `changes` answers. */
export interface BranchNews extends DraftingNews {
  /** Public names, whoever began it first. */
  readonly authors: readonly string[];
}
