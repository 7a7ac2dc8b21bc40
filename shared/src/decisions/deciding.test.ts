import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBlock } from "../text/blocks.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { carry, track } from "../text/carry.ts";
import { creditedWords } from "../text/provenance.ts";
import type { BlockJSON, DocJSON } from "../text/types.ts";
import { fitOf } from "../suggestions/fit.ts";
import { patchBetween } from "../suggestions/patch.ts";
import type { Hunk } from "../suggestions/suggestion.ts";
import { acceptInPart, acceptWithChanges, simulate, type Chosen } from "./accepting.ts";
import { applyHunks } from "./deciding.ts";
import { follow } from "./following.ts";

const block = (id: string, words: string): BlockJSON =>
  makeBlock({ id }, words === "" ? [] : [{ type: "text", text: words }]);
const docOf = (...paragraphs: readonly string[]): DocJSON => ({
  type: "doc",
  content: paragraphs.map((words, at) => block(`b${at}`, words)),
});
const wordsIn = (doc: DocJSON) =>
  (doc.content ?? []).map((node) =>
    node.type === "block"
      ? (node.content ?? []).map((part) => (part.type === "text" ? part.text : "")).join("")
      : "",
  );

const one = "Los entes publicarán sus datos en un plazo razonable.";
const two = "Los datos serán gratuitos para todas las personas.";
const base = track(docOf(one, two), "institution:1");
const edited = docOf(
  one.replace("razonable", "de diez días"),
  two.replace("gratuitos", "abiertos y gratuitos").replace("todas las personas", "todas y todos"),
);
const hunks = patchBetween(base, edited);

test("[D8] accepting in part puts in the chosen edits, in whatever order, and no other", () => {
  expect(hunks).toHaveLength(3);
  const accepted = acceptInPart(base, hunks, [2, 0], "suggestion:1");
  expect(accepted.kind === "applied" && wordsIn(accepted.text.doc)).toEqual([
    one.replace("razonable", "de diez días"),
    two.replace("todas las personas", "todas y todos"),
  ]);
  expect(() => acceptInPart(base, hunks, [7], "suggestion:1")).toThrow(RangeError);
});

test("[D8] if one edit may not go in nothing changes, and it is said which", () => {
  const now = carry(base, docOf(one.replace("razonable", "breve"), two), "institution:2");
  const before = canonicalJson(now.doc);
  expect(applyHunks(now, hunks, "suggestion:1", { confirmed: true })).toEqual({
    kind: "refused",
    hunks: ["conflict", "clean", "clean"],
  });
  expect(canonicalJson(now.doc)).toBe(before);
});

test("[D8] what moved with the text or has a new neighbour goes in only when a person saw the result", () => {
  const parted: DocJSON = {
    type: "doc",
    content: [
      block("b0", "Los entes publicarán sus datos"),
      block("n1", "en un plazo razonable."),
      block("b1", two),
    ],
  };
  const now = carry(base, parted, "institution:2");
  expect(applyHunks(now, hunks, "suggestion:1").kind).toBe("refused");
  const seen = applyHunks(now, hunks, "suggestion:1", { confirmed: true });
  expect(seen.kind === "applied" && wordsIn(seen.text.doc)[1]).toBe("en un plazo de diez días.");
});

test("[D9] accepted with changes, the words that were kept are the suggestion's and the changed ones the official's", () => {
  const accepted = acceptWithChanges(
    base,
    hunks.slice(0, 1),
    docOf(one.replace("razonable", "de quince días"), two),
    { suggestion: "suggestion:1", official: "institution:2" },
  );
  if (accepted.kind === "refused") throw new Error("refused");
  const credited = creditedWords(accepted.text);
  expect([credited.get("suggestion:1"), credited.get("institution:2")]).toEqual([2, 1]);
  const all = [...credited.values()].reduce((sum, count) => sum + count, 0);
  expect(all).toBe(19);
});

const vocabulary = "datos abiertos de la plan ley no 30 publicará gratuito".split(" ");
const paragraph = fc
  .array(fc.constantFrom(...vocabulary), { minLength: 3, maxLength: 10 })
  .map((all) => all.join(" "));
const wordings = fc.tuple(
  fc.array(paragraph, { minLength: 2, maxLength: 4 }),
  fc.array(fc.tuple(fc.nat(3), paragraph), { minLength: 1, maxLength: 6 }),
);

test("[D11] a simulation is byte for byte what deciding the same in the same order gives, and names what could not go in", () => {
  fc.assert(
    fc.property(wordings, ([paragraphs, edits]) => {
      const text = track(docOf(...paragraphs), "institution:1");
      const chosen: Chosen[] = edits.map(([at, words], index) => ({
        key: `F-${index}`,
        hunks: patchBetween(text, docOf(...paragraphs.with(at % paragraphs.length, words))),
        credit: `suggestion:${index}`,
      }));
      const simulated = simulate(text, chosen, { confirmed: true });
      let now = text;
      const refused: string[] = [];
      for (const { key, hunks: own, credit } of chosen) {
        const applied = applyHunks(now, own, credit, { confirmed: true });
        if (applied.kind === "applied") now = applied.text;
        else refused.push(key);
      }
      expect(canonicalJson(simulated.text.doc)).toBe(canonicalJson(now.doc));
      expect(simulated.conflicts.map(({ key }) => key)).toEqual(refused);
      expect(simulated.accepted).toHaveLength(chosen.length - refused.length);
    }),
    { numRuns: 200 },
  );
});

test("[D2] withdrawn, rejected or refused, a suggestion leaves the text and every identity as they were", () => {
  fc.assert(
    fc.property(wordings, ([paragraphs, edits]) => {
      const text = track(docOf(...paragraphs), "institution:1");
      const before = canonicalJson([text.doc, [...text.blocks.values()].map(({ ids }) => ids)]);
      for (const [at, words] of edits) {
        const own: readonly Hunk[] = patchBetween(
          text,
          docOf(...paragraphs.with(at % paragraphs.length, words)),
        );
        fitOf(own, text);
        applyHunks(text, own, "suggestion:1");
      }
      expect(canonicalJson([text.doc, [...text.blocks.values()].map(({ ids }) => ids)])).toBe(before);
    }),
    { numRuns: 100 },
  );
});

test("[L26] a room takes in what is clean there; where the writers changed the same words theirs stay and it is said", () => {
  const written = docOf(one.replace("razonable", "breve y cierto"), two.replace("gratuitos", "libres"));
  const after: DocJSON = {
    type: "doc",
    content: [
      block("b0", one.replace("razonable", "de diez días").replace("Los entes", "Todos los entes")),
      block("n1", "Un artículo nuevo."),
      block("b1", two),
    ],
  };
  const { doc, conflicts } = follow(base, written, after);
  expect(wordsIn(doc)).toEqual([
    one.replace("razonable", "breve y cierto").replace("Los entes", "Todos los entes"),
    "Un artículo nuevo.",
    two.replace("gratuitos", "libres"),
  ]);
  expect(conflicts).toMatchObject([{ kind: "text", quote: "razonable" }]);
});

test("[L26] whatever the writers wrote, following changes nothing that the official text left alone", () => {
  fc.assert(
    fc.property(wordings, ([paragraphs, edits]) => {
      const official = track(docOf(...paragraphs), "institution:1");
      const [first, ...others] = edits;
      const after = docOf(...paragraphs.with((first?.[0] ?? 0) % paragraphs.length, first?.[1] ?? ""));
      const written = docOf(
        ...others.reduce<readonly string[]>(
          (now, [at, words]) => now.with(at % now.length, words),
          paragraphs,
        ),
      );
      const { doc } = follow(official, written, after);
      const [was, is, here, there] = [docOf(...paragraphs), after, written, doc].map(wordsIn);
      here?.forEach((words, at) => {
        if (was?.[at] === is?.[at]) expect(there?.[at]).toBe(words);
        else if (was?.[at] === words) expect(there?.[at]).toBe(is?.[at]);
      });
    }),
    { numRuns: 200 },
  );
});
