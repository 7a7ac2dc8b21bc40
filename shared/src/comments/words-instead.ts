// What a text says now where the words of a comment were: between the nearest words that are still there. Where one side is
// gone, or both went to different blocks, only what was written after the comment counts: old words never replaced it.
import { isBlank, isWord, tokensOf } from "../text/tokens.ts";
import { placeOfToken, type TokenPlace, type TrackedBlock, type TrackedText } from "../text/tracked-text.ts";
import type { Anchor } from "./anchor.ts";
import { capped } from "./sentence.ts";

/** The words, shortened like a sentence; "" when there are none, or when nobody can tell. */
export function wordsInstead(anchor: Anchor, text: TrackedText): string {
  const left = nearestLive(anchor.left, anchor.before, -1, anchor.block, text);
  const right = nearestLive(anchor.right, anchor.after, 1, anchor.block, text);
  const isLater = isLaterThan(anchor);
  if (left !== undefined && right !== undefined && left.block === right.block) {
    const own = text.blocks.get(left.block);
    return own === undefined || left.index >= right.index ? "" : said(own, left.index + 1, right.index);
  }
  if (left !== undefined || right !== undefined)
    return [
      left === undefined ? "" : laterWords(text, left, 1, isLater),
      right === undefined ? "" : laterWords(text, right, -1, isLater),
    ]
      .filter((words) => words !== "")
      .join(" ");
  const home = text.blocks.get(anchor.block);
  return home === undefined ? laterBlocks(anchor, text) : onlyLaterRun(home, isLater);
}

type IsLater = (own: TrackedBlock, at: number) => boolean;

/** Was the token put in after the comment, or is it one of the comment's own, or a blank, which tells nothing? */
function isLaterThan({ newFrom, tokens }: Anchor): IsLater {
  const chosen = new Set(tokens);
  return (own, at) => {
    const id = own.ids[at] ?? 0;
    return id >= newFrom || chosen.has(id) || isBlank(own.tokens[at] ?? "");
  };
}

function nearestLive(
  ids: readonly number[],
  words: string,
  step: 1 | -1,
  home: string,
  text: TrackedText,
): TokenPlace | undefined {
  const tokens = tokensOf(words);
  for (let at = step === 1 ? 0 : ids.length - 1; at >= 0 && at < ids.length; at += step) {
    if (isBlank(tokens[at] ?? "")) continue;
    const place = placeOfToken(text, ids[at] ?? 0, home);
    if (place !== undefined) return place;
  }
  return undefined;
}

const said = (own: TrackedBlock, from: number, to: number): string =>
  capped(own.tokens, from, from, { from, to });

/** The later words that follow a token, or come before it, up to the first old one. */
function laterWords(text: TrackedText, { block, index }: TokenPlace, step: 1 | -1, isLater: IsLater): string {
  const own = text.blocks.get(block);
  if (own === undefined) return "";
  let at = index + step;
  while (at >= 0 && at < own.ids.length && isLater(own, at)) at += step;
  return step === 1 ? said(own, index + 1, at) : said(own, at + 1, index);
}

/** All that a block says when no word of it is old; else its one stretch of later words, "" when there are several. */
function onlyLaterRun(own: TrackedBlock, isLater: IsLater): string {
  if (saysNothingOld(own, isLater)) return said(own, 0, own.tokens.length);
  const runs: { from: number; to: number }[] = [];
  let isOpen = false;
  own.tokens.forEach((token, at) => {
    const goesOn = isLater(own, at) && (isOpen || !isBlank(token));
    if (goesOn) runs.push({ from: (isOpen ? runs.pop()?.from : undefined) ?? at, to: at + 1 });
    isOpen = goesOn;
  });
  const [run, ...others] = runs.filter(({ from, to }) => own.tokens.slice(from, to).some(isWord));
  return run === undefined || others.length > 0 ? "" : said(own, run.from, run.to);
}

/** The blocks written later where the block stood: between its neighbours, if both are there in the same order. */
function laterBlocks(anchor: Anchor, text: TrackedText): string {
  const isLater = isLaterThan(anchor);
  const tokens: string[] = [];
  const saidBetween = () => capped(tokens, 0, 0, { from: 0, to: tokens.length });
  let isInside = anchor.previous === "";
  for (const [id, own] of text.blocks) {
    if (id === anchor.next) return saidBetween();
    if (isInside && saysNothingOld(own, isLater)) tokens.push(...own.tokens, " ");
    if (id === anchor.previous) isInside = true;
  }
  return anchor.next === "" ? saidBetween() : "";
}

const saysNothingOld = (own: TrackedBlock, isLater: IsLater): boolean =>
  own.tokens.every((token, at) => !isWord(token) || isLater(own, at));
