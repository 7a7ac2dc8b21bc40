// What a suggestion is: one contribution, its reason, its author, the revision it was written against and its hunks.

export const suggestionStates = ["in_review", "published", "hidden", "accepted", "rejected"] as const;
export type SuggestionState = (typeof suggestionStates)[number];

/** How a suggestion stands against the text now. */
export const fits = ["clean", "conflict"] as const;
export type Fit = (typeof fits)[number];

/** One edit as a browser sends it: in the block's text at the base revision, put `put` where [from, to) is. */
export interface SentEdit {
  readonly block: string;
  /** Offsets in UTF-16 units of the block's text; an image is one unit, a line break is one unit. */
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

/** One edit as it is kept: with the words it takes out and the words around it, read by the server from the base. */
export interface Hunk extends SentEdit {
  readonly quote: string;
  /** Up to `contextLength` units on each side, so that its place can be recognised. */
  readonly before: string;
  readonly after: string;
}

export const contextLength = 16;

export const quotas = {
  hunks: 50,
  /** Characters put in by one suggestion. */
  put: 20_000,
  rationaleMin: 20,
  rationaleMax: 1000,
} as const;
