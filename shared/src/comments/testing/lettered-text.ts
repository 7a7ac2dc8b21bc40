// A real policy whose every character has a number, so that where the words of a comment truly are is known and never worked
// out. Made once from a document; afterwards the document is made from it. Nothing here compares two texts.
import { eachBlock, makeBlock, sameMarks } from "../../text/blocks.ts";
import { mapBlocks } from "../../text/map-blocks.ts";
import type { BlockAttrs, BlockJSON, DocJSON, InlineJSON } from "../../text/types.ts";

/** One character, or one image or break, with the formatting it has. */
export interface Letter {
  readonly number: number;
  readonly node: InlineJSON;
}

export interface LetteredText {
  /** With every block as `letters` says it. */
  readonly doc: DocJSON;
  readonly letters: ReadonlyMap<string, readonly Letter[]>;
}

let numbers = 0;

export const letterOf = (node: InlineJSON): Letter => ({ number: (numbers += 1), node });

const lettersOf = (block: BlockJSON): readonly Letter[] =>
  (block.content ?? []).flatMap((node) =>
    node.type === "text" ? [...node.text].map((text) => letterOf({ ...node, text })) : [letterOf(node)],
  );

export const letteredText = (doc: DocJSON): LetteredText => ({
  doc,
  letters: new Map(Array.from(eachBlock(doc), (block) => [block.attrs.id, lettersOf(block)])),
});

export const unitOf = ({ node }: Letter): string =>
  node.type === "text" ? node.text : node.type === "break" ? "\n" : "\uFFFC";

/** Letters and digits, which keep their order whatever form a text is written in; not signs and blanks. */
export const isLetter = ({ node }: Letter): boolean =>
  node.type === "text" && /[\p{L}\p{N}\p{M}]/u.test(node.text);

/** The words of a block, image by image one unit. */
export const wordsIn = (letters: readonly Letter[]): string => letters.map(unitOf).join("");

export interface Span {
  /** Indices of letters. */
  readonly from: number;
  readonly to: number;
}

const wordPattern = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu;

/** The words of a block. */
export function spansOf(letters: readonly Letter[]): readonly Span[] {
  const text = wordsIn(letters);
  const indexAt: number[] = [];
  letters.forEach((letter, at) => {
    for (let unit = unitOf(letter).length; unit > 0; unit -= 1) indexAt.push(at);
  });
  indexAt.push(letters.length);
  return [...text.matchAll(wordPattern)].map(({ 0: word, index }) => ({
    from: indexAt[index] ?? 0,
    to: indexAt[index + word.length] ?? 0,
  }));
}

/** A block with these letters; the attributes of another where they are given. */
export function blockOf(attrs: BlockAttrs, letters: readonly Letter[]): BlockJSON {
  const content: InlineJSON[] = [];
  for (const { node } of letters) {
    const last = content.at(-1);
    if (node.type === "text" && last?.type === "text" && sameMarks(node.marks, last.marks))
      content[content.length - 1] = { ...last, text: last.text + node.text };
    else content.push(node);
  }
  return makeBlock(attrs, content);
}

/** The text with other letters in one block, wherever it stands. */
export function withLetters(text: LetteredText, id: string, letters: readonly Letter[]): LetteredText {
  return {
    doc: mapBlocks(text.doc, (block) => (block.attrs.id === id ? blockOf(block.attrs, letters) : block)),
    letters: new Map(text.letters).set(id, letters),
  };
}
