// What people do to a text: write, strike out, replace, split, join, move, cut and paste, change a kind, put in and take out
// paragraphs. Each on the letters, which keep their numbers wherever they go.
import type { Chance } from "../../suggestions/testing/identity-words.ts";
import type { BlockJSON, TopJSON } from "../../text/types.ts";
import { blockOf, type Letter, letterOf, type LetteredText, spansOf, withLetters } from "./lettered-text.ts";

export interface Hand {
  readonly chance: Chance;
  /** Words to write, as often as the text has them. */
  readonly words: readonly string[];
  readonly freshId: () => string;
  /** Is told what was done. */
  readonly did: (act: string) => void;
}

type EditOf = (text: LetteredText, id: string, hand: Hand) => LetteredText | undefined;

/** Every kind of edit with how often it is tried, of 100. */
export const shares: readonly (readonly [name: string, share: number, edit: EditOf])[] = [
  ["insert words", 20, insertWords],
  ["delete words", 16, deleteWords],
  ["replace words", 14, replaceWords],
  ["change a letter", 4, changeLetter],
  ["split", 9, split],
  ["join", 8, join],
  ["move a block", 6, moveBlock],
  ["cut and paste a block", 4, pasteBlock],
  ["cut and paste words", 7, moveWords],
  ["change the kind", 6, changeKind],
  ["delete a block", 2, deleteBlock],
  ["new block", 4, newBlock],
];

/** One edit in or beside the block; undefined when the one tried is not possible there. */
export function editNear(text: LetteredText, id: string, hand: Hand): LetteredText | undefined {
  let draw = hand.chance.between(0, 99);
  for (const [name, share, edit] of shares) {
    draw -= share;
    if (draw >= 0) continue;
    const next = edit(text, id, hand);
    if (next !== undefined) hand.did(name);
    return next;
  }
  return undefined;
}

const lettersIn = ({ letters }: LetteredText, id: string): readonly Letter[] => letters.get(id) ?? [];

function written(words: string, beside: Letter | undefined): readonly Letter[] {
  const marks = beside?.node.marks?.filter(({ type }) => type === "strong" || type === "em") ?? [];
  return [...words].map((text) =>
    letterOf(marks.length === 0 ? { type: "text", text } : { type: "text", text, marks }),
  );
}

const someWords = ({ chance, words }: Hand, most: number): string =>
  Array.from({ length: chance.between(1, most) }, () => chance.pick(words)).join(" ");

function insertWords(text: LetteredText, id: string, hand: Hand): LetteredText | undefined {
  const letters = lettersIn(text, id);
  const spans = spansOf(letters);
  if (spans.length === 0) return undefined;
  const { from, to } = hand.chance.pick(spans);
  const words = someWords(hand, 8);
  return hand.chance.is(0.5)
    ? withLetters(text, id, letters.toSpliced(from, 0, ...written(`${words} `, letters[from])))
    : withLetters(text, id, letters.toSpliced(to, 0, ...written(` ${words}`, letters[to - 1])));
}

function wordsToTake(letters: readonly Letter[], { chance }: Hand, most: number) {
  const spans = spansOf(letters);
  if (spans.length < 2) return undefined;
  const count = chance.between(1, Math.min(most, spans.length - 1));
  const first = chance.between(0, spans.length - count);
  return { from: spans[first]?.from ?? 0, to: spans[first + count - 1]?.to ?? 0 };
}

const isSpace = (letter: Letter | undefined): boolean =>
  letter?.node.type === "text" && letter.node.text.trim() === "";

/** The words with the space that parts them from the others. */
function withSpace(letters: readonly Letter[], { from, to }: { from: number; to: number }) {
  if (isSpace(letters[to])) return { from, to: to + 1 };
  return from > 0 && isSpace(letters[from - 1]) ? { from: from - 1, to } : { from, to };
}

function deleteWords(text: LetteredText, id: string, hand: Hand): LetteredText | undefined {
  const letters = lettersIn(text, id);
  const taken = wordsToTake(letters, hand, 8);
  if (taken === undefined) return undefined;
  const { from, to } = withSpace(letters, taken);
  return withLetters(text, id, letters.toSpliced(from, to - from));
}

function replaceWords(text: LetteredText, id: string, hand: Hand): LetteredText | undefined {
  const letters = lettersIn(text, id);
  const taken = wordsToTake(letters, hand, 6);
  if (taken === undefined) return undefined;
  const put = written(someWords(hand, 6), letters[taken.from]);
  return withLetters(text, id, letters.toSpliced(taken.from, taken.to - taken.from, ...put));
}

function changeLetter(text: LetteredText, id: string, hand: Hand): LetteredText | undefined {
  const letters = lettersIn(text, id);
  const spans = spansOf(letters).filter(({ from, to }) => to - from > 3);
  if (spans.length === 0) return undefined;
  const { from, to } = hand.chance.pick(spans);
  const at = hand.chance.between(from + 1, to - 1);
  return withLetters(
    text,
    id,
    letters.toSpliced(at, 1, ...written(hand.chance.pick([..."aeionrs"]), letters[at])),
  );
}

const closed: ReadonlySet<string> = new Set(["code", "markup", "rule", "footnote"]);

/** The block as a node of the document, if it is one that people split, join and move. */
function topBlock(
  { doc }: LetteredText,
  id: string,
): { readonly index: number; readonly block: BlockJSON } | undefined {
  const index = (doc.content ?? []).findIndex(({ attrs }) => attrs.id === id);
  const block = doc.content?.[index];
  return block?.type === "block" && !closed.has(block.attrs.kind) ? { index, block } : undefined;
}

const withNodes = (
  text: LetteredText,
  content: readonly TopJSON[],
  letters = text.letters,
): LetteredText => ({
  doc: { ...text.doc, content },
  letters,
});

const nodesOf = ({ doc }: LetteredText): readonly TopJSON[] => doc.content ?? [];

function split(text: LetteredText, id: string, { chance, freshId }: Hand): LetteredText | undefined {
  const top = topBlock(text, id);
  const letters = lettersIn(text, id);
  const spans = spansOf(letters).slice(1);
  if (top === undefined || spans.length === 0) return undefined;
  const { from } = chance.pick(spans);
  const first = letters.slice(0, isSpace(letters[from - 1]) ? from - 1 : from);
  const second = letters.slice(from);
  // The half with more of the words may keep the id, or the first.
  const names = second.length > first.length && chance.is(0.3) ? [freshId(), id] : [id, freshId()];
  const parts = [first, second].map((own, at) => blockOf({ ...top.block.attrs, id: names[at] ?? "" }, own));
  const known = new Map(text.letters).set(names[0] ?? "", first).set(names[1] ?? "", second);
  return withNodes(text, nodesOf(text).toSpliced(top.index, 1, ...parts), known);
}

function join(text: LetteredText, id: string): LetteredText | undefined {
  const top = topBlock(text, id);
  const next = topBlock(text, nodesOf(text)[(top?.index ?? 0) + 1]?.attrs.id ?? "");
  if (top === undefined || next === undefined) return undefined;
  const [one, two] = [lettersIn(text, id), lettersIn(text, next.block.attrs.id)];
  const letters =
    one.length > 0 && two.length > 0
      ? [...one, letterOf({ type: "text", text: " " }), ...two]
      : [...one, ...two];
  const known = new Map(text.letters).set(id, letters);
  known.delete(next.block.attrs.id);
  return withNodes(text, nodesOf(text).toSpliced(top.index, 2, blockOf(top.block.attrs, letters)), known);
}

function moveBlock(text: LetteredText, id: string, { chance }: Hand): LetteredText | undefined {
  const top = topBlock(text, id);
  if (top === undefined) return undefined;
  const others = nodesOf(text).toSpliced(top.index, 1);
  return withNodes(text, others.toSpliced(chance.between(0, others.length), 0, top.block));
}

/** Pasted blocks get new ids. */
function pasteBlock(text: LetteredText, id: string, hand: Hand): LetteredText | undefined {
  const moved = moveBlock(text, id, hand);
  if (moved === undefined) return undefined;
  const name = hand.freshId();
  const letters = new Map(moved.letters).set(name, lettersIn(text, id));
  letters.delete(id);
  const nodes = nodesOf(moved).map((node) =>
    node.type === "block" && node.attrs.id === id ? { ...node, attrs: { ...node.attrs, id: name } } : node,
  );
  return withNodes(moved, nodes, letters);
}

function moveWords(text: LetteredText, id: string, { chance }: Hand): LetteredText | undefined {
  const letters = lettersIn(text, id);
  const spans = spansOf(letters);
  if (spans.length < 4) return undefined;
  const count = chance.between(3, Math.min(20, spans.length - 1));
  const first = chance.between(0, spans.length - count);
  const range = { from: spans[first]?.from ?? 0, to: spans[first + count - 1]?.to ?? 0 };
  const { from, to } = withSpace(letters, range);
  const without = withLetters(text, id, letters.toSpliced(from, to - from));
  const target = chance.is(0.3) ? id : chance.pick(nodesOf(text)).attrs.id;
  const place = lettersIn(without, target);
  const places = spansOf(place);
  if (topBlock(text, target) === undefined || places.length === 0) return undefined;
  const put = [...letters.slice(range.from, range.to), letterOf({ type: "text", text: " " })];
  return withLetters(without, target, place.toSpliced(chance.pick(places).from, 0, ...put));
}

function changeKind(text: LetteredText, id: string, { chance }: Hand): LetteredText | undefined {
  const top = topBlock(text, id);
  if (top === undefined) return undefined;
  const attrs = chance.pick([
    { kind: "paragraph", level: 0, list: "none", quote: 0 },
    { kind: "item", level: 0, list: "bullet", quote: 0 },
    { kind: "heading", level: 3, list: "none", quote: 0 },
    { kind: "paragraph", level: 0, list: "none", quote: 1 },
  ] as const);
  const block = { ...top.block, attrs: { ...top.block.attrs, start: 0, ...attrs } };
  return withNodes(text, nodesOf(text).with(top.index, block));
}

function deleteBlock(text: LetteredText, id: string): LetteredText | undefined {
  const top = topBlock(text, id);
  if (top === undefined) return undefined;
  const letters = new Map(text.letters);
  letters.delete(id);
  return withNodes(text, nodesOf(text).toSpliced(top.index, 1), letters);
}

function newBlock(text: LetteredText, id: string, hand: Hand): LetteredText | undefined {
  const top = topBlock(text, id);
  if (top === undefined) return undefined;
  const letters = written(someWords(hand, 25), undefined);
  const attrs = {
    ...top.block.attrs,
    id: hand.freshId(),
    kind: "paragraph",
    level: 0,
    list: "none",
    start: 0,
  } as const;
  const known = new Map(text.letters).set(attrs.id, letters);
  return withNodes(text, nodesOf(text).toSpliced(top.index + 1, 0, blockOf(attrs, letters)), known);
}
