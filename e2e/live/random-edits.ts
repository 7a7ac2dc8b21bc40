// Random edits of a room's text, each allowed by the schema where it is made: words typed and taken out, paragraphs split,
// put in and taken out, forms of words and of paragraphs changed, rows added to tables.
import * as Y from "yjs";
import { yNode } from "@pliego/shared/text/ydoc.ts";
import type { Chance } from "./seeds.ts";

type Edit = (block: Y.XmlElement, fragment: Y.XmlFragment, chance: Chance, fresh: () => string) => void;

const words = ["los datos ", "públicos ", "sin costo ", "y ", "👩🏽‍⚖️", "עברית ", "ñandú ", "a", ". "];
const someWords = (chance: Chance) =>
  Array.from({ length: chance.between(1, 4) }, () => chance.pick(words)).join("");

/** What a paragraph may become, one attribute at a time. */
const attributes: readonly (readonly [string, readonly unknown[]])[] = [
  ["kind", ["paragraph", "heading", "article", "item"]],
  ["level", [0, 1, 2, 3]],
  ["list", ["none", "bullet", "decimal", "lower-roman"]],
  ["start", [0, 3]],
  ["delimiter", [".", ")"]],
  ["quote", [0, 1]],
  ["label", ["", "nota"]],
];
const formats: readonly (readonly [string, object | null])[] = [
  ["strong", {}],
  ["strong", null],
  ["em", {}],
  ["em", null],
  ["strike", {}],
  ["code", {}],
  ["code", null],
  ["link", { href: "https://pliego.example/1", title: "" }],
  ["link", { href: "https://pliego.example/2", title: "dos" }],
  ["link", null],
];

const textOf = (block: Y.XmlElement): Y.XmlText => {
  const found = block.toArray().find((child) => child instanceof Y.XmlText);
  if (found instanceof Y.XmlText) return found;
  const text = new Y.XmlText();
  block.insert(0, [text]);
  return text;
};
const newBlock = (id: string, text: string) =>
  yNode({
    type: "block",
    attrs: { id, kind: "paragraph", level: 0, list: "none", start: 0, delimiter: ".", quote: 0, label: "" },
    content: text === "" ? [] : [{ type: "text", text }],
  });
/** Where a character begins: never between the halves of one that takes two. */
const place = (text: Y.XmlText, chance: Chance) => {
  const plain = plainOf(text);
  const at = chance.below(plain.length + 1);
  return /[\uDC00-\uDFFF]/.test(plain[at] ?? "") ? at + 1 : at;
};
const plainOf = (text: Y.XmlText) =>
  (text.toDelta() as readonly { readonly insert: string }[]).map(({ insert }) => insert).join("");

const type: Edit = (block, _fragment, chance) => {
  const text = textOf(block);
  text.insert(place(text, chance), someWords(chance));
};
const takeOut: Edit = (block, _fragment, chance) => {
  const text = textOf(block);
  const [from, to] = [place(text, chance), place(text, chance)].toSorted((a, b) => a - b) as [number, number];
  text.delete(from, Math.min(to - from, 12));
};
const format: Edit = (block, _fragment, chance) => {
  const text = textOf(block);
  const [from, to] = [place(text, chance), place(text, chance)].toSorted((a, b) => a - b) as [number, number];
  const [name, value] = chance.pick(formats);
  if (to > from) text.format(from, to - from, { [name]: value });
};
const reform: Edit = (block, _fragment, chance) => {
  const [name, values] = chance.pick(attributes);
  block.setAttribute(name, chance.pick(values) as string);
};
const split: Edit = (block, fragment, chance, fresh) => {
  const text = textOf(block);
  const at = place(text, chance);
  const rest = plainOf(text).slice(at);
  text.delete(at, rest.length);
  fragment.insert(indexOf(fragment, block) + 1, [newBlock(fresh(), rest)]);
};
const putIn: Edit = (block, fragment, chance, fresh) =>
  fragment.insert(indexOf(fragment, block), [newBlock(fresh(), someWords(chance))]);
const remove: Edit = (block, fragment) => {
  if (fragment.length > 3) fragment.delete(indexOf(fragment, block), 1);
};
const breakLine: Edit = (block) => block.insert(block.length, [new Y.XmlElement("break")]);
const addRow: Edit = (_block, fragment, chance, fresh) => {
  const table = fragment
    .toArray()
    .find((child) => child instanceof Y.XmlElement && child.nodeName === "table");
  if (!(table instanceof Y.XmlElement)) return;
  const cell = yNode({ type: "cell", attrs: { header: false, align: "" } });
  const row = yNode({ type: "row", attrs: { id: fresh() } });
  cell.insert(0, [newBlock(fresh(), someWords(chance))]);
  row.insert(0, [cell]);
  table.insert(chance.below(table.length + 1), [row]);
};

const edits: readonly Edit[] = [
  ...Array.from({ length: 8 }, () => type),
  ...Array.from({ length: 5 }, () => takeOut),
  ...Array.from({ length: 3 }, () => format),
  ...Array.from({ length: 2 }, () => reform),
  split,
  split,
  putIn,
  remove,
  breakLine,
  addRow,
];

const indexOf = (fragment: Y.XmlFragment, block: Y.XmlElement) => fragment.toArray().indexOf(block);

/** Makes one edit. Call within a transaction; `fresh` gives ids that nobody else gives. */
export function editAtRandom(fragment: Y.XmlFragment, chance: Chance, fresh: () => string): void {
  const blocks = fragment
    .toArray()
    .filter((child) => child instanceof Y.XmlElement && child.nodeName === "block") as Y.XmlElement[];
  if (blocks.length === 0) return fragment.insert(0, [newBlock(fresh(), someWords(chance))]);
  chance.pick(edits)(chance.pick(blocks), fragment, chance, fresh);
}
