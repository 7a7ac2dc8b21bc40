// A long policy text and suggestions over it, made from the words of the demonstration policy, the same for the same seed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hunksOfBlock } from "@pliego/shared/suggestions/block-hunks.ts";
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { track } from "@pliego/shared/text/carry.ts";
import type { TrackedText } from "@pliego/shared/text/tracked-text.ts";
import type { BlockJSON } from "@pliego/shared/text/types.ts";
import { repository } from "../../support/repository.ts";

const source = "server/src/consultations/demonstration/politica-nacional-de-datos-abiertos.md";
const words = readFileSync(join(repository, source), "utf8").match(/[\p{L}\p{N}]+[.,;]?/gu) ?? [];

export type Draw = (below: number) => number;

/** Numbers in [0, below), the same row for the same seed (mulberry32). */
export function draws(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below) | 0;
  };
}

export const someWords = (draw: Draw, count: number): string =>
  Array.from({ length: count }, () => words[draw(words.length)] ?? "").join(" ");

const paragraphWords = 25;

/** A text of about this many words in even paragraphs. */
export function madeText(wordCount: number, draw: Draw): TrackedText {
  const content = Array.from({ length: Math.round(wordCount / paragraphWords) }, (_, at) =>
    makeBlock({ id: `b${at}`, kind: at % 20 === 0 ? "article" : "paragraph", level: at % 20 === 0 ? 2 : 0 }, [
      { type: "text", text: someWords(draw, paragraphWords) },
    ]),
  );
  return track({ type: "doc", content }, "institution:1");
}

/** The block with one to three of its words exchanged, put in or taken out. */
export function edited(block: BlockJSON, draw: Draw): BlockJSON {
  const text = block.content?.[0];
  if (text?.type !== "text") return block;
  const own = text.text.split(" ");
  const at = draw(own.length);
  const length = 1 + draw(3);
  // A long paragraph loses words and a short one gains some, so that ten thousand acts leave a text of the same length.
  const next =
    draw(3) === 0
      ? own.toSpliced(at, length, someWords(draw, length))
      : own.length < paragraphWords
        ? own.toSpliced(at, 0, someWords(draw, length))
        : own.toSpliced(at, length);
  return { ...block, content: [{ type: "text", text: next.join(" ") }] };
}

/** One suggestion of one hunk or two, in different blocks, against this text. */
export function madeSuggestion(text: TrackedText, draw: Draw): readonly Hunk[] {
  const ids = [...text.blocks.keys()];
  const chosen = new Set(Array.from({ length: 1 + draw(2) }, () => ids[draw(ids.length)] ?? ""));
  return [...chosen].flatMap((id) => {
    const own = text.blocks.get(id);
    return own === undefined ? [] : hunksOfBlock(own, edited(own.block, draw));
  });
}
