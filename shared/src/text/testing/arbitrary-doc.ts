// Random policy texts for property tests: `canonicalDoc` makes those that Markdown can say exactly, `anyDoc` makes whatever
// the schema allows. Only for tests.

import fc from "fast-check";
import { arrange, listsOf } from "../arrange.ts";
import { blockText, isHeading, makeBlock, tidyInline, withMarks } from "../blocks.ts";
import { headingKind } from "../headings.ts";
import { numeral, readings } from "../markers.ts";
import {
  type Alignment,
  type BlockAttrs,
  type BlockJSON,
  blockKinds,
  type DocJSON,
  type InlineJSON,
  listTypes,
  type MarkJSON,
  type TopJSON,
} from "../types.ts";

const words = [
  ..."La persona titular podrá negar el acceso a la información cuando comprometa la seguridad nacional".split(
    " ",
  ),
  ..."¿Qué días hábiles? ¡Nunca! «conforme» a “derecho”, 15 % según el artículo 6º (fracción IV)".split(" "),
  ..."#1 # - + * _ __ ** *** ~~ ~ ` `` [x] [ ] ] [^1] ![a] <b> < > &copy; &amp; & {{ {% } | \\ \\* : --- === = ! a_b _c_ 2*3 1. 12) a) I. A. iv. ".split(
    " ",
  ),
  ..."🇲🇽 👩🏽‍⚖️ 👨‍👩‍👧 é ﬁ שלום مرحبا (مرحبا) 水 Ł".split(" "),
  "Otorrinolaringológicamentedesoxirribonucleótido".repeat(8),
  "https://e.mx/a_b?c=1&d=2#e",
  "\u00a0",
];
const spacedWords = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(" ", " ", " ", "", "  ")), {
    minLength: 1,
    maxLength: 5,
  })
  .map((pairs) => pairs.map(([word, space]) => word + space).join(""));
const spaced = fc.tuple(fc.constantFrom("", "", " "), spacedWords).map(([space, text]) => space + text);
const code = fc.constantFrom(
  "x",
  "a`b",
  "``",
  "` `",
  " x",
  " x ",
  "  ",
  "a|b",
  "\\",
  "a\\|b",
  "*no*",
  "<i>",
  "é{{ x }}",
);
const markupSource = fc.constantFrom(
  '<a name="x"></a>',
  "{{ sitio.nombre }}",
  "{% dato x %}",
  "&copy;",
  "&#64;",
);
const href = fc.constantFrom(
  "https://e.mx/a",
  "/ley#p-1",
  "#a",
  "mailto:a@e.mx",
  "a b",
  "a(b",
  "x?a=1&amp;b=2",
  "<x>",
  "",
  "\\a",
  "ñ",
);
const title = fc.constantFrom("", "", "Ley", 'con "comillas"', "\\", "&copy; 1", "a\\*b");
const note = fc.constantFrom("1", "nota-2", "ñ");
const link: fc.Arbitrary<MarkJSON> = fc.record({ href, title }).map((attrs) => ({ type: "link", attrs }));
const plainMarks = fc.subarray<MarkJSON>([{ type: "strong" }, { type: "em" }, { type: "strike" }]);
const marks = fc
  .tuple(plainMarks, fc.option(link, { freq: 4 }))
  .map(([plain, more]): readonly MarkJSON[] => (more ? [more, ...plain] : plain));

const mark = (type: "code" | "markup"): MarkJSON => ({ type });
const piece: fc.Arbitrary<InlineJSON> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(spaced, marks).map(([text, on]) => withMarks({ type: "text", text }, on)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(code, marks)
      .map(([text, on]) => withMarks({ type: "text", text }, [...on, mark("code")])),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(markupSource, marks)
      .map(([text, on]) => withMarks({ type: "text", text }, [...on, mark("markup")])),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(note, plainMarks)
      .map(([label, on]) =>
        withMarks({ type: "text", text: "*" }, [...on, { type: "footnote", attrs: { note: label } }]),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("https://e.mx/a_b*c", "http://x.org"), plainMarks)
      .map(([text, on]) =>
        withMarks({ type: "text", text }, [
          ...on,
          { type: "link", attrs: { href: text, title: "" } },
          mark("markup"),
        ]),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("", "Mapa", " [a] ", "*b*", "<i>"), title, marks)
      .map(([alt, words, on]) =>
        withMarks({ type: "image", attrs: { src: "/m.png", alt, title: words } }, on),
      ),
  },
);
const lineBreak: fc.Arbitrary<InlineJSON> = fc.constant({ type: "break" });
const line = fc.array(piece, { minLength: 1, maxLength: 6 });
const lines = fc.array(fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: lineBreak }), {
  minLength: 1,
  maxLength: 8,
});

/** What a block of text may say in its one normal form. */
export const inlineContent: fc.Arbitrary<readonly InlineJSON[]> = lines.map(tidyInline);
const filledContent = inlineContent.filter((content) => content.length > 0);
const headingContent = fc
  .tuple(fc.constantFrom("", "", "Artículo 4. ", "Capítulo II ", "Título Primero "), line)
  .map(([start, content]) => tidyInline([{ type: "text", text: start }, ...content]));

type Draft = {
  readonly attrs: Partial<BlockAttrs>;
  readonly content: readonly InlineJSON[];
  readonly inside: readonly Draft[];
};
const leaf = (attrs: Partial<BlockAttrs>, content: readonly InlineJSON[] = []): Draft => ({
  attrs,
  content,
  inside: [],
});
const verbatim = (text: string): readonly InlineJSON[] => (text === "" ? [] : [{ type: "text", text }]);

const paragraph = filledContent.map((content) => leaf({}, content));
const codeBlock = fc
  .tuple(
    fc.constantFrom("", "", "text", "a`b", "c++ x"),
    fc.array(fc.constantFrom("", "  x", "\ty", "```", "~~~~", "# no", "- a", "> b", " ", "ñ & <b> {{ x }}"), {
      maxLength: 5,
    }),
  )
  .map(([label, rows]) => leaf({ kind: "code", label }, verbatim(rows.join("\n"))));
const rule = fc.constant(leaf({ kind: "rule" }));
const markupBlock = fc
  .constantFrom(
    "<div>\nhola\n  que tal\n</div>",
    "<!-- nota\n\n sigue -->",
    '<a name="x">',
    '[ref]: https://e.mx "t"',
  )
  .map((text) => leaf({ kind: "markup" }, verbatim(text)));
const listed = fc.constantFrom(...listTypes.filter((type) => type !== "none"));

const { blocks } = fc.letrec<{ blocks: readonly Draft[]; items: readonly Draft[] }>((tie) => ({
  items: fc
    .tuple(
      listed,
      fc.constantFrom("." as const, ")" as const),
      fc.array(
        fc.tuple(
          inlineContent,
          fc.option(tie("blocks"), { freq: 3 }),
          fc.constantFrom(0, 0, 0, 0, 1, 2, 7, 30),
        ),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([list, mark, members]) =>
      members.map(([content, inside, start]) => ({
        attrs: {
          kind: "item" as const,
          list,
          delimiter: list === "bullet" ? ("." as const) : mark,
          start: list === "bullet" ? 0 : start,
        },
        content,
        inside: inside ?? [],
      })),
    ),
  blocks: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        paragraph.map((one) => [one]),
        codeBlock.map((one) => [one]),
        rule.map((one) => [one]),
        markupBlock.map((one) => [one]),
        tie("items"),
        tie("blocks").map((inside) => [{ attrs: { quote: 1 }, content: [], inside }]),
      ),
      { maxLength: 4 },
    )
    .map((groups) => groups.flat()),
}));

const heading = fc
  .tuple(fc.integer({ min: 1, max: 6 }), headingContent)
  .map(([level, content]) => leaf({ kind: "heading", level }, content));
const footnote = fc
  .tuple(note, inlineContent, fc.option(blocks, { freq: 2 }))
  .map(([label, content, inside]): Draft => ({
    attrs: { kind: "footnote", label },
    content,
    inside: inside ?? [],
  }));

interface Numbered {
  next: number;
}

/** Flattens drafts into blocks at their depth; a first paragraph in an item without words would become its words. */
function flatten(drafts: readonly Draft[], level: number, quote: number, ids: Numbered): BlockJSON[] {
  return drafts.flatMap((draft) => {
    if (draft.attrs.quote) return flatten(draft.inside, level, quote + 1, ids);
    const { kind = "paragraph" } = draft.attrs;
    const depth = isHeading(kind) ? {} : { level };
    const block = makeBlock({ ...draft.attrs, ...depth, quote, id: `b${(ids.next += 1)}` }, draft.content);
    const inside = flatten(draft.inside, level + 1, quote, ids);
    const first = inside[0]?.attrs;
    const takesWords = draft.content.length === 0 && first?.kind === "paragraph" && first.quote === quote;
    return takesWords ? [block] : [block, ...inside];
  });
}

const cell = line.map(tidyInline);
const table = fc
  .tuple(
    fc.array(fc.constantFrom<Alignment>("", "left", "center", "right"), { minLength: 1, maxLength: 4 }),
    fc.array(fc.array(fc.option(cell, { freq: 5 }), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([columns, rows]) => (ids: Numbered): readonly TopJSON[] => [
    {
      type: "table",
      attrs: { id: `t${(ids.next += 1)}` },
      content: rows.map((cells, row) => ({
        type: "row",
        attrs: { id: `r${(ids.next += 1)}` },
        content: columns.map((align, at) => ({
          type: "cell",
          attrs: { header: row === 0, align },
          content: [makeBlock({ id: `b${(ids.next += 1)}` }, cells[at] ?? [])],
        })),
      })),
    },
  ]);
const figure = fc
  .tuple(
    fc.constantFrom("", "https://e.mx/m.png", "http://e.mx/a(b"),
    fc.constantFrom("", "Mapa [1]"),
    title,
    fc.option(filledContent),
  )
  .map(([src, alt, words, caption]) => (ids: Numbered): readonly TopJSON[] => [
    {
      type: "figure",
      attrs: { id: `f${(ids.next += 1)}`, src, alt, title: words },
      ...(caption && { content: [makeBlock({ id: `b${(ids.next += 1)}` }, caption)] }),
    },
  ]);

const part = fc.oneof(
  { weight: 3, arbitrary: heading.map((draft) => (ids: Numbered) => flatten([draft], 0, 0, ids)) },
  { weight: 6, arbitrary: blocks.map((drafts) => (ids: Numbered) => flatten(drafts, 0, 0, ids)) },
  { weight: 1, arbitrary: footnote.map((draft) => (ids: Numbered) => flatten([draft], 0, 0, ids)) },
  { weight: 1, arbitrary: table },
  { weight: 1, arbitrary: figure },
);

/** Texts that Markdown can say exactly. */
export const canonicalDoc: fc.Arbitrary<DocJSON> = fc
  .array(part, { minLength: 1, maxLength: 5 })
  .map((parts): DocJSON => {
    const ids = { next: 0 };
    return settled({ type: "doc", content: parts.flatMap((make): readonly TopJSON[] => make(ids)) });
  })
  .filter((doc) => (doc.content ?? []).length > 0);

/** Kinds of headings by their words, and numbers only where the one before does not give them. */
function settled(doc: DocJSON): DocJSON {
  const starts = new Map<string, number>();
  for (const list of listsOf(arrange(doc))) {
    let before = 0;
    for (const { block } of list.items) {
      const wish = block.attrs.start;
      const first = readings(numeral(list.type, wish))[0];
      const isClear = before > 0 || (first?.list === list.type && first.number === wish);
      const start = wish > 0 && wish !== before + 1 && isClear && list.ordered ? wish : 0;
      starts.set(block.attrs.id, start);
      before = start > 0 ? start : before + 1;
    }
  }
  let titleIsFree = true;
  const content = (doc.content ?? []).map((node): TopJSON => {
    if (node.type !== "block") return node;
    const start = starts.get(node.attrs.id) ?? 0;
    if (!isHeading(node.attrs.kind)) return { ...node, attrs: { ...node.attrs, start } };
    const kind = headingKind(blockText(node), node.attrs.level, titleIsFree);
    if (kind === "title") titleIsFree = false;
    return { ...node, attrs: { ...node.attrs, kind } };
  });
  return { type: "doc", content };
}

const anyBlock = fc
  .record({
    kind: fc.constantFrom(...blockKinds),
    level: fc.integer({ min: 0, max: 4 }),
    list: fc.constantFrom(...listTypes),
    start: fc.constantFrom(0, 0, 0, 1, 2, 9, 22, 5000),
    delimiter: fc.constantFrom("." as const, ")" as const),
    quote: fc.integer({ min: 0, max: 2 }),
    label: fc.constantFrom("", "1", "x y", "`"),
    content: fc.array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: lineBreak }), {
      maxLength: 6,
    }),
  })
  .map(({ content, ...attrs }) => ({ attrs, content }));

/** Whatever the schema allows: levels without parents, numbers that do not fit, white space anywhere. */
export const anyDoc: fc.Arbitrary<DocJSON> = fc
  .array(anyBlock, { minLength: 1, maxLength: 8 })
  .map((blocks) => ({
    type: "doc",
    content: blocks.map(({ attrs, content }, at) => makeBlock({ ...attrs, id: `b${at}` }, content)),
  }));

/** The same text with ids counted in reading order, so that two texts can be compared. */
export function withoutIds(doc: DocJSON): unknown {
  return JSON.parse(JSON.stringify(doc, (name, value: unknown) => (name === "id" ? undefined : value)));
}
