import { expect, test } from "vitest";
import { Refusal } from "../errors.ts";
import { branchQuotas, codeIn, withAuthor, type BranchAuthor } from "./branch.ts";

const people = (count: number): readonly BranchAuthor[] =>
  Array.from({ length: count }, (_, at) => ({ id: `p${at}`, name: `Persona ${at}` }));
const eva = { id: "eva", name: "Eva" };

test("[L40] who joins stands last, once; one more than twenty is refused", () => {
  expect(withAuthor([], eva)).toEqual([eva]);
  expect(withAuthor(people(2), eva)).toEqual([...people(2), eva]);
  expect(withAuthor(withAuthor(people(2), eva), { ...eva, name: "Otra" })).toEqual([...people(2), eva]);
  expect(withAuthor(people(branchQuotas.authors - 1), eva)).toHaveLength(branchQuotas.authors);
  expect(() => withAuthor(people(branchQuotas.authors), eva)).toThrow(Refusal);
  expect(withAuthor([...people(branchQuotas.authors - 1), eva], eva)).toHaveLength(branchQuotas.authors);
});

test.each([
  ["0a1b2c", "0a1b2c"],
  ["  0a1b2c\n", "0a1b2c"],
  ["#0a1b2c", "0a1b2c"],
  ["https://pliego.example/en/escribir/x/unirse#0a1b2c ", "0a1b2c"],
  ["", ""],
])("[L41] of what is pasted, %j, the code is what stands behind the #", (pasted, code) => {
  expect(codeIn(pasted)).toBe(code);
});
