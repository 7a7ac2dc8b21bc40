// What a suggestion is: one contribution, its reason, its author, the revision it was written against and its hunks.
// Every place in a hunk is said in the coordinates of that revision and by the identity of the tokens there.
import type { BlockAttrs, InlineJSON, RowJSON, TopJSON } from "../text/types.ts";

export const suggestionStates = [
  "in_review",
  "published",
  "hidden",
  "accepted",
  "rejected",
  "withdrawn",
] as const;
export type SuggestionState = (typeof suggestionStates)[number];

/**
 * How a suggestion stands against the text now, from best to worst: the text already says it; all its words are where
 * they were; they moved together; somebody put something at the same point; some of them changed or are gone; its place
 * is gone.
 */
export const fits = ["absorbed", "clean", "relocated", "shifted", "conflict", "orphaned"] as const;
export type Fit = (typeof fits)[number];

/** A rare word that a suggestion takes out or takes elsewhere: how often the base revision has it, and its own wording. */
export interface RareWord {
  readonly word: string;
  readonly base: number;
  readonly wording: number;
}

interface HunkFacts {
  /** Left out where there are none. */
  readonly rareWords?: readonly RareWord[];
}

/** Words of one block exchanged; `removed` is empty for a pure insertion, `put` for a deletion. */
export interface TextHunk extends HunkFacts {
  readonly kind: "text";
  readonly block: string;
  /** Token offsets in the block at the base revision. */
  readonly from: number;
  readonly to: number;
  readonly removed: readonly number[];
  /** Up to `contextTokens` tokens on each side, in reading order; fewer where the block begins or ends. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** How many tokens of `left` (from its end) and of `right` reach to the nearest word, that word included. */
  readonly reach: readonly [left: number, right: number];
  /** The words of `left`, `removed` and `right`. */
  readonly before: string;
  readonly quote: string;
  readonly after: string;
  /** What is taken out and what is put in, with formatting. */
  readonly quoted: readonly InlineJSON[];
  readonly put: readonly InlineJSON[];
  /** Names the whole block as the suggestion has it (nameOfWording); "" where that is not one block. */
  readonly becomes: string;
  /** Identities that come back with `put`: only in a hunk that reverts another, never in what a person sends. */
  readonly returning?: readonly number[];
}

/** A block, table, figure or row of a table taken out whole. */
export interface DeleteHunk extends HunkFacts {
  readonly kind: "delete";
  readonly node: string;
  /** Id of the table that a row is in; "" for all else. */
  readonly parent: string;
  /** Every block in it with its tokens. */
  readonly blocks: readonly { readonly id: string; readonly ids: readonly number[] }[];
  /** Those of the tokens that the same suggestion puts in elsewhere. */
  readonly elsewhere: readonly number[];
  /** SHA-256 of it, ids and attributes included. */
  readonly hash: string;
  readonly quote: string;
}

/** Nodes put in between two neighbours of the base revision; "" at an end. */
export interface InsertHunk extends HunkFacts {
  readonly kind: "insert";
  readonly parent: string;
  readonly after: string;
  readonly before: string;
  readonly nodes: readonly TopJSON[] | readonly RowJSON[];
}

/** One attribute of a block (its kind, level, list ...) or of a figure. */
export interface AttrHunk extends HunkFacts {
  readonly kind: "attr";
  readonly block: string;
  readonly name: string;
  readonly from: string | number;
  readonly to: string | number;
}

/** A block parted before the token `at`: the second part becomes a block of its own. */
export interface SplitHunk extends HunkFacts {
  readonly kind: "split";
  readonly block: string;
  readonly at: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly reach: readonly [left: number, right: number];
  readonly before: string;
  readonly after: string;
  readonly attrs: BlockAttrs;
}

/** The block after `block` becomes its end, with `glue` between them. */
export interface JoinHunk extends HunkFacts {
  readonly kind: "join";
  readonly block: string;
  readonly next: string;
  readonly glue: string;
  readonly quote: string;
}

/** A block, table, figure or row taken to another place among its siblings. */
export interface MoveHunk extends HunkFacts {
  readonly kind: "move";
  readonly node: string;
  readonly parent: string;
  readonly after: string;
  readonly before: string;
  readonly quote: string;
}

export type Hunk = TextHunk | DeleteHunk | InsertHunk | AttrHunk | SplitHunk | JoinHunk | MoveHunk;

export const contextTokens = 12;

export const quotas = {
  hunks: 50,
  /** Characters put in by one suggestion. */
  put: 20_000,
  /** Bytes of one suggestion as it is sent. */
  bytes: 64 * 1024,
  rationaleMin: 20,
  rationaleMax: 1000,
} as const;
