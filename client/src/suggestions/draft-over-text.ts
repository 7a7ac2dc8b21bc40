// Puts the changes of a draft into another wording of its block, by the same rules as decisions put them into the text.
import { applyHunks } from "@pliego/shared/decisions/deciding.ts";
import { hunksOfBlock } from "@pliego/shared/suggestions/block-hunks.ts";
import { blockWords, inlineOf } from "@pliego/shared/suggestions/block-words.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { carry, track } from "@pliego/shared/text/carry.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import type { Draft } from "./draft.ts";

const id = "b";
const reading = (words: string) => makeBlock({ id }, inlineOf(words, []));
const over = (words: string): DocJSON => ({ type: "doc", content: [reading(words)] });

/** The words with the draft's changes in them; undefined where the text changed just there. Formatting has no say. */
export function wordsOver({ originalWords, words }: Draft, wordsNow: string): string | undefined {
  const base = track(over(originalWords), "");
  const hunks = [...base.blocks.values()].flatMap((block) => hunksOfBlock(block, reading(words)));
  const applied = applyHunks(carry(base, over(wordsNow), ""), hunks, "");
  const block = applied.kind === "applied" ? applied.text.blocks.get(id)?.block : undefined;
  return block === undefined ? undefined : blockWords(block);
}
