// What pages show of suggestions and of changes: made by the server, rendered by the client.
import type { Fit, SuggestionState } from "./suggestion.ts";

/** A stretch of a block's words with a suggestion over it. */
export interface ChangePiece {
  readonly kind: "same" | "deleted" | "inserted";
  readonly text: string;
}

/** One edit in words: replace (both given), insert (`quote` empty) or delete (`put` empty). */
export interface EditSentence {
  readonly quote: string;
  readonly put: string;
}

/** One block that a suggestion touches, as it reads with the suggestion over it. */
export interface PlaceView {
  readonly block: string;
  /** The number that people cite it by; 0 for headings. */
  readonly paragraph: number;
  /** The heading it stands under, or "". */
  readonly heading: string;
  /** The whole block, cut into what stays, goes and comes. */
  readonly pieces: readonly ChangePiece[];
  readonly sentences: readonly EditSentence[];
}

export interface SuggestionView {
  readonly folio: string;
  readonly state: SuggestionState;
  readonly fit: Fit;
  readonly authorName: string;
  readonly rationale: string;
  /** Number of the version it was written against. */
  readonly base: number;
  readonly submittedAt: string;
  readonly publishedAt: string | null;
  readonly places: readonly PlaceView[];
}

/** One block that differs between two texts. */
export interface BlockChange {
  readonly block: string;
  readonly kind: "changed" | "added" | "removed" | "restyled" | "moved";
  /** The number that people cite it by in the newer text (in the older one when it was removed); 0 for headings. */
  readonly paragraph: number;
  readonly heading: string;
  readonly pieces: readonly ChangePiece[];
}
