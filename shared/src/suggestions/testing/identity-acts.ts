// What officials do to the text in the identity oracle's histories, done to characters: the acts of "What proves it" in
// the design of the text engine, in its proportions.
import type { BlockKind } from "../../text/types.ts";
import {
  type Author,
  type Char,
  charsOf,
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

const actKinds = ["insert", "delete", "replace", "split", "join", "move", "kind", "new", "undo"] as const;
export type ActKind = (typeof actKinds)[number];

const percentages: Readonly<Record<ActKind, number>> = {
  insert: 25,
  delete: 20,
  replace: 20,
  split: 8,
  join: 7,
  move: 7,
  kind: 6,
  new: 4,
  undo: 3,
};
const inBlocks: ReadonlySet<ActKind> = new Set<ActKind>(["insert", "delete", "replace"]);
/** How many of the exchanges are of one letter of a word, as when a plural is made. */
const letterShare = 0.1;

/** Told of edits that a text cannot tell from the same edit a word further on. */
export const besideEqual = " (BESIDE EQUAL WORDS)";

/** Words that an act took out, the characters they stood between (0 at an end of the block) and what came in for them. */
export interface Taken {
  readonly block: string;
  readonly left: number;
  readonly right: number;
  readonly removed: readonly Char[];
  readonly put: readonly Char[];
}

export interface Acted {
  readonly text: ModelText;
  /** For people. */
  readonly told: string;
  readonly taken?: Taken;
}

export interface ActsOptions {
  readonly words: Words;
  readonly chance: Chance;
  readonly freshBlock: () => string;
  /** Without it, only words are inserted, deleted and replaced. */
  readonly structural: boolean;
}

/** The next act on a text; `undoable` are the acts that one can be undone of. */
export function actOn(
  text: ModelText,
  undoable: readonly Taken[],
  author: Author,
  options: ActsOptions,
): Acted {
  for (;;) {
    const acted = actOfKind(pickKind(options), text, undoable, author, options);
    if (acted !== undefined) return acted;
  }
}

function pickKind({ chance, structural }: ActsOptions): ActKind {
  const kinds = actKinds.filter((kind) => structural || inBlocks.has(kind));
  let drawn = chance.next() * kinds.reduce((sum, kind) => sum + percentages[kind], 0);
  return kinds.find((kind) => (drawn -= percentages[kind]) < 0) ?? "insert";
}

/** Undefined when this act cannot be done here; the caller draws another. */
function actOfKind(
  kind: ActKind,
  text: ModelText,
  undoable: readonly Taken[],
  author: Author,
  options: ActsOptions,
): Acted | undefined {
  const { chance, words, freshBlock } = options;
  const block = chance.pick(text);
  const at = text.indexOf(block);
  switch (kind) {
    case "insert":
    case "delete":
    case "replace":
      return changeWords(
        kind === "replace" && chance.is(letterShare) ? "letter" : kind,
        text,
        block,
        author,
        options,
      );
    case "split": {
      const cut = chance.pick(wordSpans(textOf(block))).to;
      if (cut === block.chars.length) return undefined;
      const reshaped = block.reshaped + 1;
      const first = { ...block, reshaped, chars: block.chars.slice(0, cut) };
      const second = { ...block, id: freshBlock(), reshaped: 0, chars: block.chars.slice(cut + 1) };
      return {
        text: text.toSpliced(at, 1, first, second),
        told: `split ${block.id} at ${cut} into ${second.id}`,
      };
    }
    case "join": {
      const next = text[at + 1];
      if (next === undefined) return undefined;
      const chars = [...block.chars, ...charsOf(" ", author), ...next.chars];
      const joined = { ...block, reshaped: block.reshaped + 1, chars };
      return { text: text.toSpliced(at, 2, joined), told: `join ${block.id} with ${next.id}` };
    }
    case "move": {
      const rest = text.toSpliced(at, 1);
      const to = chance.between(0, rest.length);
      return to === at
        ? undefined
        : { text: rest.toSpliced(to, 0, block), told: `move ${block.id} from ${at} to ${to}` };
    }
    case "kind": {
      const { kind, level } = chance.pick(blockTypes);
      if (kind === block.kind && level === block.level) return undefined;
      return {
        text: replaceBlock(text, { ...block, kind, level }),
        told: `${block.id} becomes ${kind} ${level}`,
      };
    }
    case "new": {
      const added = newBlock(freshBlock(), author, words, chance);
      const to = chance.between(0, text.length);
      return { text: text.toSpliced(to, 0, added), told: `new ${added.id} at ${to}: ${textOf(added)}` };
    }
    case "undo":
      return undoable.length === 0 ? undefined : undo(text, chance.pick(undoable));
  }
}

const blockTypes: readonly { readonly kind: BlockKind; readonly level: number }[] = [
  { kind: "chapter", level: 2 },
  { kind: "article", level: 3 },
  { kind: "heading", level: 3 },
  { kind: "heading", level: 4 },
  { kind: "item", level: 0 },
  { kind: "item", level: 1 },
  { kind: "paragraph", level: 0 },
  { kind: "paragraph", level: 0 },
];

/** A block of 8 to 40 words. */
export function newBlock(id: string, author: Author, words: Words, chance: Chance): ModelBlock {
  const text = Array.from({ length: chance.between(8, 40) }, () => words.next()).join(" ");
  return { id, ...chance.pick(blockTypes), chars: charsOf(text, author), reshaped: 0 };
}

function changeWords(
  kind: "insert" | "delete" | "replace" | "letter",
  text: ModelText,
  block: ModelBlock,
  author: Author,
  { words, chance }: ActsOptions,
): Acted | undefined {
  const before = textOf(block);
  const edit = editOf(before, kind, words, chance);
  if (edit === undefined) return undefined;
  const put = charsOf(edit.put, author);
  const quoted = `«${before.slice(edit.from, edit.to)}» -> «${edit.put}»`;
  const beside = readingsOf(before, edit).length > 1 ? besideEqual : "";
  return {
    text: replaceBlock(text, withChars(block, edit.from, edit.to, put)),
    told: `${kind} in ${block.id} at ${edit.from}: ${quoted}${beside}`,
    taken: {
      block: block.id,
      left: block.chars[edit.from - 1]?.id ?? 0,
      right: block.chars[edit.to]?.id ?? 0,
      removed: block.chars.slice(edit.from, edit.to),
      put,
    },
  };
}

/** The very characters come back, if what they stood between is still around the place. */
function undo(text: ModelText, { block: home, left, right, removed, put }: Taken): Acted | undefined {
  if (removed.length === 0) return undefined;
  for (const block of text) {
    const ids = block.chars.map((char) => char.id);
    if (left === 0 ? block.id !== home : !ids.includes(left)) continue;
    const from = left === 0 ? 0 : ids.indexOf(left) + 1;
    const to = from + put.length;
    if (put.some((char, at) => ids[from + at] !== char.id) || (ids[to] ?? 0) !== right) return undefined;
    const back = removed.map((char) => char.unit).join("");
    const told = `undo in ${block.id} at ${from}: «${back}» comes back`;
    return { text: replaceBlock(text, withChars(block, from, to, removed)), told };
  }
  return undefined;
}
