// A text whose every token has an identity: the number it got when it first appeared, which it keeps while it lives,
// whatever block it stands in. Who a token is credited to follows from its number, because the tokens that one change
// put in are numbered one after the other. carry.ts makes the next tracked text from this one.
import type { BlockJSON, DocJSON } from "./types.ts";

/** Names what put words into the text: "institution:3" (revision 3), "suggestion:PND-2026-00012". */
export type Credit = string;

export interface TrackedBlock {
  readonly block: BlockJSON;
  /** The tokens of blockWords(block). */
  readonly tokens: readonly string[];
  /** Their identities, one for each token. */
  readonly ids: readonly number[];
}

/** The tokens numbered from `from` on, up to the next birth, were put in by `credit`. */
export interface Birth {
  readonly from: number;
  readonly credit: Credit;
}

/** Where a token went that left the block it was in, or its place there, and in which change it last did. */
export interface Relocation {
  readonly block: string;
  readonly change: number;
}

/** Tokens that a recent change took out together: an undo brings them back. */
export interface RemovedRun {
  readonly block: string;
  readonly tokens: readonly string[];
  readonly ids: readonly number[];
  /** The words or marks it stood between; 0 at an end of the block. */
  readonly left: number;
  readonly right: number;
}

export interface TrackedText {
  readonly doc: DocJSON;
  /** By id, in reading order; those in tables and captions too. */
  readonly blocks: ReadonlyMap<string, TrackedBlock>;
  /** Rising; the newest apart, so that a change does not copy the whole history. */
  readonly olderBirths: readonly Birth[];
  readonly births: readonly Birth[];
  /** The number that the next new token gets; numbers begin at 1. */
  readonly nextId: number;
  readonly relocated: ReadonlyMap<number, Relocation>;
  /** The most recent last. */
  readonly removed: readonly RemovedRun[];
  /** How many changes led here; 0 for a text that is tracked for the first time. */
  readonly change: number;
}

export interface TokenPlace {
  readonly block: string;
  readonly index: number;
}

/** Where a token stands now; undefined when it is gone. `home` is where to look first: the block it was last known in. */
export function placeOfToken(text: TrackedText, id: number, home: string): TokenPlace | undefined {
  const at = text.blocks.get(home)?.ids.indexOf(id) ?? -1;
  if (at !== -1) return { block: home, index: at };
  const block = text.relocated.get(id)?.block;
  if (block === undefined) return undefined;
  const index = text.blocks.get(block)?.ids.indexOf(id) ?? -1;
  return index === -1 ? undefined : { block, index };
}

/** Whom a token is credited to. */
export function creditOf({ births, olderBirths }: TrackedText, id: number): Credit {
  const list = (births[0]?.from ?? Infinity) <= id ? births : olderBirths;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.from ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return list[low - 1]?.credit ?? "";
}

const mostRecentBirths = 256;

/** The births with one more, of the tokens numbered from `nextId` on. */
export function withBirth(
  { births, olderBirths, nextId }: Pick<TrackedText, "births" | "olderBirths" | "nextId">,
  credit: Credit,
): Pick<TrackedText, "births" | "olderBirths"> {
  if ((births.at(-1) ?? olderBirths.at(-1))?.credit === credit) return { births, olderBirths };
  const born: Birth = { from: nextId, credit };
  return births.length < mostRecentBirths
    ? { births: [...births, born], olderBirths }
    : { births: [born], olderBirths: [...olderBirths, ...births] };
}
