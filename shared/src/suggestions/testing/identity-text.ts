// The identity oracle's text: every character is a thing with a number and with whoever put it in, so that what became of
// it is known and never worked out. Nothing here compares two texts; the engine under test does nothing else.
import { makeBlock } from "../../text/blocks.ts";
import { isWord, offsetsOf, tokensOf } from "../../text/tokens.ts";
import type { Credit } from "../../text/tracked-text.ts";
import type { BlockJSON, BlockKind, DocJSON } from "../../text/types.ts";
import type { Chance, Words } from "./identity-words.ts";

export interface Char {
  readonly id: number;
  readonly unit: string;
  readonly credit: Credit;
  /** The change that put it in. */
  readonly change: number;
}

export interface ModelBlock {
  readonly id: string;
  readonly kind: BlockKind;
  readonly level: number;
  readonly chars: readonly Char[];
  /** How often it was split, or joined with the next: after that its end is another end. */
  readonly reshaped: number;
}

export type ModelText = readonly ModelBlock[];

/** Who is writing, in which change, and the numbers that new things get. */
export interface Author {
  readonly credit: Credit;
  readonly change: number;
  readonly freshNumber: () => number;
}

/** Words exchanged in one block: `put` goes in for [from, to). */
export interface Edit {
  readonly kind: "insert" | "delete" | "replace" | "letter";
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

export const textOf = (block: ModelBlock): string => block.chars.map((char) => char.unit).join("");

const written = new WeakMap<ModelBlock, BlockJSON>();

function blockJSON(block: ModelBlock): BlockJSON {
  const known = written.get(block);
  if (known !== undefined) return known;
  const text = textOf(block);
  const { id, kind, level } = block;
  const list = kind === "item" ? "bullet" : "none";
  const json = makeBlock({ id, kind, level, list }, text === "" ? [] : [{ type: "text", text }]);
  written.set(block, json);
  return json;
}

/** What the engine is given. */
export const docOf = (text: ModelText): DocJSON => ({ type: "doc", content: text.map(blockJSON) });

export function charsOf(put: string, author: Author): readonly Char[] {
  const { credit, change, freshNumber } = author;
  return Array.from({ length: put.length }, (_, at) => ({
    id: freshNumber(),
    unit: put.charAt(at),
    credit,
    change,
  }));
}

export const withChars = (block: ModelBlock, from: number, to: number, put: readonly Char[]): ModelBlock => ({
  ...block,
  chars: [...block.chars.slice(0, from), ...put, ...block.chars.slice(to)],
});

export const replaceBlock = (text: ModelText, next: ModelBlock): ModelText =>
  text.map((block) => (block.id === next.id ? next : block));

/** Where each word stands, with the marks that stand on it: all between two spaces. */
export function wordSpans(text: string): readonly { readonly from: number; readonly to: number }[] {
  return [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({ from: index, to: index + word.length }));
}

/** Fewer words are left in no block. */
const wordsLeft = 2;

/** An edit of whole words somewhere in a text; undefined when the one tried changes nothing or leaves too little. */
export function editOf(text: string, kind: Edit["kind"], words: Words, chance: Chance): Edit | undefined {
  const spans = wordSpans(text);
  const some = (most: number): string =>
    Array.from({ length: chance.between(1, most) }, () => words.next()).join(" ");
  if (kind === "insert") {
    const gap = chance.between(0, spans.length);
    const put = some(6);
    const at = spans[gap - 1]?.to ?? 0;
    return { kind, from: at, to: at, put: at === 0 ? `${put} ` : ` ${put}` };
  }
  if (kind === "letter") return letterEdit(text, words, chance);
  const most = kind === "delete" ? Math.min(5, spans.length - wordsLeft) : Math.min(4, spans.length);
  if (most < 1) return undefined;
  const count = chance.between(1, most);
  const first = chance.between(0, spans.length - count);
  const from = spans[first]?.from ?? 0;
  const to = spans[first + count - 1]?.to ?? 0;
  if (kind === "replace") return withoutEqualMarks(text, { kind, from, to, put: some(4) });
  return from > 0 ? { kind, from: from - 1, to, put: "" } : { kind, from, to: to + 1, put: "" };
}

/** Words this short may come back within what replaces them: nobody reads "de" as kept where all around it is new. */
const shortWord = 3;

/**
 * A person who writes "libros," over "datos," has left the comma where it was. One whose words begin or end with a word that
 * was there, or have a longer one of them among them, has exchanged less than this edit says: such a one is not made.
 */
function withoutEqualMarks(text: string, edit: Edit): Edit | undefined {
  const old = tokensOf(text.slice(edit.from, edit.to));
  const put = tokensOf(edit.put);
  const long = new Set(old.filter((token) => isWord(token) && token.length > shortWord));
  if (put.some((token) => long.has(token))) return undefined;
  const shared = Math.min(old.length, put.length);
  let head = 0;
  while (head < shared && old[head] === put[head]) if (isWord(old[head++] ?? "")) return undefined;
  let tail = 0;
  while (tail < shared - head && old.at(-1 - tail) === put.at(-1 - tail))
    if (isWord(old.at(-1 - tail++) ?? "")) return undefined;
  const lengthOf = (tokens: readonly string[]): number => tokens.join("").length;
  return {
    kind: "replace",
    from: edit.from + lengthOf(old.slice(0, head)),
    to: edit.to - lengthOf(old.slice(old.length - tail)),
    put: put.slice(head, put.length - tail).join(""),
  };
}

/**
 * The edits of whole words that make the same text of this one, itself the first: "la" put in before or behind a "la", the
 * first or the second of two taken out. No comparison of texts can tell which it was. An exchange has no other reading.
 */
export function readingsOf(text: string, edit: Edit): readonly Edit[] {
  const readings = [edit];
  const { kind, put } = edit;
  if (edit.from < edit.to && put !== "") return readings;
  // Text with the edit's words in it, and where they are: they slide along while what they leave is what they meet.
  const full = text.slice(0, edit.from) + put + text.slice(edit.from);
  const length = put === "" ? edit.to - edit.from : put.length;
  for (const step of [1, -1]) {
    for (let from = edit.from; ; from += step) {
      const meets = step === 1 ? full[from + length] : full[from - 1];
      const leaves = step === 1 ? full[from] : full[from + length - 1];
      if (meets === undefined || meets !== leaves) break;
      const next = from + step;
      if (!isWhole(full, next, length)) continue;
      const to = put === "" ? next + length : next;
      readings.push({ kind, from: next, to, put: put === "" ? "" : full.slice(next, next + length) });
    }
  }
  return readings;
}

/** Whole words with the space before them, or at the beginning the one behind them. */
function isWhole(text: string, from: number, length: number): boolean {
  const end = from + length;
  if (from === 0) return text[end - 1] === " ";
  return text[from] === " " && (end === text.length || text[end] === " ");
}

/** One letter of a word, never its first, made another. */
function letterEdit(text: string, words: Words, chance: Chance): Edit | undefined {
  const tokens = tokensOf(text);
  const offsets = offsetsOf(tokens);
  const long = tokens.flatMap((token, at) => (isWord(token) && token.length >= 4 ? [at] : []));
  if (long.length === 0) return undefined;
  const word = chance.pick(long);
  const from = (offsets[word] ?? 0) + chance.between(1, (tokens[word]?.length ?? 0) - 1);
  const put = words.letters();
  return text.charAt(from) === put || !/\p{L}/u.test(text.charAt(from))
    ? undefined
    : { kind: "letter", from, to: from + 1, put };
}

/** Whom each token of a block is credited to: whoever last put a letter of it in. */
export function creditsOf(block: ModelBlock): readonly { readonly token: string; readonly credit: Credit }[] {
  let at = 0;
  return tokensOf(textOf(block)).map((token) => {
    const chars = block.chars.slice(at, at + token.length);
    at += token.length;
    const last = chars.reduce((latest, char) => (char.change > latest.change ? char : latest));
    return { token, credit: last.credit };
  });
}
