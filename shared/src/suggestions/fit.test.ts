import { expect, test } from "vitest";
import { makeBlock } from "../text/blocks.ts";
import { carry, track } from "../text/carry.ts";
import type { BlockAttrs, BlockJSON, DocJSON } from "../text/types.ts";
import { fitOf } from "./fit.ts";
import { patchBetween } from "./patch.ts";

const block = (id: string, words: string, attrs: Partial<BlockAttrs> = {}): BlockJSON =>
  makeBlock({ id, ...attrs }, words === "" ? [] : [{ type: "text", text: words }]);
const docOf = (...blocks: readonly BlockJSON[]): DocJSON => ({ type: "doc", content: blocks });

const words = "Los entes públicos publicarán sus datos en un plazo razonable y sin costo alguno.";
const other = "Los datos serán gratuitos para todas las personas.";
const base = track(
  docOf(block("b0", words), block("b1", other), block("b2", "Fin de la norma.")),
  "institution:1",
);
const rewritten = (from: string, to: string) => block("b0", words.replace(from, to));
const rest = [block("b1", other), block("b2", "Fin de la norma.")];

/** A suggestion to say «de diez días» for «razonable», against the text as it is now. */
const fitAgainst = (now: DocJSON, wording = docOf(rewritten("razonable", "de diez días"), ...rest)) =>
  fitOf(patchBetween(base, wording), carry(base, now, "institution:2")).fit;

test.each([
  ["the text stays", docOf(block("b0", words), ...rest), "clean"],
  ["words far from it change", docOf(rewritten("Los entes", "Todas las dependencias"), ...rest), "clean"],
  ["words beside it change", docOf(rewritten("plazo", "término"), ...rest), "clean"],
  ["its paragraph goes elsewhere", docOf(...rest, block("b0", words)), "clean"],
  [
    "its paragraph becomes an item",
    docOf(block("b0", words, { kind: "item", list: "bullet" }), ...rest),
    "clean",
  ],
  [
    "its paragraph is parted before it",
    docOf(
      block("b0", "Los entes públicos publicarán sus datos"),
      block("n1", "en un plazo razonable y sin costo alguno."),
      ...rest,
    ),
    "relocated",
  ],
  [
    "its paragraph becomes the end of another",
    docOf(block("b1", `${other} ${words}`), block("b2", "Fin de la norma.")),
    "relocated",
  ],
  ["its own words change", docOf(rewritten("razonable", "breve"), ...rest), "conflict"],
  ["its words are taken out", docOf(rewritten(" en un plazo razonable", ""), ...rest), "conflict"],
  ["somebody wrote the same", docOf(rewritten("razonable", "de diez días"), ...rest), "absorbed"],
  ["its paragraph is gone", docOf(...rest), "orphaned"],
] as const)("[S3] when %s, a suggestion for some words is as the table says, line %#", (_what, now, fit) => {
  expect(fitAgainst(now)).toBe(fit);
});

test.each([
  ["nothing changes there", docOf(block("b0", words), ...rest), "clean"],
  [
    "somebody put something else there",
    docOf(rewritten("razonable y", "razonable, público y"), ...rest),
    "shifted",
  ],
  [
    "somebody put the same there",
    docOf(rewritten("razonable y", "razonable, gratuito y"), ...rest),
    "absorbed",
  ],
  ["a word beside it is gone", docOf(rewritten(" razonable", ""), ...rest), "conflict"],
] as const)("[S3] when %s, words put in between others are as the table says, line %#", (_what, now, fit) => {
  expect(fitAgainst(now, docOf(rewritten("razonable y", "razonable, gratuito y"), ...rest))).toBe(fit);
});

const inserted = docOf(block("b0", words), block("n9", "Un párrafo nuevo."), ...rest);
const taken = docOf(block("b0", words), block("b2", "Fin de la norma."));
const moved = docOf(block("b1", other), block("b0", words), block("b2", "Fin de la norma."));
const asItem = docOf(block("b0", words, { kind: "item" }), ...rest);
const parted = docOf(
  block("b0", "Los entes públicos publicarán sus datos"),
  block("n1", "en un plazo razonable y sin costo alguno."),
  ...rest,
);
const joined = docOf(block("b0", `${words} ${other}`), block("b2", "Fin de la norma."));
test.each([
  ["a new paragraph", inserted, docOf(block("b0", words), block("x1", "Otra cosa."), ...rest), "shifted"],
  [
    "a new paragraph",
    inserted,
    docOf(block("b0", words), block("x1", "Un párrafo nuevo."), ...rest),
    "absorbed",
  ],
  ["a new paragraph", inserted, docOf(block("b2", "Fin de la norma.")), "orphaned"],
  [
    "a paragraph taken out",
    taken,
    docOf(block("b0", words), block("b1", "Otra cosa del todo."), block("b2", "Fin de la norma.")),
    "conflict",
  ],
  ["a paragraph taken out", taken, taken, "absorbed"],
  ["a paragraph moved", moved, docOf(rewritten("razonable", "breve"), ...rest), "clean"],
  ["a paragraph moved", moved, moved, "absorbed"],
  [
    "another kind of paragraph",
    asItem,
    docOf(block("b0", words, { kind: "article", level: 2 }), ...rest),
    "conflict",
  ],
  ["another kind of paragraph", asItem, asItem, "absorbed"],
  ["a split", parted, docOf(rewritten("sin costo", "con costo"), ...rest), "clean"],
  ["a split", parted, parted, "absorbed"],
  ["a split", parted, docOf(rewritten("datos en", "datos, siempre, en"), ...rest), "shifted"],
  ["a join", joined, docOf(block("b0", words), block("x1", "En medio."), ...rest), "conflict"],
  ["a join", joined, joined, "absorbed"],
] as const)(
  "[S3] a suggestion of %s fits, and is against a changed text as the table says, line %#",
  (_what, wording, now, fit) => {
    const hunks = patchBetween(base, wording);
    expect(fitOf(hunks, base).fit).toBe("clean");
    expect(fitOf(hunks, carry(base, now, "institution:2")).fit).toBe(fit);
  },
);

test("[S3] one word alone, none of whose old neighbours is left, may be another: a further one behind the nearest tells nothing", () => {
  const text = track(docOf(block("a", "uno alfa,gama delta fin")), "institution:1");
  const hunks = patchBetween(text, docOf(block("a", "uno alfa,OMEGA delta fin")));
  const now = carry(text, docOf(block("a", "uno alfa gama OTRA fin")), "institution:2");
  expect(fitOf(hunks, now).fit).toBe("conflict");
});

test("[S3] words put in before the mark that ends a block are shifted when the block goes on, whatever else is formatted", () => {
  const text = track(docOf(block("a", "uno dos."), block("b", "tres cuatro")), "institution:1");
  const hunks = patchBetween(text, docOf(block("a", "uno dos ya."), block("b", "tres cuatro")));
  const bold = makeBlock({ id: "a" }, [
    { type: "text", text: "uno", marks: [{ type: "strong" }] },
    { type: "text", text: " dos. tres cuatro" },
  ]);
  for (const joinedBlock of [block("a", "uno dos. tres cuatro"), bold])
    expect(fitOf(hunks, carry(text, docOf(joinedBlock), "institution:2")).fit).toBe("shifted");
});
