// One block with words exchanged in it, parted or joined, and the identity of every token of the result.
import { joinEqual, sliceInline, unitsOf } from "../suggestions/block-words.ts";
import { sameTokens } from "../text/same-tokens.ts";
import { isBlank, offsetsOf, tokensOf } from "../text/tokens.ts";
import type { TrackedBlock } from "../text/tracked-text.ts";
import type { BlockAttrs, BlockJSON, InlineJSON } from "../text/types.ts";

/** A block with its tokens and their ids; 0 for a token that is new. */
export type WrittenBlock = TrackedBlock;

export interface Edit {
  /** Token offsets in the block as it is. */
  readonly from: number;
  readonly to: number;
  readonly put: readonly InlineJSON[];
  /** The identities of what is put in, where it is known to be what was there before. */
  readonly returning?: readonly number[] | undefined;
}

/** A point where the block is parted, and the attributes of what follows. */
export interface Cut {
  readonly at: number;
  readonly attrs: BlockAttrs;
}

/** The ends at which the block is joined to another: the blank there is what parts their words. */
export interface Seams {
  readonly start: boolean;
  readonly end: boolean;
}

/** The block with its edits, which must be apart; parted at each cut. Untouched words stay as they are, blanks too. */
export function rewriteBlock(
  own: TrackedBlock,
  edits: readonly Edit[],
  cuts: readonly Cut[],
  seams: Seams = { start: false, end: false },
): readonly WrittenBlock[] {
  const offsets = offsetsOf(own.tokens);
  const content = own.block.content ?? [];
  const cutPoints = cuts.toSorted((a, b) => a.at - b.at);
  const ordered = edits.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const written: WrittenBlock[] = [];
  let begin = 0;
  let next = 0;
  for (const end of [...cutPoints.map(({ at }) => at), own.tokens.length]) {
    const piece = new Piece();
    let at = begin;
    const keep = (to: number) => {
      piece.add(
        sliceInline(content, offsets[at] ?? 0, offsets[to] ?? 0),
        own.tokens.slice(at, to),
        own.ids.slice(at, to),
        true,
      );
    };
    let touchesStart = begin > 0;
    let touchesEnd = end < own.tokens.length;
    for (let edit = ordered[next]; edit !== undefined && edit.to <= end; edit = ordered[(next += 1)]) {
      keep(edit.from);
      const tokens = tokensOf(edit.put.map(unitsOf).join(""));
      const removed = own.tokens.slice(edit.from, edit.to);
      const kept = sameTokens(removed, tokens);
      piece.add(
        edit.put,
        tokens,
        Array.from(kept, (index, position) =>
          index === -1 ? (edit.returning?.[position] ?? 0) : (own.ids[edit.from + index] ?? 0),
        ),
        false,
      );
      at = edit.to;
      touchesStart ||= edit.from === 0 && !seams.start;
      touchesEnd ||= edit.to === own.tokens.length && !seams.end;
    }
    keep(end);
    const attrs = cutPoints[written.length - 1]?.attrs ?? own.block.attrs;
    written.push(piece.block(attrs, touchesStart, touchesEnd));
    begin = end;
  }
  return written;
}

/** Two blocks as one, with `glue` between them; the first one's attributes. */
export function joinBlocks(one: WrittenBlock, glue: string, two: WrittenBlock): WrittenBlock {
  const piece = new Piece();
  piece.add(one.block.content ?? [], one.tokens, one.ids, true);
  if (glue !== "" && one.tokens.length > 0 && two.tokens.length > 0)
    piece.add([{ type: "text", text: glue }], [glue], [0], false);
  piece.add(two.block.content ?? [], two.tokens, two.ids, true);
  return piece.block(one.block.attrs, false, false);
}

/** A wording in the making: its inline content, and beside it its tokens and ids. */
class Piece {
  private readonly content: InlineJSON[] = [];
  private readonly tokens: string[] = [];
  private readonly ids: number[] = [];
  /** Whether each token was there before. */
  private readonly old: boolean[] = [];

  add(content: readonly InlineJSON[], tokens: readonly string[], ids: readonly number[], old: boolean): void {
    for (const node of content) this.content.push(node);
    for (const token of tokens) this.tokens.push(token);
    for (const id of ids) this.ids.push(id);
    for (let count = 0; count < tokens.length; count += 1) this.old.push(old);
  }

  /** The block; blanks that writing has left at an end are left out, unless they are code. */
  block(attrs: BlockAttrs, trimStart: boolean, trimEnd: boolean): WrittenBlock {
    let from = 0;
    let to = this.tokens.length;
    if (attrs.kind !== "code") {
      const isStray = (at: number) => this.old[at] === true && isBlank(this.tokens[at] ?? "");
      while (trimStart && from < to && isStray(from)) from += 1;
      while (trimEnd && to > from && isStray(to - 1)) to -= 1;
    }
    const offsets = offsetsOf(this.tokens);
    const content = joinEqual(sliceInline(this.content, offsets[from] ?? 0, offsets[to] ?? 0));
    const block: BlockJSON =
      content.length === 0 ? { type: "block", attrs } : { type: "block", attrs, content };
    return { block, ...this.retold(from, to) };
  }

  /**
   * The tokens as they are read in one piece: where two came to touch and are one word now, that word is new, because a
   * letter of it changed.
   */
  private retold(from: number, to: number): { tokens: readonly string[]; ids: readonly number[] } {
    const pieces = this.tokens.slice(from, to);
    const tokens = tokensOf(pieces.join(""));
    const starts = new Map<number, number>();
    let at = 0;
    pieces.forEach((token, index) => {
      if (!starts.has(at)) starts.set(at, index);
      at += token.length;
    });
    at = 0;
    const ids = tokens.map((token) => {
      const index = starts.get(at);
      at += token.length;
      return index !== undefined && pieces[index] === token ? (this.ids[from + index] ?? 0) : 0;
    });
    return { tokens, ids };
  }
}
