import { expect, test } from "vitest";
import * as Y from "yjs";
import { importMarkdown } from "./import-markdown.ts";
import { readText, writeText } from "./ydoc.ts";
import { changesBetween } from "./block-changes.ts";
import { mapBlocks } from "./map-blocks.ts";
import { replaceWords } from "../suggestions/block-words.ts";
import type { DocJSON } from "./types.ts";

let ids = 0;
const text = importMarkdown(
  "# Norma\n\nUn **texto** con *marcas*, [enlace](https://a.example) y `código`.\n\n1. uno\n2. dos\n\n> cita\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLínea\\\ncortada\n",
  () => `b${(ids += 1)}`,
).doc;
const yText = (doc: DocJSON) => {
  const ydoc = new Y.Doc({ gc: false });
  ydoc.transact(() => writeText(ydoc.getXmlFragment("text"), doc));
  return ydoc;
};

test("[L20] a text written into a room and read back is the same, also over the wire", () => {
  const ydoc = yText(text);
  expect(readText(ydoc.getXmlFragment("text"))).toEqual(text);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(ydoc));
  expect(readText(other.getXmlFragment("text"))).toEqual(text);
});

test.each([
  ["an unknown node", (fragment: Y.XmlFragment) => fragment.insert(0, [new Y.XmlElement("script")])],
  ["text outside a block", (fragment: Y.XmlFragment) => fragment.insert(0, [new Y.XmlText("suelto")])],
  [
    "a wrong attribute",
    (fragment: Y.XmlFragment) => (fragment.get(0) as Y.XmlElement).setAttribute("level", "alto"),
  ],
  [
    "a script in a link",
    (fragment: Y.XmlFragment) =>
      ((fragment.get(1) as Y.XmlElement).get(0) as Y.XmlText).format(0, 2, {
        link: { href: "javascript:alert(1)", title: "" },
      }),
  ],
  [
    "an unknown mark",
    (fragment: Y.XmlFragment) =>
      ((fragment.get(1) as Y.XmlElement).get(0) as Y.XmlText).format(0, 2, { evil: {} }),
  ],
])("[L21] a room that holds %s is refused", (_what, damage) => {
  const ydoc = yText(text);
  damage(ydoc.getXmlFragment("text"));
  expect(() => readText(ydoc.getXmlFragment("text"))).toThrow();
});

test("[D6] what changed between two texts is told by block: changed, added, removed, moved", () => {
  const [title, first, ...rest] = text.content!;
  const changed = mapBlocks({ type: "doc", content: [first!] }, (block) =>
    replaceWords(block, 0, 2, "Algún"),
  ).content!;
  const gone = rest[0]!;
  const added = {
    ...(first as object),
    attrs: { ...(first as { attrs: object }).attrs, id: "nuevo" },
  } as typeof first;
  const after: DocJSON = { type: "doc", content: [title!, ...changed, ...rest.slice(1), added!] };
  const told = changesBetween(text, after).map(({ kind, block }) => [kind, block]);
  expect(told).toEqual([
    ["changed", (first as { attrs: { id: string } }).attrs.id],
    ["removed", (gone as { attrs: { id: string } }).attrs.id],
    ["added", "nuevo"],
  ]);
  expect(changesBetween(text, text)).toEqual([]);
  const [a, b, c] = [title!, first!, rest[0]!];
  expect(
    changesBetween({ type: "doc", content: [a, b, c] }, { type: "doc", content: [c, a, b] }).map(
      ({ kind }) => kind,
    ),
  ).toEqual(["moved"]);
});
