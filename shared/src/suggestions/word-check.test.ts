import fc from "fast-check";
import { expect, test } from "vitest";
import { faultsOf, wordsOf } from "./testing/word-check.ts";

const base = "Los entes publicarán sus datos. Los datos serán gratuitos.";
const ours = "Los entes públicos publicarán sus datos. Los datos serán gratuitos.";
const theirs = "Los entes publicarán sus datos. Los datos serán abiertos.";
const good = "Los entes públicos publicarán sus datos. Los datos serán abiertos.";
const kinds = (
  result: string,
  texts: Partial<Record<"base" | "ours" | "theirs" | "lineMerged", string>> = {},
) =>
  faultsOf({ base, ours, theirs, result, lineMerged: undefined, ...texts }).map((fault) =>
    "word" in fault ? `${fault.kind} ${fault.word}` : fault.kind,
  );

test.each([
  ["has both edits", good, []],
  ["has no word of ours", theirs, ["lost públicos"]],
  ["has none of theirs, and what they took out", ours, ["back gratuitos", "lost abiertos"]],
  ["puts a new word in twice", `${good} abiertos`, ["doubled abiertos"]],
  ["makes up a word", `${good} Nuevo`, ["doubled Nuevo"]],
  ["brings a word back beside the new one", `${good} gratuitos`, ["back gratuitos"]],
  ["changes a capital", good.replace("públicos", "Públicos"), ["lost públicos", "doubled Públicos"]],
] as const)("[S40] a join that %s is judged by its words", (_what, result, faults) => {
  expect(kinds(result)).toEqual(faults);
});

test.each([
  ["both added, once", `${good} hoy`, []],
  ["both added, twice", `${good} hoy hoy`, []],
  ["both added, three times", `${good} hoy hoy hoy`, ["doubled hoy"]],
  ["both added, not at all", good, ["lost hoy"]],
] as const)("[S40] a word that %s", (_what, result, faults) => {
  expect(kinds(result, { ours: `${ours} hoy`, theirs: `${theirs} hoy` })).toEqual(faults);
});

test("[S40] a word that one removed everywhere may stand where the other added one, and nowhere else", () => {
  const without = base.replace("sus ", "");
  const added = `${base} Con sus formatos.`;
  const joined = `${without} Con sus formatos.`;
  expect(kinds(joined, { ours: without, theirs: added })).toEqual([]);
  expect(kinds(joined, { ours: added, theirs: without })).toEqual([]);
  expect(kinds(base, { ours: without, theirs: base })).toEqual(["back sus"]);
  expect(kinds(base, { ours: base, theirs: without })).toEqual(["back sus"]);
  expect(kinds(without, { ours: without, theirs: without })).toEqual([]);
});

test("[S40] where a line merge joins, its words in its order are asked for, and its white space is not", () => {
  expect(kinds(good, { lineMerged: good.replaceAll(" ", "\n\n") })).toEqual([]);
  const turned = good.replace("sus datos. Los datos", "sus datos datos. Los");
  expect(kinds(turned, { lineMerged: good })).toEqual(["unlike-line-merge"]);
  expect(kinds(good.replace("Los datos ", ""), { lineMerged: good })).toEqual(["unlike-line-merge"]);
  expect(faultsOf({ base, ours, theirs, result: turned, lineMerged: good })).toEqual([
    {
      kind: "unlike-line-merge",
      expected: "Los entes públicos publicarán sus datos Los datos serán abiertos",
      found: "Los entes públicos publicarán sus datos datos Los serán abiertos",
    },
  ]);
});

test("[S40] words are runs of letters and digits, as they are written", () => {
  expect(wordsOf("El artículo 3.º, **de** la «Ley»")).toEqual([
    "El",
    "artículo",
    "3",
    "º",
    "de",
    "la",
    "Ley",
  ]);
});

test("[S40] edits of different sentences join without a fault, and no edit may be missing from the join", () => {
  const sentences = (count: number) => Array.from({ length: count }, (_, at) => `El ente ${at} publica.`);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(), fc.nat(), (count, a, b) => {
      const text = sentences(count);
      const [mine, yours] = [a % count, (a + 1 + (b % (count - 1))) % count];
      const texts = {
        base: text.join(" "),
        ours: text.with(mine, "Nadie calla.").join(" "),
        theirs: text.with(yours, "Todos hablan.").join(" "),
      };
      const result = text.with(mine, "Nadie calla.").with(yours, "Todos hablan.").join(" ");
      expect(faultsOf({ ...texts, result, lineMerged: result })).toEqual([]);
      for (const missing of [texts.ours, texts.theirs])
        expect(faultsOf({ ...texts, result: missing, lineMerged: undefined })).not.toEqual([]);
    }),
  );
});
