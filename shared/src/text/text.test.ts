import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrange, type Branch } from "./arrange.ts";
import { blockText, eachBlock, makeBlock, plainText } from "./blocks.ts";
import { canonicalJson, hashRevision } from "./canonical-json.ts";
import { checkDoc, toJSON } from "./check-doc.ts";
import { anchorOf, docHtml } from "./doc-html.ts";
import { outline } from "./headings.ts";
import { importMarkdown } from "./import-markdown.ts";
import { inlineHtml } from "./inline-html.ts";
import { keepIds } from "./keep-ids.ts";
import { numbering } from "./numbering.ts";
import { schema } from "./schema.ts";
import { anyDoc, canonicalDoc, inlineContent } from "./testing/arbitrary-doc.ts";
import type { BlockAttrs, DocJSON } from "./types.ts";

function read(source: string, prefix = "b"): DocJSON {
  let last = 0;
  return importMarkdown(source, () => `${prefix}${(last += 1)}`).doc;
}
const docOf = (...blocks: readonly (Partial<BlockAttrs> & { readonly words?: string })[]): DocJSON => ({
  type: "doc",
  content: blocks.map(({ words = "x", ...attrs }, at) =>
    makeBlock({ id: `b${at + 1}`, ...attrs }, [{ type: "text", text: words }]),
  ),
});
const markers = (doc: DocJSON): string =>
  [...numbering(doc).values()].map(({ marker }) => marker || "-").join(" ");

describe("numbers", () => {
  test.each([
    ["1. a\n2. b\n3. c", "1. 2. 3."],
    ["1. a\n1. b\n1. c", "1. 2. 3."],
    ["3. a\n4. b\n9. c\n10. d", "3. 4. 9. 10."],
    ["1. a\n\n   b\n2. c", "1. - 2."],
    ["1. a\n   - b\n2. c", "1. - 2."],
    ["1. a\n\ntexto\n\n2. b", "1. - 2."],
    ["IV. a\nV. b", "IV. V."],
    ["y) a\nz) b\naa) c", "y) z) aa)"],
    ["1) a\n1. b", "1) 1."],
    ["> 1. a\n\n1. b", "1. 1."],
    ["# a\n\n1. b\n\n## c\n\n1. d", "- 1. - 1."],
  ])("[T7] the markers of %j are %s", (source, expected) => {
    expect(markers(read(source))).toBe(expected);
  });

  test("[T7] numbers go on, whatever is moved or deepened; without a parent an item is counted where it stands", () => {
    const item = { kind: "item", list: "lower-alpha", delimiter: ")" } as const;
    expect(markers(docOf(item, { ...item, level: 1 }, { ...item, level: 1 }, item))).toBe("a) a) b) b)");
    expect(markers(docOf({ ...item, level: 2 }, { ...item, level: 2 }, { ...item, level: 1 }, item))).toBe(
      "a) b) c) d)",
    );
  });

  test("[T7] paragraphs and items are counted as people cite them, headings and tables are not", () => {
    const doc = read("# T\n\nUno\n\n## A\n\n- dos\n- tres\n\n| a |\n|---|\n| b |\n\n---\n\n> cuatro");
    expect([...numbering(doc).values()].map(({ paragraph }) => paragraph)).toEqual([0, 1, 0, 2, 3, 0, 4]);
  });

  test("[T7] the outline has every heading but the title, with the words people cite it by", () => {
    const doc = read(
      "# Ley\n\n## Capítulo II Del agua\n\n### Artículo 4 Bis. Objeto\n\n### ART. 5º\n\n## Anexo\n\nx",
    );
    expect(outline(doc).map(({ level, kind, label, text }) => [level, kind, label, text])).toEqual([
      [2, "chapter", "Capítulo II", "Capítulo II Del agua"],
      [3, "article", "Artículo 4 Bis", "Artículo 4 Bis. Objeto"],
      [3, "article", "ART. 5º", "ART. 5º"],
      [2, "chapter", "", "Anexo"],
    ]);
  });
});

describe("the schema", () => {
  test("[T8] every text that is imported or written is valid, and stays the same JSON", () => {
    fc.assert(
      fc.property(canonicalDoc, (doc) => {
        expect(toJSON(checkDoc(doc))).toEqual(doc);
      }),
      { numRuns: 200 },
    );
  });

  const block = (attrs: object = {}, content?: unknown): unknown => ({
    type: "doc",
    content: [
      {
        type: "block",
        attrs: { ...makeBlock({ id: "b1" }).attrs, ...attrs },
        ...(content ? { content } : {}),
      },
    ],
  });
  const text = (marks: unknown, words = "x"): unknown => block({}, [{ type: "text", text: words, marks }]);
  test("[T8] what the wrong ones are made from is itself valid", () => {
    expect(() => checkDoc(block())).not.toThrow();
    expect(() =>
      checkDoc(text([{ type: "link", attrs: { href: "/a", title: "" } }, { type: "strong" }])),
    ).not.toThrow();
  });
  test.each([
    ["no object", null],
    ["another top node", { type: "block", attrs: { id: "b1" } }],
    ["an unknown node", { type: "doc", content: [{ type: "script" }] }],
    ["a node of Object's", { type: "doc", content: [{ type: "constructor" }] }],
    ["text outside blocks", { type: "doc", content: [{ type: "text", text: "x" }] }],
    ["an unknown kind", block({ kind: "script" })],
    ["a level in letters", block({ level: "1" })],
    ["half a level", block({ level: 0.5 })],
    ["a level too deep", block({ level: 33 })],
    ["a negative start", block({ start: -1 })],
    ["another delimiter", block({ delimiter: ":" })],
    ["an unknown attribute", block({ style: "x" })],
    ["an id with a blank", block({ id: "a b" })],
    ["no id", block({ id: "" })],
    ["the same id twice", docOf({ id: "a" }, { id: "a" })],
    ["an unknown mark", text([{ type: "blink" }])],
    ["a link that runs", text([{ type: "link", attrs: { href: "javascript:alert(1)", title: "" } }])],
    [
      "a link that runs behind references",
      text([{ type: "link", attrs: { href: "java&Tab;script:alert(1)", title: "" } }]),
    ],
    ["a link without address", text([{ type: "link" }])],
    ["code that is markup", text([{ type: "code" }, { type: "markup" }])],
    ["control characters", text(undefined, "a\u0007")],
    ["a turned direction", text(undefined, "a\u202e")],
    [
      "an image that runs",
      block({}, [{ type: "image", attrs: { src: "data:image/svg+xml,x", alt: "", title: "" } }]),
    ],
    [
      "a figure without http",
      { type: "doc", content: [{ type: "figure", attrs: { id: "f", src: "/a.png", alt: "", title: "" } }] },
    ],
  ])("[T8] %s is refused", (_what, json) => {
    expect(() => checkDoc(json)).toThrow();
  });
});

describe("pasting", () => {
  const element = (tagName: string, attrs: Readonly<Record<string, string>>): unknown => ({
    tagName,
    getAttribute: (name: string) => attrs[name] ?? null,
  });
  const ruleFor = (node: "block" | "image" | "figure", tag: string) =>
    schema.nodes[node].spec.parseDOM?.find((rule) => rule.tag?.includes(tag))?.getAttrs as (
      from: unknown,
    ) => unknown;

  test("[T8] what is pasted keeps its form, never its id, and nothing that is not valid", () => {
    const pasted = ruleFor(
      "block",
      "div",
    )(
      element("DIV", {
        "data-id": "b1",
        id: "p-b1",
        "data-kind": "item",
        "data-list": "lower-alpha",
        "data-level": "99",
        "data-quote": "x",
      }),
    );
    expect(pasted).toMatchObject({ id: "", kind: "item", list: "lower-alpha", level: 0, quote: 0 });
    expect(ruleFor("block", "h2")(element("H2", {}))).toMatchObject({ id: "", kind: "heading", level: 2 });
    expect(ruleFor("image", "img")(element("IMG", { src: "data:image/png,x" }))).toBe(false);
    expect(ruleFor("figure", "figure")(element("FIGURE", { "data-src": "javascript:x" }))).toBe(false);
  });
});

describe("ids", () => {
  const before =
    "# Ley\n\nPrimero, el agua es de todos.\n\nSegundo, la nación la administra.\n\n- uno\n- dos\n\n| a | b |\n|---|---|\n| cc | dd |\n";
  const keep = (after: string): readonly string[] => {
    const old = read(before, "viejo");
    return Array.from(eachBlock(keepIds(old, read(after, "nuevo"))), ({ attrs }) => attrs.id);
  };
  const same = Array.from(eachBlock(read(before, "viejo")), ({ attrs }) => attrs.id);

  test("[T9] the same text keeps all ids, of rows and tables too", () => {
    expect(keepIds(read(before, "viejo"), read(before, "nuevo"))).toEqual(read(before, "viejo"));
  });
  test("[T9] a block that was changed a little keeps its id, a new one gets a new one", () => {
    const ids = keep(
      before.replace("todos.", "todas y todos.").replace("\n\nSegundo", "\n\nNada que ver aquí.\n\nSegundo"),
    );
    expect(ids.filter((id) => !id.startsWith("nuevo"))).toEqual(same);
    expect(ids[2]?.startsWith("nuevo")).toBe(true);
  });
  test("[T9] a block that moved keeps its id", () => {
    const moved =
      before.replace("Primero, el agua es de todos.\n\n", "") + "\nPrimero, el agua es de todos.\n";
    expect(keep(moved).at(-1)).toBe(same[1]);
  });
  test("[T9] no id is used twice, even when new and old ones are the same", () => {
    fc.assert(
      fc.property(canonicalDoc, canonicalDoc, (old, now) => {
        const kept = keepIds(old, now);
        expect(plainText(kept)).toBe(plainText(now));
        expect(() => checkDoc(kept)).not.toThrow();
      }),
      { numRuns: 150 },
    );
  });
});

describe("hashes", () => {
  test("[T10] canonical JSON sorts by code units, without blanks, and refuses what JSON cannot say", () => {
    expect(
      canonicalJson({ b: [1, "é\n", null], a: { ñ: true, z: -0, "😀": 1e21, "\uffff": 0 }, c: undefined }),
    ).toBe('{"a":{"z":0,"ñ":true,"😀":1e+21,"\uffff":0},"b":[1,"é\\n",null]}');
    for (const wrong of [Number.NaN, 1n, [undefined], "\ud800", () => 1])
      expect(() => canonicalJson(wrong)).toThrow();
  });
  test("[T10] the hash of a text does not depend on the order of members, and changes with any letter", () => {
    const doc = docOf({ words: "Agua" });
    const turned = JSON.parse(
      JSON.stringify(doc, (_name, value: unknown) =>
        value !== null && typeof value === "object" && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).toReversed())
          : value,
      ),
    ) as DocJSON;
    expect(hashRevision(turned, "")).toBe(hashRevision(doc, ""));
    expect(hashRevision(doc, "")).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(hashRevision(doc, "---\n---\n")).not.toBe(hashRevision(doc, ""));
    expect(hashRevision(docOf({ words: "agua" }), "")).not.toBe(hashRevision(doc, ""));
  });
});

describe("showing", () => {
  function* ids(tree: readonly Branch[]): Generator<string> {
    for (const branch of tree) {
      if (branch.kind === "block" || branch.kind === "footnote") yield branch.block.attrs.id;
      if (branch.kind === "quote" || branch.kind === "footnote") yield* ids(branch.children);
      if (branch.kind === "list")
        for (const item of branch.items) yield* [item.block.attrs.id, ...ids(item.children)];
    }
  }
  test("[T11] the tree has every block once, in order, whatever levels it says", () => {
    fc.assert(
      fc.property(anyDoc, (doc) => {
        expect([...ids(arrange(doc))]).toEqual((doc.content ?? []).map((node) => node.attrs.id));
      }),
    );
  });
  test("[T11] lists are nested lists, headings open sections, each block has its anchor", () => {
    const html = docHtml(
      read("# Ley\n\n## Capítulo I\n\nI. Uno\n\na) dos\n\n> - tres\n\n## Capítulo II\n\n| a |\n|:-:|\n| b |"),
    );
    expect(html).toBe(`<section aria-labelledby="p-b1">
<h1 id="p-b1">Ley</h1>
<section aria-labelledby="p-b2">
<h2 id="p-b2">Capítulo I</h2>
<ol type="I">
<li id="p-b3" value="1" data-marker="I.">Uno
<ol type="a">
<li id="p-b4" value="1" data-marker="a)">dos</li>
</ol>
</li>
</ol>
<blockquote>
<ul>
<li id="p-b5">tres</li>
</ul>
</blockquote>
</section>
<section aria-labelledby="p-b6">
<h2 id="p-b6">Capítulo II</h2>
<table id="p-b7">
<thead>
<tr><th scope="col" data-align="center"><span id="p-b8">a</span></th></tr>
</thead>
<tbody>
<tr><td data-align="center"><span id="p-b10">b</span></td></tr>
</tbody>
</table>
</section>
</section>
`);
  });
  test("[T11] the HTML of any text is well nested, and has each anchor once", () => {
    fc.assert(
      fc.property(canonicalDoc, (doc) => {
        const html = docHtml(doc);
        expect(unclosed(html)).toEqual([]);
        for (const { attrs } of eachBlock(doc))
          expect(html.split(` id="${anchorOf(attrs.id)}"`).length).toBe(2);
      }),
      { numRuns: 200 },
    );
  });
  test("[T6] inline HTML says the words, escaped, and nothing else", () => {
    fc.assert(
      fc.property(inlineContent, (content) => {
        const html = inlineHtml(content);
        expect(unclosed(html)).toEqual([]);
        expect(html).not.toMatch(/<(?!\/?(?:a|strong|em|s|code|sup|span|br)\b)/);
        // An image is shown as its description, which is none of the words.
        const shown = html.replace(/<span class="image">[^<]*<\/span>/g, "");
        const words = shown.replaceAll("<br>", "\n").replace(/<[^>]*>/g, "");
        expect(words).toBe(inlineHtml([{ type: "text", text: blockText(makeBlock({ id: "b" }, content)) }]));
      }),
      { numRuns: 300 },
    );
  });

  /** Tags that are not closed in order; attributes have no > because it is escaped. */
  function unclosed(html: string): readonly string[] {
    const open: string[] = [];
    for (const [, slash, name = ""] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (["br", "hr"].includes(name)) continue;
      if (slash === "") open.push(name);
      else if (open.pop() !== name) return [`/${name}`];
    }
    return open;
  }
});
