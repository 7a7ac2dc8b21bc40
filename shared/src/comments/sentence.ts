// The sentence that commented words stand in, short enough to be shown beside a comment whose words are gone.
import { imageUnit } from "../suggestions/block-words.ts";
import { isBlank, isWord } from "../text/tokens.ts";

/** In UTF-16 units, the signs of what is left out apart. */
export const longestSentence = 300;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The sentence or sentences of which [from, to) has tokens; where they are too long, the part around it. */
export function sentenceAround(tokens: readonly string[], from: number, to: number): string {
  let start = from;
  while (start > 0 && !beginsSentence(tokens, start)) start -= 1;
  let end = to;
  while (end < tokens.length && !beginsSentence(tokens, end)) end += 1;
  return capped(tokens, from, to, { from: start, to: end });
}

const endMarks = new Set([".", "!", "?", "…"]);
const closingMarks = new Set(["»", "”", "’", '"', "'", ")", "]"]);
const openingMarks = new Set(["¿", "¡", "«", "“", "‘", '"', "(", "[", "—"]);

/** Does a sentence begin at the token? After a line break, and after an end mark and a blank unless it goes on in small letters. */
function beginsSentence(tokens: readonly string[], at: number): boolean {
  let before = at - 1;
  if (!isBlank(tokens[before] ?? "") || isBlank(tokens[at] ?? "")) return false;
  while (before >= 0 && isBlank(tokens[before] ?? "")) {
    if (tokens[before] === "\n") return true;
    before -= 1;
  }
  while (closingMarks.has(tokens[before] ?? "")) before -= 1;
  if (!endMarks.has(tokens[before] ?? "")) return false;
  const first = tokens[at] ?? "";
  const letter = first.charAt(0);
  return isWord(first) ? letter !== letter.toLowerCase() : openingMarks.has(first);
}

/** The words of `range` on one line, shortened from the ends that are farther from [from, to). */
export function capped(tokens: readonly string[], from: number, to: number, range: Range): string {
  let { from: start, to: end } = range;
  let length = 0;
  for (let at = start; at < end; at += 1) length += tokens[at]?.length ?? 0;
  while (length > longestSentence && end - start > 1 && (start < from || end > to)) {
    if (from - start > end - to) length -= tokens[start++]?.length ?? 0;
    else length -= tokens[--end]?.length ?? 0;
  }
  const words = tokens.slice(start, end).join("");
  const short = words.length > longestSentence ? sliceWhole(words) : words;
  const isCutAfter = end < range.to || short !== words;
  return `${start > range.from ? "…" : ""}${readable(short)}${isCutAfter ? "…" : ""}`;
}

/** The beginning of a text, no character of it cut in two. */
function sliceWhole(text: string): string {
  const last = text.charCodeAt(longestSentence - 1);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return text.slice(0, isHalf ? longestSentence - 1 : longestSentence);
}

const readable = (text: string): string => text.replaceAll(imageUnit, "").replaceAll(/\s+/gu, " ").trim();
