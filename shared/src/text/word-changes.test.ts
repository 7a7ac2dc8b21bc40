import fc from "fast-check";
import { expect, test } from "vitest";
import { tokensOf } from "./tokens.ts";
import { applyChanges, wordChanges } from "./word-changes.ts";

const told = (before: string, after: string) =>
  wordChanges(before, after).map(({ from, to, put }) => `${before.slice(from, to)}→${put}`);

test.each([
  ["en un plazo razonable", "en un plazo de diez días hábiles", ["razonable→de diez días hábiles"]],
  ["Los datos serán abiertos.", "Los datos serán abiertos y gratuitos.", ["→ y gratuitos"]],
  ["Los datos, en su caso, serán abiertos.", "Los datos serán abiertos.", [", en su caso,→"]],
  ["uno dos tres cuatro cinco", "uno DOS tres cuatro CINCO", ["dos→DOS", "cinco→CINCO"]],
  ["uno dos tres", "uno dos tres", []],
  ["año con año", "ano con ano", ["año→ano", "año→ano"]],
  ["bien-estar y l'agua", "bienestar y l’agua", ["bien-estar→bienestar", "l'agua→l’agua"]],
  ["a, b", "a; c", [", b→; c"]],
  [
    "Uno dos tres. Fin cuatro",
    "Uno DOS tres. También esto. Fin CUATRO",
    ["dos→DOS", "→También esto. ", "cuatro→CUATRO"],
  ],
  ["Sí, uno (dos)", "No, uno (dos). Más (tres)", ["Sí→No", "→. Más (tres)"]],
  ["", "Algo nuevo", ["→Algo nuevo"]],
  ["Todo fuera", "", ["Todo fuera→"]],
] as const)("[T20] %j to %j is told as %j", (before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
});

const words = fc.array(
  fc.constantFrom("los", "datos", "públicos", " ", ", ", "serán", "👩🏽‍🏫", "مفتوح", "é", "-", "\n", "x"),
  { maxLength: 30 },
);

test("[T20] the changes lead from one wording to the other, in order, apart, and are none when nothing changed", () => {
  fc.assert(
    fc.property(words, words, (a, b) => {
      const [before, after] = [a.join(""), b.join("")];
      const changes = wordChanges(before, after);
      expect(applyChanges(before, changes)).toBe(after);
      let end = -1;
      for (const { from, to, put } of changes) {
        expect(from).toBeGreaterThan(end);
        expect(to > from || put !== "").toBe(true);
        end = to;
      }
      if (before === after) expect(changes).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("[T20] tokens are the text, cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => void expect(tokensOf(text).join("")).toBe(text)),
  );
});

test("[T20] a megabyte against another is told in bounded time, as one change", () => {
  const before = Array.from({ length: 60_000 }, (_, n) => `palabra${n}`).join(" ");
  const after = Array.from({ length: 60_000 }, (_, n) => `otra${n}`).join(" ");
  expect(applyChanges(before, wordChanges(before, after))).toBe(after);
});
