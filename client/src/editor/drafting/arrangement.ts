// How the blocks stand on the sheet: markers of items, numbers of paragraphs, depth of headings. Derived from the text
// after every change and told to the style sheet and to assistive technology by attributes; never part of the text.
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet, type NodeView } from "prosemirror-view";
import { isHeading } from "@pliego/shared/text/blocks.ts";
import { numbering } from "@pliego/shared/text/numbering.ts";
import type { BlockAttrs, BlockJSON, DocJSON, TopJSON } from "@pliego/shared/text/types.ts";
import { headingDepths, outlineTree } from "../../text/outline-tree.ts";

/** The page's own headings are of level 1 and 2. */
const firstLevel = 3;
const deepestIndent = 6;

export const arrangement = (): Plugin =>
  new Plugin<DecorationSet>({
    state: {
      init: (_config, { doc }) => arranged(doc),
      apply: (transaction, before) => (transaction.docChanged ? arranged(transaction.doc) : before),
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
      nodeViews: { block: blockView },
    },
  });

/** Every block is one element with the classes of the reading page. */
function blockView({ attrs }: Node): NodeView {
  const { kind, level, list, quote } = attrs as BlockAttrs;
  const dom = document.createElement("div");
  dom.className = `block ${kind}${isHeading(kind) ? ` level-${level}` : ""}${list === "bullet" ? " bullet" : ""}`;
  const indent = Math.min(deepestIndent, (isHeading(kind) ? 0 : level) + quote);
  if (indent > 0) dom.classList.add(`indent-${indent}`);
  if (quote > 0) dom.classList.add("quote");
  return { dom, contentDOM: dom };
}

function arranged(doc: Node): DecorationSet {
  const text = outlineOf(doc);
  const numbers = numbering(text);
  const depths = headingDepths(outlineTree(text));
  const decorations: Decoration[] = [];
  doc.forEach((node, at) => {
    if (node.type.name !== "block") return;
    const { id, kind } = node.attrs as BlockAttrs;
    const number = numbers.get(id);
    const marker = kind === "footnote" ? (node.attrs as BlockAttrs).label : number?.marker;
    decorations.push(
      Decoration.node(at, at + node.nodeSize, {
        id: `p-${id}`,
        ...(number !== undefined && number.paragraph > 0 && { "data-number": String(number.paragraph) }),
        ...(marker !== undefined && marker !== "" && { "data-marker": marker }),
        ...(isHeading(kind) && {
          role: "heading",
          "aria-level": String(Math.min(6, firstLevel + (depths.get(id) ?? 0))),
        }),
      }),
    );
  });
  return DecorationSet.create(doc, decorations);
}

/** The text with its words left out: all that numbers and depths need. */
function outlineOf(doc: Node): DocJSON {
  const content: TopJSON[] = [];
  doc.forEach((node) => {
    if (node.type.name === "block")
      content.push({ type: "block", attrs: node.attrs as BlockAttrs } satisfies BlockJSON);
    else if (node.type.name === "table")
      content.push({ type: "table", attrs: { id: String(node.attrs["id"]) } });
    else
      content.push({ type: "figure", attrs: { id: String(node.attrs["id"]), src: "", alt: "", title: "" } });
  });
  return { type: "doc", content };
}
