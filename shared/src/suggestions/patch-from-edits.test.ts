import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyHunks } from "../decisions/deciding.ts";
import { Refusal } from "../errors.ts";
import { makeBlock } from "../text/blocks.ts";
import { track } from "../text/carry.ts";
import { checkDoc } from "../text/check-doc.ts";
import type { DocJSON } from "../text/types.ts";
import { newEdits } from "./contracts.ts";
import { patchFrom, patchFromWording } from "./patch-from-edits.ts";
import type { SentEdit } from "./sent-edits.ts";
import type { Hunk } from "./suggestion.ts";

const docOf = (...paragraphs: readonly string[]): DocJSON => ({
  type: "doc",
  content: paragraphs.map((words, at) =>
    makeBlock({ id: `b${at}` }, words === "" ? [] : [{ type: "text", text: words }]),
  ),
});
const law = track(
  docOf(
    "Los entes públicos publicarán sus datos en un plazo razonable.",
    "Los datos serán gratuitos.",
    "Fin.",
  ),
  "institution:1",
);
const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof Refusal ? error.code : error;
  }
  return "nothing refused";
};
const wordsAfter = (hunks: readonly Hunk[]) => {
  const applied = applyHunks(law, hunks, "suggestion:1");
  if (applied.kind === "refused") return applied.hunks;
  return [...applied.text.blocks.values()].map(({ tokens }) => tokens.join(""));
};

test("[S1] a hunk keeps what it takes out and the words around it, with their identity, read from the base and not from the browser", () => {
  const [hunk] = patchFromWording(
    law,
    "b0",
    "Los entes públicos publicarán sus datos en un plazo de diez días hábiles.",
  );
  const ids = law.blocks.get("b0")!.ids;
  expect(hunk).toMatchObject({
    kind: "text",
    block: "b0",
    from: 18,
    to: 19,
    removed: [ids[18]],
    left: ids.slice(6, 18),
    right: [ids[19]],
    quote: "razonable",
    before: "publicarán sus datos en un plazo ",
    after: ".",
    put: [{ type: "text", text: "de diez días hábiles" }],
  });
});

test.each([
  ["words", { kind: "text", block: "b1", from: 6, to: 7, put: "abiertos" }, "Los datos serán abiertos."],
  ["no words any more", { kind: "delete", node: "b2" }, undefined],
  [
    "a new paragraph",
    { kind: "insert", after: "b1", blocks: [{ kind: "paragraph", put: "Uno más." }] },
    "Uno más.",
  ],
  ["two paragraphs of one", { kind: "split", block: "b1", at: 4 }, "serán gratuitos."],
  ["one paragraph of two", { kind: "join", block: "b1" }, "Los datos serán gratuitos. Fin."],
  ["a paragraph elsewhere", { kind: "move", node: "b2", after: "" }, "Fin."],
] as const)("[S1] an edit that makes %s goes in as it was meant", (_what, sent, expected) => {
  const edits = newEdits.shape.edits.parse([sent]);
  const words = wordsAfter(patchFrom(law, edits));
  if (expected === undefined) expect(words).not.toContain("Fin.");
  else expect(words).toContain(expected);
});

const text = (edit: Partial<Extract<SentEdit, { kind: "text" }>>): SentEdit => ({
  kind: "text",
  block: "b1",
  from: 0,
  to: 0,
  put: "x ",
  ...edit,
});
const many = (count: number) => Array.from({ length: count }, () => text({}));
test.each([
  ["nothing", [], "empty-change"],
  ["the same words", [text({ from: 0, to: 1, put: "Los" })], "empty-change"],
  ["a block that does not exist", [text({ block: "zz" })], "no-such-block"],
  ["taking out what is not there", [{ kind: "delete", node: "zz" }], "no-such-block"],
  ["a place past the end", [text({ to: 999 })], "edit-out-of-place"],
  ["a place turned round", [text({ from: 5, to: 3 })], "edit-out-of-place"],
  ["places that overlap", [text({ to: 5 }), text({ from: 3, to: 7 })], "edit-out-of-place"],
  ["words in a paragraph that it takes out", [text({}), { kind: "delete", node: "b1" }], "edit-out-of-place"],
  ["a split at the edge", [{ kind: "split", block: "b1", at: 0 }], "edit-out-of-place"],
  ["a move behind itself", [{ kind: "move", node: "b1", after: "b1" }], "edit-out-of-place"],
  ["a join of the last block", [{ kind: "join", block: "b2" }], "no-such-block"],
  [
    "a level that does not exist",
    [{ kind: "attr", block: "b1", name: "level", to: 99 }],
    "edit-out-of-place",
  ],
  ["a kind that does not exist", [{ kind: "attr", block: "b1", name: "kind", to: "x" }], "edit-out-of-place"],
  ["a turned direction of reading", [text({ put: "\u202Eabc" })], "hidden-characters"],
  ["a control character", [text({ put: "a\u0007" })], "hidden-characters"],
  ["half a character", [text({ put: "\uD83D" })], "hidden-characters"],
  ["an image of nowhere", [text({ put: "\uFFFC" })], "hidden-characters"],
  [
    "a link that runs",
    [
      text({
        put: [
          {
            type: "text",
            text: "aquí",
            marks: [{ type: "link", attrs: { href: "java\tscript:alert(1)", title: "" } }],
          },
        ],
      }),
    ],
    "unsafe-link",
  ],
  ["too many words", [text({ put: "x".repeat(20_001) })], "suggestion-too-big"],
  ["a megabyte", [text({ put: "x ".repeat(500_000) })], "suggestion-too-big"],
  ["fifty-one edits", many(51), "suggestion-too-big"],
  ["ten thousand edits", many(10_000), "suggestion-too-big"],
] as const)("[S2] a suggestion of %s is refused, and nothing is changed", (_what, edits, code) => {
  const before = JSON.stringify(law.doc);
  expect(refusalOf(() => patchFrom(law, edits as readonly SentEdit[]))).toBe(code);
  expect(JSON.stringify(law.doc)).toBe(before);
});

test.each([
  ["a megabyte of a paragraph", "x ".repeat(500_000), "suggestion-too-big"],
  ["hidden characters", "Los datos\u202E serán.", "hidden-characters"],
  ["the same wording", "Los datos serán gratuitos.", "empty-change"],
])("[S2] a wording of %s is refused", (_what, words, code) => {
  expect(refusalOf(() => patchFromWording(law, "b1", words))).toBe(code);
});

describe("what comes from outside", () => {
  const sent = (edits: unknown) =>
    newEdits.safeParse({ base: 1, rationale: "x", key: "abcdefgh", edits }).success;
  test.each([
    ["an unknown kind of edit", [{ kind: "script", block: "b1" }]],
    ["an unknown mark", [{ ...text({}), put: [{ type: "text", text: "x", marks: [{ type: "blink" }] }] }]],
    [
      "a mark of notes",
      [
        {
          ...text({}),
          put: [{ type: "text", text: "x", marks: [{ type: "footnote", attrs: { note: "1" } }] }],
        },
      ],
    ],
    ["an unknown member", [{ ...text({}), author: "another" }]],
    ["half an offset", [{ ...text({}), from: 0.5 }]],
    ["an offset before the start", [{ ...text({}), from: -1 }]],
    ["an id that is an object", [{ ...text({}), block: { $ne: "" } }]],
    ["an image", [{ ...text({}), put: [{ type: "image", attrs: { src: "x" } }] }]],
    ["ten thousand edits", many(10_000)],
  ])("[S2] %s is no suggestion at all", (_what, edits) => {
    expect(sent(many(1))).toBe(true);
    expect(sent(edits)).toBe(false);
  });
});

const id = fc.constantFrom("b0", "b1", "b2", "", "zz");
const place = fc.nat(24);
const anyEdit: fc.Arbitrary<SentEdit> = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    block: id,
    from: place,
    to: place,
    put: fc.string({ maxLength: 20 }),
  }),
  fc.record({ kind: fc.constant("delete" as const), node: id }),
  fc.record({ kind: fc.constant("split" as const), block: id, at: place }),
  fc.record({ kind: fc.constant("join" as const), block: id }),
  fc.record({ kind: fc.constant("move" as const), node: id, after: id }),
  fc.record({
    kind: fc.constant("attr" as const),
    block: id,
    name: fc.constantFrom("kind" as const, "level" as const, "list" as const),
    to: fc.oneof(fc.constantFrom("item", "bullet", "article"), fc.nat(40)),
  }),
  fc.record({
    kind: fc.constant("insert" as const),
    after: id,
    blocks: fc.array(
      fc.record({
        kind: fc.constantFrom("paragraph" as const, "item" as const),
        level: fc.nat(3),
        list: fc.constant("none" as const),
        put: fc.string({ maxLength: 12 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

test("[S2] whatever edits are sent, they are refused or make a valid text", () => {
  fc.assert(
    fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 6 }), (edits) => {
      let hunks: readonly Hunk[];
      try {
        hunks = patchFrom(law, edits);
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        return;
      }
      const applied = applyHunks(law, hunks, "suggestion:1", { confirmed: true });
      expect(applied.kind).toBe("applied");
      if (applied.kind === "applied") expect(() => checkDoc(applied.text.doc)).not.toThrow();
    }),
    { numRuns: 600 },
  );
});

test("[S1] a paragraph with an image can be reworded around it; an image nobody put there is refused", () => {
  const image = { type: "image", attrs: { src: "/m.png", alt: "mapa", title: "" } } as const;
  const text = track(
    {
      type: "doc",
      content: [
        makeBlock({ id: "b" }, [
          { type: "text", text: "El mapa " },
          image,
          { type: "text", text: " dice esto." },
        ]),
      ],
    },
    "institution:1",
  );
  const applied = applyHunks(
    text,
    patchFromWording(text, "b", "El mapa \uFFFC dice aquello."),
    "suggestion:1",
  );
  const words = applied.kind === "applied" ? applied.text.blocks.get("b")! : undefined;
  expect(words?.tokens.join("")).toBe("El mapa \uFFFC dice aquello.");
  expect(words?.block.content?.[1]).toEqual(image);
  expect(refusalOf(() => patchFromWording(text, "b", "El mapa \uFFFC dice \uFFFC."))).toBe(
    "hidden-characters",
  );
});
