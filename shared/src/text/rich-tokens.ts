// The tokens of a block with their formatting: two are alike when they say the same in the same way.
import { sliceInline, unitsOf } from "../suggestions/block-words.ts";
import { offsetsOf, tokensOf } from "./tokens.ts";
import type { TrackedBlock } from "./tracked-text.ts";
import type { InlineJSON } from "./types.ts";

export interface RichTokens {
  readonly tokens: readonly string[];
  /** One for each token; begins with the token itself. */
  readonly keys: readonly string[];
  readonly offsets: readonly number[];
}

export function richTokens(content: readonly InlineJSON[] = []): RichTokens {
  const tokens = tokensOf(content.map(unitsOf).join(""));
  const offsets = offsetsOf(tokens);
  const keys = isPlain(content) ? tokens : tokens.map((token, at) => token + signature(content, offsets, at));
  return { tokens, keys, offsets };
}

/** Says a content nothing but plain words? */
export const isPlain = (content: readonly InlineJSON[] = []): boolean =>
  content.every((node) => node.type === "text" && (node.marks === undefined || node.marks.length === 0));

/** The keys of a tracked block, whose tokens are known. */
export const keysOf = ({ block, tokens }: TrackedBlock): readonly string[] =>
  isPlain(block.content) ? tokens : richTokens(block.content).keys;

function signature(content: readonly InlineJSON[], offsets: readonly number[], at: number): string {
  const pieces = sliceInline(content, offsets[at] ?? 0, offsets[at + 1] ?? 0);
  const said = pieces.map((node) => {
    if (node.type === "image") return JSON.stringify([node.attrs, node.marks ?? []]);
    if (node.type === "break") return "break";
    return node.marks === undefined || node.marks.length === 0
      ? ""
      : `${node.text.length}${JSON.stringify(node.marks)}`;
  });
  const all = said.join("|");
  return all === "" ? "" : `\u0001${all}`;
}
