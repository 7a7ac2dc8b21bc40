import { describe, expect, it } from "vitest";
import { makeBlock } from "../text/blocks.ts";
import type { BlockJSON, DocJSON, InlineJSON } from "../text/types.ts";
import { carriedChange } from "./carried-text.ts";

const text = (words: string): readonly InlineJSON[] => [{ type: "text", text: words }];
const block = (id: string, words: string, attrs: Partial<BlockJSON["attrs"]> = {}) =>
  makeBlock({ id, ...attrs }, text(words));
const cell = (words: string) =>
  ({ type: "cell", attrs: { header: false, align: "" }, content: [block("c", words)] }) as const;
const table = (words: string) =>
  ({
    type: "table",
    attrs: { id: "tb" },
    content: [{ type: "row", attrs: { id: "r" }, content: [cell(words)] }],
  }) as const;
const doc = (...content: NonNullable<DocJSON["content"]>): DocJSON => ({ type: "doc", content });
const base = [
  block("t", "Norma", { kind: "title", level: 1 }),
  block("p1", "Uno."),
  block("p2", "Dos."),
] as const;
const [title, one, two] = base;

describe("what an announcement carries of a change", () => {
  it("[L33] is the words of the changed blocks as the page draws them, with everything escaped", () => {
    const after = doc(title, block("p1", "Uno <b>&amp;</b> «más»."), two);
    expect(carriedChange(doc(...base), after)).toEqual([
      { id: "p1", html: "Uno &lt;b&gt;&amp;amp;&lt;/b&gt; «más»." },
    ]);
  });

  it.each<[string, DocJSON]>([
    ["a block came", doc(...base, block("p3", "Tres."))],
    ["a block went", doc(title, one)],
    ["blocks changed places", doc(title, two, one)],
    ["a block changed its kind", doc(title, one, block("p2", "Dos.", { kind: "item", list: "bullet" }))],
    ["a heading changed", doc(block("t", "Norma General", { kind: "title", level: 1 }), one, two)],
    ["a paragraph moved into a list", doc(title, one, block("p2", "Dos.", { level: 1 }))],
  ])("[L33] is nothing where %s", (_what, after) => {
    expect(carriedChange(doc(...base), after)).toBeUndefined();
  });

  it("[L33] is nothing where a table or a block of code changed", () => {
    expect(carriedChange(doc(title, table("60 días")), doc(title, table("30 días")))).toBeUndefined();
    const code = (words: string) => doc(title, block("k", words, { kind: "code" }));
    expect(carriedChange(code("a"), code("b"))).toBeUndefined();
  });

  it("[L33] is at most three blocks", () => {
    const many = (words: string) => doc(...["a", "b", "c", "d"].map((id) => block(id, `${words} ${id}`)));
    expect(carriedChange(many("Antes"), many("Después"))).toBeUndefined();
  });
});
