// A suggestion that is being written, as the device keeps it: what was typed, and the wording it was typed over, so that
// it can find its place again when the text has moved on.
import { Refusal } from "@pliego/shared/errors.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { applyHunks, hunksFrom } from "@pliego/shared/suggestions/hunks.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import type { BlockJSON, DocJSON } from "@pliego/shared/text/types.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";

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
  /** `same`: the text is as it was; `moved`: it changed elsewhere in the block; `stale`: it changed just there. */
  readonly how: "same" | "moved" | "stale";
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
export function resume(draft: Draft, now: BlockJSON): Resumed {
  const wordsNow = blockWords(now);
  if (draft.originalWords === wordsNow) return { words: draft.words, how: "same" };
  const changes = wordChanges(draft.originalWords, draft.words);
  if (changes.length === 0) return { words: wordsNow, how: "same" };
  const { id } = now.attrs;
  const over = (block: BlockJSON): DocJSON => ({ type: "doc", content: [block] });
  const original = makeBlock({ id }, [{ type: "text", text: draft.originalWords }]);
  try {
    const hunks = hunksFrom(
      over(original),
      changes.map((change) => ({ block: id, ...change })),
    );
    const [fitted] = applyHunks(over(now), hunks)?.content ?? [];
    if (fitted?.type === "block") return { words: blockWords(fitted), how: "moved" };
  } catch (error) {
    // What cannot be sent as it is (hidden characters, too big) cannot be moved either: it stays as it was typed.
    if (!(error instanceof Refusal)) throw error;
  }
  return { words: draft.words, how: "stale" };
}
