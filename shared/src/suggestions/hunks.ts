// From edits that a browser sent to hunks that are kept; where hunks stand in a later text; putting them into it.
// A first, strict form: a hunk fits where its quote and its context are found again, exactly and only once.
import { refuse } from "../errors.ts";
import type { BlockJSON, DocJSON } from "../text/types.ts";
import { eachBlock } from "../text/blocks.ts";
import { forbiddenInWords } from "../text/characters.ts";
import { mapBlocks } from "../text/map-blocks.ts";
import { blockWords, imageUnit, replaceWords } from "./block-words.ts";
import { contextLength, quotas, type Fit, type Hunk, type SentEdit } from "./suggestion.ts";

/**
 * Derives hunks from what was sent, against the base revision's text. Refuses: nothing changed, a block that is not
 * there, offsets outside or through half a character, overlaps, hidden characters, more than the quotas allow.
 */
export function hunksFrom(base: DocJSON, edits: readonly SentEdit[]): readonly Hunk[] {
  if (edits.length > quotas.hunks) refuse("suggestion-too-big", { limit: quotas.hunks });
  const blocks = new Map([...eachBlock(base)].map((block) => [block.attrs.id, blockWords(block)]));
  const ends = new Map<string, number>();
  let put = 0;
  const hunks: Hunk[] = [];
  for (const { block, from, to, put: words } of edits) {
    const text = blocks.get(block);
    if (text === undefined) refuse("no-such-block");
    if (from > to || to > text.length || from < (ends.get(block) ?? 0)) refuse("edit-out-of-place");
    if (cutsCharacter(text, from) || cutsCharacter(text, to)) refuse("edit-out-of-place");
    if (forbiddenInWords.test(words) || words.includes(imageUnit)) refuse("hidden-characters");
    put += words.length;
    if (put > quotas.put) refuse("suggestion-too-big", { limit: quotas.put });
    ends.set(block, to);
    const quote = text.slice(from, to);
    if (quote === words) continue;
    hunks.push({
      block,
      from,
      to,
      put: words,
      quote,
      before: text.slice(Math.max(0, from - contextLength), from),
      after: text.slice(to, to + contextLength),
    });
  }
  if (hunks.length === 0) refuse("empty-change");
  return hunks;
}

const cutsCharacter = (text: string, at: number) =>
  /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1));

/** Where a hunk stands in a text; undefined when its exact words are not found again, or more than once. */
export function placeOf(
  hunk: Hunk,
  block: BlockJSON | undefined,
): { readonly from: number; readonly to: number } | undefined {
  if (block === undefined) return undefined;
  const text = blockWords(block);
  const sought = hunk.before + hunk.quote + hunk.after;
  const starts = hunk.from - hunk.before.length === 0;
  const ends = hunk.after.length < contextLength;
  const whole = (at: number) => (!starts || at === 0) && (!ends || at + sought.length === text.length);
  const found: number[] = [];
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1))
    if (whole(at)) found.push(at);
  const exact = hunk.from - hunk.before.length;
  const at = found.length === 1 ? found[0] : found.find((candidate) => candidate === exact);
  if (at === undefined) return undefined;
  const from = at + hunk.before.length;
  return { from, to: from + hunk.quote.length };
}

/** How a suggestion stands against a text: clean when every hunk has its place there. */
export function fitOf(hunks: readonly Hunk[], doc: DocJSON): Fit {
  return applyHunks(doc, hunks) === undefined ? "conflict" : "clean";
}

/** The text with all hunks put in, from the end of each block to its start; undefined when one of them has no place. */
export function applyHunks(doc: DocJSON, hunks: readonly Hunk[]): DocJSON | undefined {
  const blocks = new Map([...eachBlock(doc)].map((block) => [block.attrs.id, block]));
  const changed = new Map<string, BlockJSON>();
  for (const [id, own] of byBlock(hunks)) {
    const placed = own.map((hunk) => ({ hunk, place: placeOf(hunk, blocks.get(id)) }));
    placed.sort((a, b) => (b.place?.from ?? 0) - (a.place?.from ?? 0));
    let block = blocks.get(id);
    let before = Infinity;
    for (const { hunk, place } of placed) {
      if (place === undefined || block === undefined || place.to > before) return undefined;
      block = replaceWords(block, place.from, place.to, hunk.put);
      before = place.from;
    }
    if (block !== undefined) changed.set(id, block);
  }
  return mapBlocks(doc, (block) => changed.get(block.attrs.id) ?? block);
}

export function byBlock(hunks: readonly Hunk[]): ReadonlyMap<string, readonly Hunk[]> {
  const groups = new Map<string, Hunk[]>();
  for (const hunk of hunks) groups.set(hunk.block, [...(groups.get(hunk.block) ?? []), hunk]);
  return groups;
}
