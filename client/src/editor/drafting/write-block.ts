// Puts the words of one block into the room's document: the characters that the person's edits kept stay the same
// characters there, so that what others type beside them meanwhile keeps its place. Rule L56. What does not add up is
// said (false), and whoever asks writes the block in the binding's own way.
import type { Mark, Node } from "prosemirror-model";
import * as Y from "yjs";
import type { Kept } from "./step-maps.ts";

/** A block's words between its breaks and images, and those. */
interface Line {
  readonly runs: readonly (readonly Node[])[];
  /** Where each run begins within the block. */
  readonly starts: readonly number[];
  readonly leaves: readonly Node[];
}

/** `kept` are the block's own characters that are still in it, by their offsets in the block. */
export function writeBlock(
  element: Y.XmlElement,
  before: Node,
  now: Node,
  kept: readonly Kept[],
  remember: (text: Y.XmlText, nodes: Node[]) => void,
): boolean {
  const [old, wanted] = [lineOf(before), lineOf(now)];
  const texts = textsOf(element, old.leaves);
  if (texts === undefined || old.leaves.length !== wanted.leaves.length) return false;
  const stays = (place: number): boolean => {
    const [from, to] = [(old.starts[place + 1] ?? 0) - 1, (wanted.starts[place + 1] ?? 0) - 1];
    return kept.some(
      (run) => run.to - run.from === to - from && run.from <= from && from < run.from + run.length,
    );
  };
  if (!old.leaves.every((leaf, place) => wanted.leaves[place]?.eq(leaf) === true && stays(place)))
    return false;
  // From the end, so that the places before stay true.
  for (let place = texts.length - 1; place >= 0; place -= 1) {
    const nodes = wanted.runs[place] ?? [];
    const text = texts[place] ?? (nodes.length === 0 ? undefined : emptyText(element, texts, place));
    if (text === undefined) continue;
    const words = wordsOf(old.runs[place]);
    const runs = cut(kept, old.starts[place] ?? 0, words.length, wanted.starts[place] ?? 0);
    if (!writeWords(text, words, nodes, runs)) return false;
    remember(text, [...nodes]);
  }
  return true;
}

function lineOf(block: Node): Line {
  const runs: Node[][] = [[]];
  const starts = [0];
  const leaves: Node[] = [];
  block.forEach((node, offset) => {
    if (node.isText) return void runs.at(-1)?.push(node);
    leaves.push(node);
    runs.push([]);
    starts.push(offset + node.nodeSize);
  });
  return { runs, starts, leaves };
}

const wordsOf = (nodes: readonly Node[] = []): string => nodes.map(({ text }) => text ?? "").join("");

/** What of the kept characters belongs to one run of words, counted from where that begins before and afterwards. */
const cut = (kept: readonly Kept[], start: number, length: number, startNow: number): readonly Kept[] =>
  kept.flatMap((run) => {
    const from = Math.max(run.from, start);
    const end = Math.min(run.from + run.length, start + length);
    return end <= from
      ? []
      : [{ from: from - start, to: run.to + (from - run.from) - startNow, length: end - from }];
  });

/** The text between the leaves, where there is one; undefined when the element is not made as the block is. */
function textsOf(element: Y.XmlElement, leaves: readonly Node[]): (Y.XmlText | undefined)[] | undefined {
  const texts: (Y.XmlText | undefined)[] = [undefined];
  let met = 0;
  for (const child of element.toArray()) {
    if (child instanceof Y.XmlText) {
      if (texts[met] !== undefined) return undefined;
      texts[met] = child;
    } else {
      if (!(child instanceof Y.XmlElement) || child.nodeName !== leaves[met]?.type.name) return undefined;
      met += 1;
      texts.push(undefined);
    }
  }
  return met === leaves.length ? texts : undefined;
}

function emptyText(
  element: Y.XmlElement,
  texts: readonly (Y.XmlText | undefined)[],
  place: number,
): Y.XmlText {
  const text = new Y.XmlText();
  const before = texts.slice(0, place).filter((one) => one !== undefined).length + place;
  element.insert(before, [text]);
  return text;
}

/** Makes the text say what the nodes say. What is between the kept runs goes; what is new there comes. */
function writeWords(text: Y.XmlText, old: string, nodes: readonly Node[], kept: readonly Kept[]): boolean {
  const now = wordsOf(nodes);
  if (plain(piecesOf(text)) !== old) return false;
  const fits = ({ from, to, length }: Kept) =>
    to >= 0 &&
    old.slice(from, from + length) === now.slice(to, to + length) &&
    ![from, from + length].some((at) => splitsPair(old, at)) &&
    ![to, to + length].some((at) => splitsPair(now, at));
  if (!kept.every(fits)) return false;
  let [oldEnd, nowEnd] = [old.length, now.length];
  for (const { from, to, length } of [...kept.toReversed(), { from: 0, to: 0, length: 0 }]) {
    const at = from + length;
    if (oldEnd > at) text.delete(at, oldEnd - at);
    if (nowEnd > to + length) insert(text, at, nodes, to + length, nowEnd);
    [oldEnd, nowEnd] = [from, to];
  }
  for (const { at, length, formats } of differences(text, nodes) ?? []) text.format(at, length, formats);
  return differences(text, nodes)?.length === 0;
}

function insert(text: Y.XmlText, at: number, nodes: readonly Node[], from: number, to: number): void {
  let start = 0;
  for (const node of nodes) {
    const words = (node.text ?? "").slice(Math.max(0, from - start), Math.max(0, to - start));
    if (words !== "") text.insert(at + Math.max(0, start - from), words, formatsOf(node.marks));
    start += node.nodeSize;
  }
}

/** Between the two halves of one character. */
const splitsPair = (text: string, at: number): boolean =>
  /^[\uDC00-\uDFFF]/.test(text.slice(at)) && /[\uD800-\uDBFF]$/.test(text.slice(0, at));

type Formats = Readonly<Record<string, unknown>>;
interface Piece {
  readonly words: string;
  readonly formats: Formats;
}
interface Difference {
  readonly at: number;
  readonly length: number;
  /** What is to be put on; null for what is to be taken off. */
  readonly formats: Record<string, unknown>;
}

const formatsOf = (marks: readonly Mark[]): Record<string, unknown> =>
  Object.fromEntries(marks.map((mark) => [mark.type.name, mark.attrs]));

interface Delta {
  readonly insert: unknown;
  readonly attributes?: Formats;
}

const piecesOf = (text: Y.XmlText): readonly Piece[] =>
  (text.toDelta() as Delta[]).map(({ insert: words, attributes: formats = {} }) => ({
    words: typeof words === "string" ? words : "\0",
    formats,
  }));

const plain = (pieces: readonly Piece[]): string => pieces.map(({ words }) => words).join("");

/** Where the text looks otherwise than the nodes; undefined when it says something else. */
function differences(text: Y.XmlText, nodes: readonly Node[]): readonly Difference[] | undefined {
  const pieces = piecesOf(text);
  if (plain(pieces) !== wordsOf(nodes)) return undefined;
  const found: Difference[] = [];
  const wanted = nodes.map((node) => ({ length: node.nodeSize, formats: formatsOf(node.marks) }));
  let [piece, node, at] = [0, 0, 0];
  let [pieceLeft, nodeLeft] = [pieces[0]?.words.length ?? 0, wanted[0]?.length ?? 0];
  while (piece < pieces.length && node < wanted.length) {
    const length = Math.min(pieceLeft, nodeLeft);
    const formats = formatChange(pieces[piece]?.formats ?? {}, wanted[node]?.formats ?? {});
    if (Object.keys(formats).length > 0) found.push({ at, length, formats });
    at += length;
    pieceLeft -= length;
    nodeLeft -= length;
    if (pieceLeft === 0) pieceLeft = pieces[(piece += 1)]?.words.length ?? 0;
    if (nodeLeft === 0) nodeLeft = wanted[(node += 1)]?.length ?? 0;
  }
  return found;
}

function formatChange(has: Formats, wants: Formats): Record<string, unknown> {
  const gone = Object.keys(has).filter((name) => !(name in wants));
  const come = Object.entries(wants).filter(([name, value]) => !same(has[name], value));
  return Object.fromEntries([...gone.map((name) => [name, null] as const), ...come]);
}

/** Attributes of marks are flat. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return one === other;
  const [a, b] = [Object.entries(one), other as Formats];
  return a.length === Object.keys(b).length && a.every(([name, value]) => b[name] === value);
}
