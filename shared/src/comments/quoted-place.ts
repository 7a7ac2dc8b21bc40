// Where a text says again what a comment was on, when the words themselves are gone: the one place that has the quote with
// the words around it, or else the one place that has the quote, if it is long enough to mean something. Words that
// stood elsewhere already when the comment was made are other words, however equal they are: they can make a quote
// ambiguous, and never have the comment.
import { contextTokens } from "../suggestions/suggestion.ts";
import { isBlank, isWord, tokensOf } from "../text/tokens.ts";
import type { TrackedBlock, TrackedText } from "../text/tracked-text.ts";
import type { Anchor, AnchorRange } from "./anchor.ts";

/** How many words and marks on each side are the context. */
const contextSize = 3;
/** Shorter quotes come up again by chance. */
const leastWords = 3;

interface Place extends AnchorRange {
  readonly inContext: boolean;
  /** Did at most half of its words stand elsewhere before? */
  readonly isFree: boolean;
}

export function quotedPlace(anchor: Anchor, text: TrackedText): AnchorRange | undefined {
  const sought = soughtOf(anchor);
  const places: Place[] = [];
  for (const own of text.blocks.values())
    if (own.tokens.includes(sought.quote[0] ?? "")) places.push(...placesIn(own, sought, anchor));
  const inContext = places.filter((place) => place.inContext);
  const isTelling = sought.quote.filter(isWord).length >= leastWords;
  const [place, ...others] = inContext.length === 1 || !isTelling ? inContext : places;
  if (place === undefined || others.length > 0 || !place.isFree) return undefined;
  return { block: place.block, from: place.from, to: place.to };
}

interface Sought {
  readonly quote: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Is the end of the block part of the context? */
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

function soughtOf(anchor: Anchor): Sought {
  const [before, after] = [solidOf(anchor.before), solidOf(anchor.after)];
  return {
    quote: solidOf(anchor.quote),
    before: before.slice(-contextSize),
    after: after.slice(0, contextSize),
    atStart: before.length < contextSize && anchor.left.length < contextTokens,
    atEnd: after.length < contextSize && anchor.right.length < contextTokens,
  };
}

const solidOf = (words: string): readonly string[] => tokensOf(words).filter((token) => !isBlank(token));

function placesIn(own: TrackedBlock, sought: Sought, anchor: Anchor): readonly Place[] {
  const indices = own.tokens.flatMap((token, at) => (isBlank(token) ? [] : [at]));
  const says = (words: readonly string[], start: number) =>
    words.every((word, at) => own.tokens[indices[start + at] ?? -1] === word);
  const chosen = new Set(anchor.tokens);
  const { quote, before, after, atStart, atEnd } = sought;
  const hasWords = quote.some(isWord);
  const places: Place[] = [];
  for (let start = 0; start + quote.length <= indices.length; start += 1) {
    if (!says(quote, start)) continue;
    const end = start + quote.length;
    const words = indices.slice(start, end).filter((at) => !hasWords || isWord(own.tokens[at] ?? ""));
    const free = words.filter((at) => (own.ids[at] ?? 0) >= anchor.newFrom || chosen.has(own.ids[at] ?? 0));
    places.push({
      block: own.block.attrs.id,
      from: indices[start] ?? 0,
      to: (indices[end - 1] ?? 0) + 1,
      inContext:
        says(before, start - before.length) &&
        says(after, end) &&
        (!atStart || start === before.length) &&
        (!atEnd || end + after.length === indices.length),
      isFree: free.length * 2 >= words.length,
    });
  }
  return places;
}
