// A text of three paragraphs with a comment on it, and where that stands after the text went on; for tests.
import { makeBlock } from "../../text/blocks.ts";
import { carry, track } from "../../text/carry.ts";
import type { TrackedText } from "../../text/tracked-text.ts";
import type { BlockAttrs, DocJSON } from "../../text/types.ts";
import { type Anchor, anchorTo, anchorToCharacters } from "../anchor.ts";
import { standingOf } from "../standing.ts";

/** "id: words", one to a block; "id heading: words" for another kind. */
export const textOf = (...blocks: readonly string[]): DocJSON => ({
  type: "doc",
  content: blocks.map((line) => {
    const [, id = "", kind = "paragraph", words = ""] = /^(\S+?)(?: (\S+))?: ?(.*)$/su.exec(line) ?? [];
    const attrs = { id, kind: kind as BlockAttrs["kind"] };
    return makeBlock(attrs, words === "" ? [] : [{ type: "text", text: words }]);
  }),
});

export const official = (text: TrackedText, doc: DocJSON) => carry(text, doc, "institution:2");

/** A comment on the first place of `words` in the block, or on the block. */
export function commentOn(text: TrackedText, block: string, words?: string): Anchor {
  if (words === undefined) return anchorTo(text, 1, block, { kind: "block" });
  const from = (text.blocks.get(block)?.tokens.join("") ?? "").indexOf(words);
  return anchorToCharacters(text, 1, block, from, from + words.length);
}

/** "anchored p1 «words»", or "unanchored «sentence» «what stands there now»". */
export function told(anchor: Anchor, text: TrackedText): string {
  const standing = standingOf(anchor, text);
  if (standing.kind === "unanchored") return `unanchored «${standing.sentence}» «${standing.replacedBy}»`;
  const { kind, block, from, to } = standing;
  return `${kind} ${block} «${text.blocks.get(block)?.tokens.slice(from, to).join("")}»`;
}

export const [p1, p2, p3] = [
  "p1: Las instituciones públicas reúnen datos todos los días.",
  "p2: Los datos son de todas las personas. El catálogo se actualiza cada mes y es gratuito. Nadie paga por él.",
  "p3: Esta política es obligatoria.",
] as const;
export const before = textOf(p1, p2, p3);
export const start = track(before, "institution:1");
export const chosen = "catálogo se actualiza cada mes";
