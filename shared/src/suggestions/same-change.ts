// Which suggestions are the same change: they do the same to the same words, whatever revision they were written against.
import { hashOf } from "../text/canonical-json.ts";
import type { BlockJSON, InlineJSON, RowJSON, TopJSON } from "../text/types.ts";
import type { Hunk, SplitHunk, TextHunk } from "./suggestion.ts";

/**
 * A name that two suggestions share exactly when each takes out the same tokens, puts in the same words with the same
 * formatting (runs of blanks are one blank) and does the same to the same parts. Offsets, context and base have no say, nor
 * has the order of the hunks. SHA-256.
 */
export const identityOf = (hunks: readonly Hunk[]): string =>
  hashOf(hunks.map((hunk) => JSON.stringify(actOf(hunk))).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));

/** What a hunk does, without where it stands in its base. */
function actOf(hunk: Hunk): readonly unknown[] {
  switch (hunk.kind) {
    case "text": {
      // A pure insertion is told by the words it goes between.
      const beside = hunk.removed.length > 0 ? [] : wordsBeside(hunk);
      const home = hunk.removed.length + hunk.reach[0] + hunk.reach[1] === 0 ? hunk.block : "";
      return ["text", home, hunk.removed, beside, hunk.put.map(foldedInline)];
    }
    case "delete":
      return ["delete", hunk.node];
    case "insert":
      return ["insert", hunk.parent, hunk.after, hunk.before, hunk.nodes.map(folded)];
    case "attr":
      return ["attr", hunk.block, hunk.name, hunk.to];
    case "split":
      return ["split", ...wordsBeside(hunk)];
    case "join":
      return ["join", hunk.block, hunk.next];
    case "move":
      return ["move", hunk.node, hunk.after, hunk.before];
  }
}

/** The nearest words on both sides; 0 at an end of the block. */
const wordsBeside = ({ left, right, reach }: TextHunk | SplitHunk): readonly number[] => [
  left[left.length - reach[0]] ?? 0,
  right[reach[1] - 1] ?? 0,
];

const foldedInline = (node: InlineJSON): InlineJSON =>
  node.type === "text" ? { ...node, text: node.text.normalize("NFC").replaceAll(/\s+/g, " ") } : node;

/** A part without its ids: two people's new paragraphs are the same if they say the same. */
function folded(node: TopJSON | RowJSON): unknown {
  if (node.type === "block") return foldedBlock(node);
  return JSON.parse(JSON.stringify({ ...node, attrs: { ...node.attrs, id: "" } }), (key, value: unknown) =>
    key === "id" ? "" : value,
  );
}

const foldedBlock = (block: BlockJSON): unknown => ({
  ...block,
  attrs: { ...block.attrs, id: "" },
  content: (block.content ?? []).map(foldedInline),
});
