// The ProseMirror schema of a policy text (check-doc.ts checks that a document keeps it). Rule T8. Flat and total:
// every content expression is `*`, every attribute is a scalar with a check, so that no editor and no binding ever has
// to delete or invent something to make a document fit. Pages that only read do not import this file.

import {
  type Attrs,
  type DOMOutputSpec,
  type MarkSpec,
  type Node,
  type NodeSpec,
  Schema,
} from "prosemirror-model";
import { forbiddenInAttributes } from "./characters.ts";
import { isFigureSrc, isSafeHref, isSafeSrc } from "./links.ts";
import { type BlockKind, blockKinds, listTypes, type MarkName, maxDepth } from "./types.ts";

const largestNumber = 999_999_999;
const longestAttribute = 4096;

function refuse(what: string, value: unknown): never {
  throw new RangeError(`${what} cannot be ${JSON.stringify(value)}`);
}
const oneOf =
  (what: string, values: readonly string[]) =>
  (value: unknown): void => {
    if (typeof value !== "string" || !values.includes(value)) refuse(what, value);
  };
const integer =
  (what: string, largest: number) =>
  (value: unknown): void => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > largest)
      refuse(what, value);
  };
const matching =
  (what: string, fits: (value: string) => boolean) =>
  (value: unknown): void => {
    if (typeof value !== "string" || value.length > longestAttribute || !fits(value)) refuse(what, value);
  };
const isPrintable = (text: string): boolean => !forbiddenInAttributes.test(text);
const id = { default: "", validate: matching("id", (text) => /^[\w.:-]{0,64}$/.test(text)) };
const text = (what: string): { default: string; validate: (value: unknown) => void } => ({
  default: "",
  validate: matching(what, isPrintable),
});

const tags: Readonly<Record<BlockKind, string>> = {
  title: "h1",
  chapter: "h",
  article: "h",
  heading: "h",
  paragraph: "p",
  item: "div",
  code: "pre",
  rule: "div",
  footnote: "div",
  markup: "pre",
};

function blockDom({ attrs }: Node): DOMOutputSpec {
  const { id: own, kind, level, list, start, delimiter, quote, label } = attrs;
  const tag = tags[kind as BlockKind];
  const data: Record<string, string> = { "data-kind": kind, "data-level": String(level) };
  if (own !== "") data["data-id"] = own;
  if (list !== "none") data["data-list"] = list;
  if (start > 0) data["data-start"] = String(start);
  if (delimiter !== ".") data["data-delimiter"] = delimiter;
  if (quote > 0) data["data-quote"] = String(quote);
  if (label !== "") data["data-label"] = label;
  return [tag === "h" ? `h${Math.min(6, Math.max(1, Number(level)))}` : tag, data, 0];
}

interface Element {
  readonly tagName: string;
  getAttribute(name: string): string | null;
}

/** Reads an attribute as the schema would have it, or its default. */
function attribute(element: Element, name: keyof typeof blockAttrs): unknown {
  const written = element.getAttribute(`data-${name}`);
  const spec = blockAttrs[name];
  if (written === null) return spec.default;
  const value = typeof spec.default === "number" ? Number(written) : written;
  try {
    spec.validate(value);
    return value;
  } catch {
    return spec.default;
  }
}

/** What is pasted keeps its form but never its id: the editor gives new ones. */
function pastedAttrs(element: Element): Attrs {
  const heading = /^h([1-6])$/i.exec(element.tagName)?.[1];
  const kind = attribute(element, "kind");
  const guess = heading && kind === "paragraph" ? { kind: "heading", level: Number(heading) } : {};
  const names = ["kind", "level", "list", "start", "delimiter", "quote", "label"] as const;
  return { ...Object.fromEntries(names.map((name) => [name, attribute(element, name)])), ...guess, id: "" };
}

const blockAttrs = {
  id,
  kind: { default: "paragraph", validate: oneOf("kind", blockKinds) },
  level: { default: 0, validate: integer("level", maxDepth) },
  list: { default: "none", validate: oneOf("list", listTypes) },
  start: { default: 0, validate: integer("start", largestNumber) },
  delimiter: { default: ".", validate: oneOf("delimiter", [".", ")"]) },
  quote: { default: 0, validate: integer("quote", maxDepth) },
  label: text("label"),
};

const pasted = (element: unknown): Attrs => pastedAttrs(element as Element);
const imageAttrs = (src: (value: string) => boolean) => ({
  src: { default: "", validate: matching("src", src) },
  alt: text("alt"),
  title: text("title"),
});
const pastedImage =
  (isAllowed: (src: string) => boolean) =>
  (element: unknown): Attrs | false => {
    const image = element as Element;
    const src = image.getAttribute("src") ?? "";
    return (
      isAllowed(src) && {
        src,
        alt: image.getAttribute("alt") ?? "",
        title: image.getAttribute("title") ?? "",
      }
    );
  };

const nodes = {
  doc: { content: "(block | table | figure)*" },
  block: {
    content: "inline*",
    attrs: blockAttrs,
    parseDOM: [
      {
        tag: "pre",
        preserveWhitespace: "full" as const,
        getAttrs: (element) => ({ ...pasted(element), kind: "code" }),
      },
      { tag: "p, h1, h2, h3, h4, h5, h6, div[data-kind]", getAttrs: pasted },
      { tag: "li", getAttrs: () => ({ kind: "item", list: "bullet" }) },
    ],
    toDOM: blockDom,
  },
  table: {
    content: "row*",
    attrs: { id },
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["table", ["tbody", 0]],
  },
  row: { content: "cell*", attrs: { id }, parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  cell: {
    content: "block*",
    attrs: {
      header: { default: false, validate: "boolean" },
      align: { default: "", validate: oneOf("align", ["", "left", "center", "right"]) },
    },
    parseDOM: [{ tag: "td" }, { tag: "th", attrs: { header: true } }],
    toDOM: ({ attrs }) => [
      attrs["header"] ? "th" : "td",
      attrs["align"] ? { "data-align": attrs["align"] } : {},
      0,
    ],
  },
  figure: {
    content: "block*",
    attrs: { id, ...imageAttrs(isFigureSrc) },
    parseDOM: [
      {
        tag: "figure[data-src]",
        contentElement: "figcaption",
        getAttrs: (element: unknown) => {
          const src = (element as Element).getAttribute("data-src") ?? "";
          return isFigureSrc(src) && { src, alt: (element as Element).getAttribute("data-alt") ?? "" };
        },
      },
    ],
    toDOM: ({ attrs }) => {
      const { src, alt, title } = attrs;
      return [
        "figure",
        { "data-src": src, "data-alt": alt },
        ["img", { src, alt, title }],
        ["figcaption", 0],
      ];
    },
  },
  text: { group: "inline" },
  break: {
    group: "inline",
    inline: true,
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
    leafText: () => "\n",
  },
  image: {
    group: "inline",
    inline: true,
    attrs: imageAttrs(isSafeSrc),
    parseDOM: [{ tag: "img[src]", getAttrs: pastedImage(isSafeSrc) }],
    toDOM: ({ attrs }) => ["img", { src: attrs["src"], alt: attrs["alt"], title: attrs["title"] }],
  },
} satisfies Record<string, NodeSpec>;

const marks = {
  link: {
    attrs: { href: { validate: matching("href", isSafeHref) }, title: text("title") },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (element: unknown) => {
          const href = (element as Element).getAttribute("href") ?? "";
          return isSafeHref(href) && { href, title: (element as Element).getAttribute("title") ?? "" };
        },
      },
    ],
    toDOM: ({ attrs }) => ["a", { href: attrs["href"], title: attrs["title"], rel: "nofollow noopener" }, 0],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  strike: { parseDOM: [{ tag: "s" }, { tag: "del" }], toDOM: () => ["s", 0] },
  code: { excludes: "code footnote markup", parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  footnote: {
    attrs: { note: { validate: matching("note", (note) => /^[\p{L}\p{N}_.-]{1,64}$/u.test(note)) } },
    excludes: "footnote link code markup",
    inclusive: false,
    parseDOM: [],
    toDOM: ({ attrs }) => ["sup", { "data-note": attrs["note"] }, 0],
  },
  markup: {
    inclusive: false,
    parseDOM: [{ tag: "span[data-markup]" }],
    toDOM: () => ["span", { "data-markup": "" }, 0],
  },
} satisfies Record<MarkName, MarkSpec>;

/** The one schema of policy texts. The order of its marks is `markOrder`. */
export const schema = new Schema({ nodes, marks });
