// Where a comment hangs: on words that somebody chose, or on a whole block. An anchor knows its words by their identity,
// and keeps what finds them again where identity fails: the quote with the words around it, and the sentence that a
// person can read when all is gone. standing.ts says where it stands in a later text. Rules C1 to C4.
import { contextOf } from "../suggestions/block-hunks.ts";
import { refuse } from "../errors.ts";
import { isBlank, isWord, offsetsOf } from "../text/tokens.ts";
import type { TrackedBlock, TrackedText } from "../text/tracked-text.ts";
import { capped, longestSentence, sentenceAround } from "./sentence.ts";

/** What is commented on: a block, or the tokens [from, to) of it. */
export type AnchorTarget =
  | { readonly kind: "block" }
  | { readonly kind: "words"; readonly from: number; readonly to: number };

export interface Anchor {
  readonly kind: AnchorTarget["kind"];
  /** The revision that was read, and the block there. */
  readonly revision: number;
  readonly block: string;
  /** Of words every token chosen, in order; of a block up to `mostOfBlock` of its words, spread evenly over it. */
  readonly tokens: readonly number[];
  /** The words chosen, token by token those of `tokens`; "" for a block. */
  readonly quote: string;
  /** Up to `contextTokens` tokens on each side and their words, fewer where the block ends; none for a block. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly before: string;
  readonly after: string;
  /** The blocks before and after in reading order; "" at an end of the text. */
  readonly previous: string;
  readonly next: string;
  /** What the words stood in, to be read when they are gone: at most `longestSentence` characters. */
  readonly sentence: string;
  /** Tokens numbered from here on were put in later. */
  readonly newFrom: number;
}

/** Tokens [from, to) of a block as it is in some text. */
export interface AnchorRange {
  readonly block: string;
  readonly from: number;
  readonly to: number;
}

/** A block of any length is known by this many of its words. */
const mostOfBlock = 64;
/** Longer choices are no quotation any more, and every comment keeps its own: comment on the block. */
const mostCharacters = 10_000;

/**
 * The anchor of a comment on `target`; blanks at the ends of the choice are left out. Refuses "no-such-block" and
 * "edit-out-of-place" for offsets outside of the block, in disorder, or with nothing but blanks between them, and
 * "too-big" for more than 10,000 characters.
 */
export function anchorTo(text: TrackedText, revision: number, block: string, target: AnchorTarget): Anchor {
  const own = text.blocks.get(block) ?? refuse("no-such-block");
  const place = { revision, block, ...neighboursOf(text, block), newFrom: text.nextId };
  if (target.kind === "block") {
    const words = capped(own.tokens, 0, 0, { from: 0, to: own.tokens.length });
    return { kind: "block", ...place, tokens: sampleOf(own), ...noWords, sentence: words || imagesOf(own) };
  }
  const { from, to } = trimmedChoice(own, target.from, target.to);
  const quote = own.tokens.slice(from, to).join("");
  if (quote.length > mostCharacters) refuse("too-big", { limit: mostCharacters });
  return {
    kind: "words",
    ...place,
    tokens: own.ids.slice(from, to),
    quote,
    ...contextOf(own, from, to),
    sentence: sentenceAround(own.tokens, from, to) || imagesOf(own),
  };
}

/**
 * The same from a stretch [from, to) of the block's words in UTF-16 units, as a browser's selection gives it: tokens that
 * it touches are chosen whole.
 */
export function anchorToCharacters(
  text: TrackedText,
  revision: number,
  block: string,
  from: number,
  to: number,
): Anchor {
  const own = text.blocks.get(block) ?? refuse("no-such-block");
  const offsets = offsetsOf(own.tokens);
  const isOutside =
    !Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > (offsets.at(-1) ?? 0);
  if (isOutside || from >= to) refuse("edit-out-of-place");
  const first = offsets.findLastIndex((offset) => offset <= from);
  const last = offsets.findIndex((offset) => offset >= to);
  return anchorTo(text, revision, block, { kind: "words", from: first, to: last });
}

/** What the images of a block say to who cannot see them. */
const imagesOf = ({ block }: TrackedBlock): string =>
  (block.content ?? [])
    .flatMap((node) => (node.type === "image" ? [node.attrs.alt] : []))
    .join(" ")
    .slice(0, longestSentence);

const noWords = { quote: "", left: [], right: [], before: "", after: "" } as const;

function trimmedChoice({ tokens }: TrackedBlock, from: number, to: number) {
  const isOutside =
    !Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > tokens.length || from >= to;
  if (isOutside) refuse("edit-out-of-place");
  let [first, last] = [from, to];
  while (first < last && isBlank(tokens[first] ?? "")) first += 1;
  while (last > first && isBlank(tokens[last - 1] ?? "")) last -= 1;
  return first === last ? refuse("edit-out-of-place") : { from: first, to: last };
}

/** Words of a block spread evenly, the first and the last among them; its marks where it has no words. */
function sampleOf({ tokens, ids }: TrackedBlock): readonly number[] {
  const words = ids.filter((_, at) => isWord(tokens[at] ?? ""));
  const solid = words.length > 0 ? words : ids.filter((_, at) => !isBlank(tokens[at] ?? ""));
  if (solid.length <= mostOfBlock) return solid;
  const step = (solid.length - 1) / (mostOfBlock - 1);
  return Array.from({ length: mostOfBlock }, (_, at) => solid[Math.round(at * step)] ?? 0);
}

function neighboursOf(
  text: TrackedText,
  block: string,
): { readonly previous: string; readonly next: string } {
  let previous = "";
  let isPast = false;
  for (const id of text.blocks.keys()) {
    if (isPast) return { previous, next: id };
    if (id === block) isPast = true;
    else previous = id;
  }
  return { previous, next: "" };
}
