// Random texts, and random suggestions of every kind to them: wordings as an editor would leave them, read as hunks. Only
// for tests.
import fc from "fast-check";
import { allBlocksIn } from "../../text/structure.ts";
import { patchBetween } from "../patch.ts";
import { textHunk } from "../block-hunks.ts";
import { blockWords, replaceWords } from "../block-words.ts";
import type { Hunk } from "../suggestion.ts";
import { makeBlock } from "../../text/blocks.ts";
import { mapBlocks } from "../../text/map-blocks.ts";
import { offsetsOf, tokensOf } from "../../text/tokens.ts";
import type { TrackedText } from "../../text/tracked-text.ts";
import type { BlockJSON, DocJSON, InlineJSON, RowJSON, TableJSON, TopJSON } from "../../text/types.ts";

const words = "datos abiertos de la plan nacional ley sí no 30 días socio-político publicará".split(" ");
const signs = [", ", ". ", " — ", "-", " (", ") ", "\n", "  ", ""];
const piece = fc.oneof(
  { weight: 7, arbitrary: fc.constantFrom(...words).map((word) => `${word} `) },
  { weight: 1, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.constantFrom(...signs) },
);
const written = (from: number, to: number) =>
  fc.array(piece, { minLength: from, maxLength: to }).map((pieces) => pieces.join(""));
const said = written(0, 12).map((text) => text.trim());

const text = (value: string): readonly InlineJSON[] => (value === "" ? [] : [{ type: "text", text: value }]);
/** Words with line feeds as content. */
const contentOf = (value: string): readonly InlineJSON[] =>
  value
    .split("\n")
    .flatMap((line, at): readonly InlineJSON[] => [
      ...(at > 0 ? [{ type: "break" as const }] : []),
      ...text(line),
    ]);

const row = (id: string, cells: readonly string[]): RowJSON => ({
  type: "row",
  attrs: { id },
  content: cells.map((cell, at) => ({
    type: "cell",
    attrs: { header: false, align: "" },
    content: [makeBlock({ id: `${id}c${at}` }, contentOf(cell))],
  })),
});

/** A text of paragraphs, and sometimes a table and a figure. */
export const smallDoc: fc.Arbitrary<DocJSON> = fc
  .record({
    paragraphs: fc.array(said, { minLength: 2, maxLength: 5 }),
    rows: fc.option(fc.array(fc.tuple(said, said), { minLength: 1, maxLength: 3 }), { freq: 2 }),
    caption: fc.option(said, { freq: 2 }),
  })
  .map(({ paragraphs, rows, caption }) => {
    const content: TopJSON[] = paragraphs.map((value, at) => makeBlock({ id: `b${at}` }, contentOf(value)));
    if (rows !== null)
      content.splice(1, 0, {
        type: "table",
        attrs: { id: "t" },
        content: rows.map((cells, at) => row(`t${at}`, cells)),
      });
    if (caption !== null)
      content.push({
        type: "figure",
        attrs: { id: "f", src: "/m.png", alt: "", title: "" },
        content: [makeBlock({ id: "fc" }, contentOf(caption))],
      });
    return { type: "doc", content };
  });

/** One thing that a person does; numbers name places and are taken modulo what is there. */
export type Act =
  | {
      readonly kind: "write";
      readonly at: number;
      readonly from: number;
      readonly length: number;
      readonly put: string;
    }
  | { readonly kind: "split"; readonly at: number; readonly from: number }
  | { readonly kind: "join" | "remove" | "remove-row"; readonly at: number }
  | { readonly kind: "move" | "move-row"; readonly at: number; readonly to: number }
  | {
      readonly kind: "attr";
      readonly at: number;
      readonly name: "kind" | "level" | "quote";
      readonly to: number;
    }
  | { readonly kind: "figure"; readonly to: number }
  | { readonly kind: "add" | "add-row"; readonly at: number; readonly put: string };

const place = fc.nat({ max: 99 });
const writing = fc.record({
  kind: fc.constant("write" as const),
  at: place,
  from: place,
  length: fc.constantFrom(0, 0, 1, 1, 1, 2, 3, 5),
  put: written(0, 3),
});
export const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: writing },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("split" as const), at: place, from: place }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("join", "remove", "remove-row"), at: place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("move", "move-row"), at: place, to: place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("attr" as const),
      at: place,
      name: fc.constantFrom("kind", "level", "quote"),
      to: place,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("figure" as const), to: place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("add", "add-row"), at: place, put: said }) },
);

const splice = <T>(list: readonly T[], at: number, remove: number, ...put: readonly T[]): readonly T[] => [
  ...list.slice(0, at),
  ...put,
  ...list.slice(at + remove),
];

/** The text after an act; new parts get ids that begin with `name`. */
export function afterAct(doc: DocJSON, own: Act, name: string): DocJSON {
  const nodes = doc.content ?? [];
  const withNodes = (content: readonly TopJSON[]): DocJSON => ({ type: "doc", content });
  const tops = nodes.filter((node): node is BlockJSON => node.type === "block");
  const table = nodes.find((node): node is TableJSON => node.type === "table");
  const withRows = (change: (rows: readonly RowJSON[]) => readonly RowJSON[]) =>
    withNodes(
      nodes.map((node) => (node === table ? { ...table, content: change(table.content ?? []) } : node)),
    );
  switch (own.kind) {
    case "write": {
      const block = pick(nodes.flatMap(allBlocksIn), own.at);
      if (block === undefined) return doc;
      const offsets = offsetsOf(tokensOf(blockWords(block)));
      const from = own.from % offsets.length;
      const to = Math.min(offsets.length - 1, from + own.length);
      const next = replaceWords(block, offsets[from] ?? 0, offsets[to] ?? 0, own.put);
      return mapBlocks(doc, (other) => (other === block ? next : other));
    }
    case "split": {
      const block = pick(tops, own.at);
      if (block === undefined) return doc;
      const value = blockWords(block);
      const offsets = offsetsOf(tokensOf(value));
      const at = offsets[own.from % offsets.length] ?? 0;
      const halves = [
        makeBlock(block.attrs, contentOf(value.slice(0, at).trim())),
        makeBlock({ ...block.attrs, id: name }, contentOf(value.slice(at).trim())),
      ];
      return withNodes(splice(nodes, nodes.indexOf(block), 1, ...halves));
    }
    case "join": {
      const block = pick(tops, own.at);
      const at = block === undefined ? -1 : nodes.indexOf(block);
      const next = nodes[at + 1];
      if (block === undefined || next?.type !== "block") return doc;
      const value = [blockWords(block), blockWords(next)].filter((one) => one !== "").join(" ");
      return withNodes(splice(nodes, at, 2, makeBlock(block.attrs, contentOf(value))));
    }
    case "remove":
      return nodes.length < 2 ? doc : withNodes(splice(nodes, own.at % nodes.length, 1));
    case "move":
      return withNodes(moved(nodes, own.at, own.to));
    case "attr": {
      const block = pick(nodes.flatMap(allBlocksIn), own.at);
      if (block === undefined) return doc;
      const to =
        own.name === "kind"
          ? ({ kind: own.to % 2 === 0 ? "heading" : "item" } as const)
          : { [own.name]: own.to % 4 };
      return mapBlocks(doc, (other) =>
        other === block ? { ...block, attrs: { ...block.attrs, ...to } } : other,
      );
    }
    case "figure":
      return withNodes(
        nodes.map((node) =>
          node.type === "figure" ? { ...node, attrs: { ...node.attrs, src: `/${own.to % 3}` } } : node,
        ),
      );
    case "add":
      return withNodes(
        splice(nodes, own.at % (nodes.length + 1), 0, makeBlock({ id: name }, contentOf(own.put))),
      );
    case "add-row":
      return withRows((rows) => splice(rows, own.at % (rows.length + 1), 0, row(name, [own.put, ""])));
    case "remove-row":
      return withRows((rows) => (rows.length < 2 ? rows : splice(rows, own.at % rows.length, 1)));
    case "move-row":
      return withRows((rows) => moved(rows, own.at, own.to));
  }
}

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const one = pick(list, from);
  if (one === undefined) return list;
  const rest = list.filter((other) => other !== one);
  return splice(rest, to % list.length, 0, one);
}

/** What a wording made by these acts suggests. */
export const suggested = (base: TrackedText, acts: readonly Act[], name: string): readonly Hunk[] =>
  patchBetween(
    base,
    acts.reduce((doc, own, at) => afterAct(doc, own, `${name}${at}`), base.doc),
  );

/** An exchange of words exactly as it is sent, which no comparison of wordings would give in this form. */
export function sentHunk(base: TrackedText, own: Extract<Act, { kind: "write" }>): Hunk | undefined {
  const block = pick([...base.blocks.values()], own.at);
  if (block === undefined) return undefined;
  const from = own.from % (block.tokens.length + 1);
  return textHunk(block, from, Math.min(block.tokens.length, from + own.length), contentOf(own.put));
}

export const sentWriting = writing;
