// What pages show of suggestions and of changes: made by the server, rendered by the client.
import type { Fit, SuggestionState } from "./suggestion.ts";

/** A stretch of a block's words with a suggestion over it. */
export interface ChangePiece {
  readonly kind: "same" | "deleted" | "inserted";
  readonly text: string;
}

/** One edit, as it can be told in words. */
export type EditSentence =
  /** Words exchanged, put in (`quote` empty) or taken out (`put` empty). */
  | { readonly kind: "text"; readonly quote: string; readonly put: string }
  /** The same words, set in another way. */
  | { readonly kind: "format"; readonly quote: string }
  /** The whole block taken out. */
  | { readonly kind: "delete"; readonly quote: string }
  /** New blocks behind this one, or at the beginning of the text. */
  | { readonly kind: "insert"; readonly put: string; readonly blocks: number; readonly first: boolean }
  | { readonly kind: "attr"; readonly name: string; readonly from: string; readonly to: string }
  | { readonly kind: "split"; readonly before: string }
  | { readonly kind: "join"; readonly quote: string }
  /** Taken behind the block that begins like this; "" for the beginning of the text. */
  | { readonly kind: "move"; readonly behind: string };

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
  /** Those who wrote it together with her. */
  readonly coauthors?: readonly string[];
  readonly rationale: string;
  /** Number of the version it was written against. */
  readonly base: number;
  readonly submittedAt: string;
  readonly publishedAt: string | null;
  readonly places: readonly PlaceView[];
  /** How many other published wordings wait for the same words or the same place. */
  readonly competing: number;
  /** Who else proposes exactly this; shown as one entry, each keeps her own folio and reason. */
  readonly signers: readonly SignerLine[];
}

export interface SignerLine {
  readonly folio: string;
  readonly authorName: string;
  /** Those who wrote it together with her. */
  readonly coauthors?: readonly string[];
}

/** Another suggestion named beside one: in a few words, with the way to it. */
export interface RelatedLine {
  readonly folio: string;
  readonly authorName: string;
  /** Those who wrote it together with her. */
  readonly coauthors?: readonly string[];
  readonly fit: Fit;
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
