// Suggestions in the identity oracle: made as edits of characters, and how they truly stand later, which is known from the
// characters' numbers. Words are what a suggestion takes out and stands between. Which of two spaces it takes with a word
// is nobody's wish and cannot be read from a text; where only that would decide, the truth is "either".
import { isBlank, offsetsOf, tokensOf } from "../../text/tokens.ts";
import {
  type Author,
  type Char,
  charsOf,
  type Edit,
  editOf,
  type ModelBlock,
  type ModelText,
  readingsOf,
  replaceBlock,
  textOf,
  withChars,
  wordSpans,
} from "./identity-text.ts";
import type { Chance, Words } from "./identity-words.ts";

/**
 * "clean": its words, or what it stands between, are as they were. "said": not clean, and the text has its wording at its
 * place. "either": a careful reader might put it in, in one place only, or ask. "conflict": it must be asked.
 */
export type Truth = "clean" | "said" | "either" | "conflict";
const truths: readonly Truth[] = ["clean", "said", "either", "conflict"];

export interface ModelHunk {
  readonly block: string;
  /** Without the space that goes with it. */
  readonly removed: readonly Char[];
  /** The characters of the nearest word or mark on each side; none at an end of the block. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The space between them, for an insertion in the middle of a block. */
  readonly gap: number;
  readonly reshaped: number;
  /** Without the space that goes with it. */
  readonly put: string;
}

export interface ModelSuggestion {
  readonly hunks: readonly ModelHunk[];
  /** What else its wording may mean, hunk for hunk, where it puts in or takes out one of several equal words. */
  readonly readings: readonly (readonly ModelHunk[])[];
}

interface Place {
  readonly block: ModelBlock;
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

interface Standing {
  readonly truth: Truth;
  /** Where it goes in, for "clean" and "either". */
  readonly place?: Place;
}

interface EditIn {
  readonly block: ModelBlock;
  readonly edit: Edit;
}

/** Two edits of a suggestion have at least this many words between them: nearer ones are one edit to a reader. */
const wordsBetween = 2;

/** `count` edits at random, and the text as its author words it. */
export function suggestEdits(
  text: ModelText,
  count: number,
  words: Words,
  chance: Chance,
): { readonly suggested: ModelSuggestion; readonly wording: ModelText } {
  const edits: EditIn[] = [];
  while (edits.length < count) {
    const block = chance.pick(text);
    const edit = editOf(textOf(block), chance.pick(["insert", "delete", "replace"]), words, chance);
    if (edit !== undefined && edits.every((other) => other.block !== block || apart(block, other.edit, edit)))
      edits.push({ block, edit });
  }
  let drawn = 0;
  const author: Author = { credit: "", change: 0, freshNumber: () => --drawn };
  let wording = text;
  for (const { block, edit } of edits.toSorted((a, b) => b.edit.from - a.edit.from)) {
    const now = wording.find(({ id }) => id === block.id) ?? block;
    wording = replaceBlock(wording, withChars(now, edit.from, edit.to, charsOf(edit.put, author)));
  }
  let readings: readonly (readonly ModelHunk[])[] = [[]];
  for (const { block, edit } of edits) {
    const each = readingsOf(textOf(block), edit).map((reading) => hunkOf({ block, edit: reading }));
    readings = readings.flatMap((hunks) => each.map((hunk) => [...hunks, hunk])).slice(0, readingsMost);
  }
  return { suggested: { hunks: edits.map(hunkOf), readings }, wording };
}

/** Eight words alone lead to more. */
const readingsMost = 64;

function apart(block: ModelBlock, one: Edit, other: Edit): boolean {
  const [first, second] = one.from <= other.from ? [one, other] : [other, one];
  return wordSpans(textOf(block).slice(first.to, second.from)).length >= wordsBetween + 1;
}

function hunkOf({ block, edit }: EditIn): ModelHunk {
  let { from, to } = edit;
  const isSpace = (at: number): boolean => block.chars[at]?.unit === " ";
  if (from < to && isSpace(from)) from++;
  if (from < to && isSpace(to - 1)) to--;
  return {
    block: block.id,
    removed: block.chars.slice(from, to),
    ...neighbours(block, from, to),
    gap: from === to && isSpace(from) ? (block.chars[from]?.id ?? 0) : 0,
    reshaped: block.reshaped,
    put: edit.put.trim(),
  };
}

function neighbours(block: ModelBlock, from: number, to: number): Pick<ModelHunk, "left" | "right"> {
  const tokens = tokensOf(textOf(block));
  const offsets = offsetsOf(tokens);
  const idsOf = (at: number): readonly number[] =>
    block.chars.slice(offsets[at], offsets[at + 1]).map((char) => char.id);
  const left = tokens.findLastIndex((token, at) => !isBlank(token) && (offsets[at + 1] ?? 0) <= from);
  const right = tokens.findIndex((token, at) => !isBlank(token) && (offsets[at] ?? 0) >= to);
  return { left: left === -1 ? [] : idsOf(left), right: right === -1 ? [] : idsOf(right) };
}

export interface Judgement {
  readonly truth: Truth;
  /** Of its hunks as they were made. */
  readonly truths: readonly Truth[];
  /** The text with it put in, in all the ways that are right; none for a conflict. */
  readonly expected: readonly ModelText[];
}

/** How a suggestion stands: as its worst hunk does. Where its readings differ in that, either would do. */
export function judge({ hunks, readings }: ModelSuggestion, text: ModelText, author: Author): Judgement {
  const found = readings.map((reading) => judgeReading(reading, text, author));
  const own = new Set(found.map(({ truth }) => truth));
  const [only] = own;
  return {
    truth: own.size === 1 && only !== undefined ? only : "either",
    truths: hunks.map((hunk) => standingOf(hunk, text).truth),
    expected: found.flatMap((each) => (each.truth === "conflict" ? [] : [each.expected])),
  };
}

function judgeReading(
  hunks: readonly ModelHunk[],
  text: ModelText,
  author: Author,
): { readonly truth: Truth; readonly expected: ModelText } {
  const found = hunks.map((hunk) => standingOf(hunk, text).truth);
  const truth = found.reduce((worst, each) => (truths.indexOf(each) > truths.indexOf(worst) ? each : worst));
  if (truth === "conflict") return { truth, expected: text };
  let expected = text;
  for (const [at, hunk] of hunks.entries()) {
    if (found[at] === "said") continue;
    const { place } = standingOf(hunk, expected);
    // One hunk has taken the place of the other.
    if (place === undefined) return { truth: "conflict", expected: text };
    const put = charsOf(place.put, author);
    expected = replaceBlock(expected, withChars(place.block, place.from, place.to, put));
  }
  return { truth, expected };
}

type Where = { readonly block: ModelBlock; readonly at: number };

function standingOf(hunk: ModelHunk, text: ModelText): Standing {
  const where = new Map<number, Where>();
  for (const block of text) block.chars.forEach((char, at) => where.set(char.id, { block, at }));
  const standing = hunk.removed.length > 0 ? exchangeIn(hunk, where) : insertionIn(hunk, text, where);
  return standing.truth === "conflict" && isSaid(hunk, text, where) ? { truth: "said" } : standing;
}

const conflict: Standing = { truth: "conflict" };

/** Words taken out: all of them live, in order, side by side in one block, and no letter has grown on them. */
function exchangeIn({ removed, left, right, put }: ModelHunk, where: ReadonlyMap<number, Where>): Standing {
  const start = where.get(removed[0]?.id ?? 0);
  if (start === undefined) return conflict;
  const { block, at: from } = start;
  const to = from + removed.length;
  let otherSpaces = false;
  for (const [at, { id, unit }] of removed.entries()) {
    const now = block.chars[from + at];
    if (now === undefined || now.unit !== unit || (unit !== " " && now.id !== id)) return conflict;
    otherSpaces ||= now.id !== id;
  }
  const bounds = offsetsOf(tokensOf(textOf(block)));
  if (!bounds.includes(from) || !bounds.includes(to)) return conflict;
  if (put !== "") return { truth: otherSpaces ? "either" : "clean", place: { block, from, to, put } };
  const atStart = from === 0;
  const atEnd = to === block.chars.length;
  const otherEnds = atStart !== (left.length === 0) || atEnd !== (right.length === 0);
  const place = atStart ? { block, from, to: to + 1, put } : { block, from: from - 1, to, put };
  return { truth: otherSpaces || otherEnds ? "either" : "clean", place };
}

/** Nothing taken out: what it stands between is still side by side, or the end of the block still the end. */
function insertionIn(hunk: ModelHunk, text: ModelText, where: ReadonlyMap<number, Where>): Standing {
  const left = where.get(hunk.left.at(-1) ?? 0);
  const right = where.get(hunk.right[0] ?? 0);
  const home = text.find(({ id }) => id === hunk.block);
  const whole = (ids: readonly number[], { block, at }: Where): boolean =>
    ids.every((id, index) => block.chars[at + index]?.id === id);
  const wholeLeft = left !== undefined && whole(hunk.left, { ...left, at: left.at - hunk.left.length + 1 });
  const wholeRight = right !== undefined && whole(hunk.right, right);
  const after = ({ block, at }: Where): Place => ({ block, from: at + 1, to: at + 1, put: ` ${hunk.put}` });
  const before = ({ block, at }: Where): Place => ({ block, from: at, to: at, put: `${hunk.put} ` });

  if (hunk.left.length === 0) {
    if (right === undefined)
      return home === undefined ? conflict : { truth: "either", place: before({ block: home, at: 0 }) };
    if (right.at !== 0 || right.block !== home) return conflict;
    return { truth: wholeRight ? "clean" : "either", place: before(right) };
  }
  if (hunk.right.length === 0) {
    if (left === undefined)
      return home === undefined || home.reshaped !== hunk.reshaped
        ? conflict
        : { truth: "either", place: after({ block: home, at: home.chars.length - 1 }) };
    if (left.at !== left.block.chars.length - 1) return conflict;
    return { truth: wholeLeft ? "clean" : "either", place: after(left) };
  }
  if (left !== undefined && right !== undefined) {
    if (left.block !== right.block || right.at !== left.at + 2) return conflict;
    const sameSpace = left.block.chars[left.at + 1]?.id === hunk.gap;
    return { truth: sameSpace && wholeLeft && wholeRight ? "clean" : "either", place: after(left) };
  }
  if (left !== undefined) return { truth: "either", place: after(left) };
  if (right !== undefined) return { truth: "either", place: before(right) };
  return conflict;
}

/** Does the text have the hunk's wording between the words that it stood between? */
function isSaid(
  { block: id, left, right, put }: ModelHunk,
  text: ModelText,
  where: ReadonlyMap<number, Where>,
): boolean {
  const leftNow = where.get(left.at(-1) ?? 0);
  const rightNow = where.get(right[0] ?? 0);
  const block = leftNow?.block ?? text.find((each) => each.id === id);
  if (block === undefined || (left.length > 0 && leftNow === undefined)) return false;
  if (right.length > 0 && rightNow?.block !== block) return false;
  const from = leftNow === undefined ? 0 : leftNow.at + 1;
  const to = rightNow === undefined ? block.chars.length : rightNow.at;
  return from <= to && textOf(block).slice(from, to).trim() === put;
}
