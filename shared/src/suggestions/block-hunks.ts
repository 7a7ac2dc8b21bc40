// From two wordings of one block to the hunks between them: whole words, and what only blanks or marks keep apart is one.
import { alignTokens, stretchesOf } from "../text/align.ts";
import { richTokens } from "../text/rich-tokens.ts";
import { changedStretches } from "../text/same-tokens.ts";
import { isWord } from "../text/tokens.ts";
import type { TrackedBlock } from "../text/tracked-text.ts";
import type { BlockJSON, InlineJSON } from "../text/types.ts";
import { sliceInline } from "./block-words.ts";
import { contextTokens, type TextHunk } from "./suggestion.ts";

/** The hunks from a block to another wording of it. */
export function hunksOfBlock(base: TrackedBlock, next: BlockJSON): readonly TextHunk[] {
  const before = richTokens(base.block.content);
  const after = richTokens(next.content);
  const becomes = nameOfWording(after.keys);
  return changedStretches(before.keys, after.keys, 1).map(({ aFrom, aTo, bFrom, bTo }) => {
    const put = sliceInline(next.content ?? [], after.offsets[bFrom] ?? 0, after.offsets[bTo] ?? 0);
    return textHunk(base, aFrom, aTo, put, becomes);
  });
}

/** The hunk that puts `put` where the tokens [from, to) of a block of the base revision are. */
export function textHunk(
  base: TrackedBlock,
  from: number,
  to: number,
  put: readonly InlineJSON[],
  becomes = "",
): TextHunk {
  const { block, tokens, ids } = base;
  const start = tokens.slice(0, from).join("").length;
  const quote = tokens.slice(from, to).join("");
  return {
    kind: "text",
    block: block.attrs.id,
    from,
    to,
    removed: ids.slice(from, to),
    ...contextOf(base, from, to),
    quote,
    quoted: sliceInline(block.content ?? [], start, start + quote.length),
    put,
    becomes,
  };
}

/** A name, their number first, that two wordings share when they say the same in the same way, and no others do but by a chance of 2^-53. */
export function nameOfWording(keys: readonly string[]): string {
  // cyrb53: quick, and nobody gains by a collision, which would leave a suggestion undecided and no word changed.
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const key of keys) {
    for (let at = 0; at <= key.length; at += 1) {
      const unit = at < key.length ? key.charCodeAt(at) : 0xffff;
      high = Math.imul(high ^ unit, 2_654_435_761);
      low = Math.imul(low ^ unit, 1_597_334_677);
    }
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return `${keys.length}.${(4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36)}`;
}

/** The tokens on both sides of [from, to), and their words. */
export function contextOf({ tokens, ids }: TrackedBlock, from: number, to: number) {
  const start = Math.max(0, from - contextTokens);
  const end = Math.min(tokens.length, to + contextTokens);
  let [first, last] = [from, to];
  while (first > start && !isWord(tokens[(first -= 1)] ?? "")) continue;
  while (last < end && !isWord(tokens[(last += 1) - 1] ?? "")) continue;
  return {
    left: ids.slice(start, from),
    right: ids.slice(to, end),
    reach: [from - first, last - to] as const,
    before: tokens.slice(start, from).join(""),
    after: tokens.slice(to, end).join(""),
  };
}

/** The hunks from a block back to an earlier state of it, whose identities come back with the words. */
export function hunksByIdentity(now: TrackedBlock, earlier: TrackedBlock): readonly TextHunk[] {
  const before = richTokens(earlier.block.content);
  const after = richTokens(now.block.content);
  const named = (block: TrackedBlock, keys: readonly string[]) =>
    keys.map((key, at) => `${block.ids[at] ?? 0}\n${key}`);
  const kept = alignTokens(named(now, after.keys), named(earlier, before.keys));
  const becomes = nameOfWording(before.keys);
  return stretchesOf(kept, now.ids.length).map(({ aFrom, aTo, bFrom, bTo }) => {
    const [from, to] = [before.offsets[bFrom] ?? 0, before.offsets[bTo] ?? 0];
    const put = sliceInline(earlier.block.content ?? [], from, to);
    return { ...textHunk(now, aFrom, aTo, put, becomes), returning: earlier.ids.slice(bFrom, bTo) };
  });
}
