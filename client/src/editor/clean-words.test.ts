// What is pasted or typed, cleaned before it leaves the editor.
import * as fc from "fast-check";
import { Fragment, type Node, Slice } from "prosemirror-model";
import { EditorState, type Transaction } from "prosemirror-state";
import { describe, expect, it } from "vitest";
import { forbiddenInWords } from "@pliego/shared/text/characters.ts";
import { checkDoc } from "@pliego/shared/text/check-doc.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import { doc as sample } from "../testing/text-samples.ts";
import { cleaned, cleanWords } from "./clean-words.ts";

const fromOthers = (transaction: Transaction) => transaction.getMeta("others") === true;
const plugin = cleanWords(fromOthers);
const paragraph = (...words: readonly Node[]) => schema.node("block", { id: "p" }, words);
const open = (...blocks: readonly Node[]) =>
  EditorState.create({ doc: schema.node("doc", null, blocks), plugins: [plugin] });

/** What a paste of these blocks becomes, through the editor's own door. */
const pasted = (...nodes: readonly Node[]): Fragment => {
  const { transformPasted } = plugin.props;
  const slice = new Slice(Fragment.from(nodes), 0, 0);
  return transformPasted?.call(plugin, slice, undefined as never, false).content ?? Fragment.empty;
};

describe("what no text carries", () => {
  it.each([
    ["a control", "plazo\u0007 cierto", "plazo cierto"],
    [
      "an end of line of another system",
      "plazo\u2028cierto\vde\fdiez\u0085días",
      "plazo cierto de diez días",
    ],
    ["what turns the direction of words", "plazo \u202ecierto\u2066", "plazo cierto"],
    ["half a character", "plazo \ud83d cierto", "plazo  cierto"],
    ["a mark of byte order", "\ufeffplazo cierto", "plazo cierto"],
    ["nothing: accents, emoji, Arabic, tabs and lines stay", "ñandú 👩🏽‍⚖️ سلام\t\n", "ñandú 👩🏽‍⚖️ سلام\t\n"],
  ])("[L57] %s is cleaned, typed or pasted", (_what, written, read) => {
    expect(cleaned(written)).toBe(read);
    const state = open(paragraph(schema.text("Antes. ")));
    const typed = state.apply(state.tr.insertText(written, 8));
    expect(typed.doc.textContent).toBe(`Antes. ${read}`);
    expect(pasted(paragraph(schema.text(written))).textBetween(0, read.length + 2)).toBe(read);
  });

  it("[L57] the marks and the words around it stay, and what others wrote is left alone", () => {
    const strong = schema.mark("strong");
    const state = open(paragraph(schema.text("uno "), schema.text("dos", [strong])));
    const typed = state.apply(state.tr.replaceWith(6, 6, schema.text("\u2028\u0001", [strong])));
    expect(typed.doc.toJSON()).toMatchObject({
      content: [{ content: [{ text: "uno " }, { text: "d os", marks: [{ type: "strong" }] }] }],
    });
    const theirs = state.apply(state.tr.insertText("\u0001", 1).setMeta("others", true));
    expect(theirs.doc.textContent).toBe("\u0001uno dos");
  });

  it("[L57] labels that the text refuses are cleaned, and addresses without end left out of what is pasted", () => {
    const read = (tag: string, attributes: Readonly<Record<string, string>>) => {
      const rule = plugin.props.clipboardParser?.rules.find((known) => "tag" in known && known.tag === tag);
      const getAttrs = rule?.getAttrs as ((element: unknown) => object | false) | undefined;
      return getAttrs?.({ tagName: tag, getAttribute: (name: string) => attributes[name] ?? null });
    };
    const endless = `https://pliego.example/${"x".repeat(5000)}`;
    const src = "https://pliego.example/a.png";
    expect(read("img[src]", { src, alt: "\u202eun mapa\u0007", title: "a".repeat(5000) })).toEqual({
      src,
      alt: "un mapa",
      title: "a".repeat(4096),
    });
    expect(read("img[src]", { src: endless })).toBe(false);
    expect(read("img[src]", { src: "data:image/png;base64,AAAA" })).toBe(false);
    expect(read("a[href]", { href: endless })).toBe(false);
    expect(read("a[href]", { href: "/consultas", title: "con\u0007trol" })).toEqual({
      href: "/consultas",
      title: "control",
    });
    expect(read("p, h1, h2, h3, h4, h5, h6, div[data-kind]", { "data-label": "\u2028a" })).toMatchObject({
      kind: "paragraph",
      id: "",
    });
  });

  it("[L57] whatever is written where, the text is one that the server takes", () => {
    const words = fc.string({
      unit: fc.oneof(
        fc.constantFrom("\u202e", "\ud800", "\udc00", "\u0000", "\u2029", "\ufeff", "é", "👩🏽"),
        fc.string(),
      ),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(9), words), { maxLength: 8 }), (edits) => {
        let state = EditorState.create({ doc: schema.nodeFromJSON(sample), plugins: [plugin] });
        for (const [where, much, written] of edits) {
          const from = where % state.doc.content.size;
          const to = Math.min(state.doc.content.size, from + much);
          const { $from, $to } = { $from: state.doc.resolve(from), $to: state.doc.resolve(to) };
          if (!$from.parent.isTextblock || !$from.sameParent($to)) continue;
          state = state.apply(state.tr.insertText(written, from, to));
        }
        state.doc.descendants((node) => {
          if (node.isText) expect(node.text).not.toMatch(forbiddenInWords);
        });
        checkDoc(state.doc.toJSON());
      }),
    );
  });
});
