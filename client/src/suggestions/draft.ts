// A suggestion that is being written, as the device keeps it: what was typed, and the wording it was typed over, so that
// it can find its place again when the text has moved on.
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import type { BlockJSON } from "@pliego/shared/text/types.ts";

export interface Draft {
  readonly words: string;
  readonly rationale: string;
  readonly key: string;
  readonly base: number;
  /** The block's words at `base`. */
  readonly originalWords: string;
}

export interface Resumed {
  readonly words: string;
  /**
   * `same`: the text is as it was; `moved`: it changed elsewhere in the block; `said`: it says by now what was written;
   * `stale`: it changed just there.
   */
  readonly how: "same" | "moved" | "said" | "stale";
}

export const draftName = (consultation: string, block: string): string =>
  `pliego.draft.${consultation}.${block}`;

/** Something was written that is worth keeping. */
export const isWorthKeeping = ({ words, originalWords, rationale }: Draft): boolean =>
  words !== originalWords || rationale.trim() !== "";

/** What the device kept, or undefined when it is nothing that this program wrote. */
export function readDraft(kept: string | null): Draft | undefined {
  if (kept === null) return undefined;
  try {
    const draft = JSON.parse(kept) as Partial<Record<keyof Draft, unknown>> | null;
    const { words, rationale, key, base, originalWords } = draft ?? {};
    return typeof words === "string" &&
      typeof rationale === "string" &&
      typeof key === "string" &&
      typeof base === "number" &&
      typeof originalWords === "string"
      ? { words, rationale, key, base, originalWords }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The draft over the block as it reads now. */
export async function resume(draft: Draft, now: BlockJSON): Promise<Resumed> {
  const wordsNow = blockWords(now);
  if (draft.originalWords === draft.words) return { words: wordsNow, how: "same" };
  if (draft.originalWords === wordsNow) return { words: draft.words, how: "same" };
  // What puts changes into a text that moved on is half as big as the rest of the page's script, and seldom needed.
  const { wordsOver } = await import("./draft-over-text.ts");
  const words = wordsOver(draft, wordsNow);
  if (words === undefined) return { words: draft.words, how: "stale" };
  return { words, how: words === wordsNow ? "said" : "moved" };
}
