// Words that can be counted: each edit writes a word that nobody else writes, so that what is lost, and what is there
// twice, shows.
import * as Y from "yjs";
import { readText, yNode } from "@pliego/shared/text/ydoc.ts";
import type { Chance } from "./seeds.ts";

/** The nth word of a writer. */
export const token = (writer: number, nth: number): string => `q${writer}n${nth}z`;
const tokens = /q\d+n\d+z/g;

/** Writes a word somewhere between the words that are there, now and then as a new paragraph. */
export function placeToken(fragment: Y.XmlFragment, word: string, chance: Chance): void {
  const texts = fragment.toArray().flatMap((block) => {
    const text = block instanceof Y.XmlElement ? block.get(0) : undefined;
    return text instanceof Y.XmlText ? [text] : [];
  });
  if (texts.length === 0 || chance.happens(0.03)) {
    const content = [{ type: "text", text: `${word} ` }];
    const block = { type: "block", attrs: { id: `p-${word.slice(1, -1)}` }, content };
    return fragment.insert(chance.below(fragment.length + 1), [yNode(block)]);
  }
  const text = chance.pick(texts);
  const words = (text.toDelta() as readonly { readonly insert: string }[])
    .map(({ insert }) => insert)
    .join("");
  const places = [0, ...[...words.matchAll(/ /g)].map(({ index }) => index + 1)];
  text.insert(chance.pick(places), `${word} `);
}

/** How often each word is in a text that can be read; throws when the text breaks its schema. */
export function countTokens(fragment: Y.XmlFragment): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of JSON.stringify(readText(fragment)).matchAll(tokens))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The words that are not there, and those that are there more than once. */
export function faultsAmong(
  counts: ReadonlyMap<string, number>,
  expected: Iterable<string>,
): { readonly lost: readonly string[]; readonly doubled: readonly string[] } {
  return {
    lost: [...expected].filter((word) => !counts.has(word)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([word]) => word),
  };
}
