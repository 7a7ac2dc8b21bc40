import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../errors.ts";
import { eachBlock, makeBlock } from "../text/blocks.ts";
import type { DocJSON, InlineJSON } from "../text/types.ts";
import { wordChanges } from "../text/word-changes.ts";
import { blockWords, replaceWords } from "./block-words.ts";
import { applyHunks, fitOf, hunksFrom } from "./hunks.ts";
import type { SentEdit } from "./suggestion.ts";

const text = (words: string): InlineJSON => ({ type: "text", text: words });
const docOf = (...paragraphs: string[]): DocJSON => ({
  type: "doc",
  content: paragraphs.map((words, index) =>
    makeBlock({ id: `b${index}` }, words === "" ? [] : [text(words)]),
  ),
});
const wordsIn = (doc: DocJSON) => [...eachBlock(doc)].map(blockWords);
const editsTo = (doc: DocJSON, block: string, after: string): SentEdit[] => {
  const before = blockWords([...eachBlock(doc)].find(({ attrs }) => attrs.id === block)!);
  return wordChanges(before, after).map((change) => ({ block, ...change }));
};
const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof Refusal ? error.code : error;
  }
  return "nothing refused";
};

const law = docOf(
  "Los entes públicos publicarán sus datos en un plazo razonable.",
  "Los datos serán gratuitos.",
);

test("[S1] a hunk keeps what it takes out and the words around it, read from the base and not from the browser", () => {
  const [hunk] = hunksFrom(
    law,
    editsTo(law, "b0", "Los entes públicos publicarán sus datos en un plazo de diez días hábiles."),
  );
  expect(hunk).toEqual({
    block: "b0",
    from: 52,
    to: 61,
    put: "de diez días hábiles",
    quote: "razonable",
    before: "tos en un plazo ",
    after: ".",
  });
});

test.each([
  ["nothing", [], "empty-change"],
  ["the same words", [{ block: "b1", from: 0, to: 3, put: "Los" }], "empty-change"],
  ["a block that does not exist", [{ block: "zz", from: 0, to: 0, put: "x" }], "no-such-block"],
  ["a place past the end", [{ block: "b1", from: 0, to: 999, put: "x" }], "edit-out-of-place"],
  ["a place turned around", [{ block: "b1", from: 9, to: 3, put: "x" }], "edit-out-of-place"],
  [
    "places that overlap",
    [
      { block: "b1", from: 0, to: 9, put: "x" },
      { block: "b1", from: 4, to: 12, put: "y" },
    ],
    "edit-out-of-place",
  ],
  [
    "a reversed direction of reading",
    [{ block: "b1", from: 0, to: 0, put: "\u202Eabc" }],
    "hidden-characters",
  ],
  ["a control character", [{ block: "b1", from: 0, to: 0, put: "a\u0007" }], "hidden-characters"],
  ["half a character", [{ block: "b1", from: 0, to: 0, put: "\uD83D" }], "hidden-characters"],
  ["too many words", [{ block: "b1", from: 0, to: 0, put: "x".repeat(20_001) }], "suggestion-too-big"],
  [
    "too many edits",
    Array.from({ length: 51 }, () => ({ block: "b1", from: 0, to: 0, put: "x" })),
    "suggestion-too-big",
  ],
] as const)("[S2] a suggestion of %s is refused", (_what, edits, code) => {
  expect(refusalOf(() => hunksFrom(law, edits))).toBe(code);
});

const base = "Los entes públicos publicarán sus datos en un plazo razonable y sin costo alguno.";

test.each([
  ["the text stays", base, "clean"],
  [
    "words far from it in the same paragraph change",
    base.replace("Los entes públicos", "Todos los entes"),
    "clean",
  ],
  ["its own words change", base.replace("razonable", "breve"), "conflict"],
  ["the words beside it change", base.replace("plazo", "término"), "conflict"],
  ["its words are taken out", base.replace("en un plazo razonable ", ""), "conflict"],
  ["its words stand there twice, and not where they were", `Así: ${base} ${base}`, "conflict"],
] as const)("[S3] when %s (%s), a suggestion on it is %s", (_what, now, fit) => {
  const doc = docOf(base, "Los datos serán gratuitos.");
  const hunks = hunksFrom(doc, editsTo(doc, "b0", base.replace("razonable", "de diez días")));
  expect(fitOf(hunks, docOf(now, "Los datos serán gratuitos."))).toBe(fit);
});

test("[S3] a change of another paragraph leaves it clean, its paragraph's end is a conflict", () => {
  const doc = docOf(base, "Los datos serán gratuitos.");
  const hunks = hunksFrom(doc, editsTo(doc, "b1", "Los datos serán abiertos."));
  expect(fitOf(hunks, docOf("Otra cosa.", "Los datos serán gratuitos."))).toBe("clean");
  expect(fitOf(hunks, docOf(base))).toBe("conflict");
});

const paragraph = fc
  .array(fc.constantFrom("los", "datos", "serán", "abiertos", "y", "gratuitos", "niñas", "👩🏽‍🏫", ",", "."), {
    minLength: 1,
    maxLength: 25,
  })
  .map((words) => words.join(" "));

test("[S4] putting a suggestion into its own base gives exactly what its author saw, and touches nothing else", () => {
  fc.assert(
    fc.property(
      fc.array(paragraph, { minLength: 1, maxLength: 4 }),
      paragraph,
      fc.nat(),
      (paragraphs, after, at) => {
        const doc = docOf(...paragraphs);
        const index = at % paragraphs.length;
        fc.pre(paragraphs[index] !== after);
        const hunks = hunksFrom(doc, editsTo(doc, `b${index}`, after));
        const result = applyHunks(doc, hunks);
        expect(result && wordsIn(result)).toEqual(paragraphs.with(index, after));
      },
    ),
    { numRuns: 300 },
  );
});

test("[S4] what is put in takes the marks of the words it replaces, and a link never spreads", () => {
  const strong = { type: "strong" } as const;
  const link = { type: "link", attrs: { href: "https://a.example", title: "" } } as const;
  const block = makeBlock({ id: "b" }, [
    text("Los "),
    { ...text("datos"), marks: [strong] } as InlineJSON,
    text(" "),
    { ...text("aquí"), marks: [link] } as InlineJSON,
  ]);
  expect(replaceWords(block, 4, 9, "archivos").content?.[1]).toEqual({
    type: "text",
    text: "archivos",
    marks: [strong],
  });
  expect(replaceWords(block, 10, 14, "allá").content?.at(-1)).toEqual({ type: "text", text: " allá" });
  expect(replaceWords(block, 0, 14, "").content).toBeUndefined();
});

test("[S4] a line break and a picture are one unit each, so that offsets after them hold", () => {
  const image = { type: "image", attrs: { src: "", alt: "mapa", title: "" } } as const;
  const block = makeBlock({ id: "b" }, [text("a"), { type: "break" }, text("b"), image, text("c")]);
  expect(blockWords(block)).toBe("a\nb\uFFFCc");
  expect(replaceWords(block, 4, 5, "d").content?.at(-1)).toEqual(text("d"));
});
