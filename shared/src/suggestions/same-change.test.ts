import fc from "fast-check";
import { expect, test } from "vitest";
import { applyHunks } from "../decisions/deciding.ts";
import { makeBlock, plainText } from "../text/blocks.ts";
import { carry, track } from "../text/carry.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import type { DocJSON, InlineJSON } from "../text/types.ts";
import { textHunk } from "./block-hunks.ts";
import { identityOf } from "./same-change.ts";
import type { Hunk, TextHunk } from "./suggestion.ts";

const inline = (words: string): readonly InlineJSON[] =>
  words
    .split("\n")
    .flatMap((line, at): readonly InlineJSON[] => [
      ...(at > 0 ? [{ type: "break" as const }] : []),
      ...(line === "" ? [] : [{ type: "text" as const, text: line }]),
    ]);
const docOf = (...paragraphs: readonly string[]): DocJSON => ({
  type: "doc",
  content: paragraphs.map((words, at) => makeBlock({ id: `b${at}` }, inline(words))),
});
const put = (text: TrackedText, from: number, to: number, words: string): TextHunk =>
  textHunk(text.blocks.get("b0")!, from, to, inline(words));
const join = (glue: string): Hunk => ({ kind: "join", block: "b0", next: "b1", glue, quote: "dos" });
const insert = (...words: readonly string[]): Hunk => ({
  kind: "insert",
  parent: "",
  after: "b0",
  before: "b1",
  nodes: words.map((own) => makeBlock({ id: `n${own}` }, inline(own))),
});
const of = (words: string) => track(docOf(words, "otro"), "institution:1");
const [plain, quoted] = [of("uno dos tres"), of("dice «uno» dos")];

test.each<readonly [string, readonly Hunk[], readonly Hunk[]]>([
  ["the blank behind goes or the one before", [put(plain, 2, 4, "")], [put(plain, 1, 3, "")]],
  ["put in before a blank or behind it", [put(plain, 2, 2, "x ")], [put(plain, 1, 1, " x")]],
  ["with words around that stay", [put(plain, 0, 3, "uno x")], [put(plain, 2, 3, "x")]],
  [
    "letters composed in two ways",
    [put(plain, 2, 3, "ley\u0301")],
    [put(plain, 2, 3, "ley\u0301".normalize())],
  ],
  ["two new paragraphs in one hunk or in two", [insert("A", "B")], [insert("A"), insert("B")]],
])("[S36] the same change however it is told: %s", (_how, one, other) => {
  expect(identityOf(one)).toBe(identityOf(other));
});

test.each<readonly [string, readonly Hunk[], readonly Hunk[]]>([
  ["within a quotation or behind it", [put(quoted, 4, 4, ",")], [put(quoted, 5, 5, ",")]],
  ["two paragraphs made one with a blank or without", [join(" ")], [join("")]],
  ["two new paragraphs in the other order", [insert("A"), insert("B")], [insert("B"), insert("A")]],
  ["a blank or a new line", [put(plain, 1, 2, "\n")], [put(plain, 1, 2, "  ")]],
])("[S36] another change: %s", (_how, one, other) => {
  expect(identityOf(one)).not.toBe(identityOf(other));
});

const edit = fc.record({
  from: fc.nat({ max: 9 }),
  length: fc.nat({ max: 3 }),
  words: fc
    .array(fc.constantFrom("x", "y", " ", " ", ",", "\n"), { maxLength: 3 })
    .map((all) => all.join("")),
});
/** Blanks as one; an empty line at a paragraph's end is none. */
const folded = (words: string) =>
  words
    .replaceAll(/[^\S\n]+/gu, " ")
    .replaceAll(/ ?\n[\n ]*/gu, "\n")
    .trim();

test("[S36] what is one entry makes the same text, whatever version it was written against", () => {
  let same = 0;
  fc.assert(
    fc.property(
      fc.constantFrom("uno dos tres", "uno, dos", "«uno» dos.", "uno\ndos tres", "(uno) dos"),
      edit,
      edit,
      (words, one, other) => {
        const first = of(words);
        const later = carry(first, docOf(words, "otro y más"), "institution:2");
        const [a, b] = (
          [
            [first, one],
            [later, other],
          ] as const
        ).map(([text, own]) => {
          const length = text.blocks.get("b0")!.tokens.length;
          const from = own.from % (length + 1);
          return [put(text, from, Math.min(length, from + own.length), own.words)];
        });
        if (identityOf(a!) !== identityOf(b!)) return;
        same += 1;
        const [x, y] = [a!, b!].map((hunks) => {
          const applied = applyHunks(later, hunks, "suggestion:1", { confirmed: true });
          return applied.kind === "applied" ? folded(plainText(applied.text.doc)) : "refused";
        });
        expect(x).toBe(y);
      },
    ),
    { numRuns: 5_000 },
  );
  expect(same).toBeGreaterThan(50);
});
