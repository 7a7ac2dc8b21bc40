// Where in an array a filter matched: what "$" stands for in the paths of an update. As MongoDB documents it, that is
// the first element that matches; of arrays within arrays the outermost counts, and negations ($ne, $nin, $not, $nor)
// give no position. Pure.
import { StoreError } from "./errors.ts";
import { branchesOf, compileFilter, hasOperators, testOf } from "./match.ts";
import { type Place, placesAt } from "./paths.ts";
import { type Doc, type Value, isArray } from "./values.ts";

/** The positions at which the conditions of a filter met an array, for a document that the filter selects. */
type Locate = (doc: Doc) => readonly number[];

/**
 * The position that a filter gives in a document that it selects; refuses with MongoDB's code a filter that met no
 * array. Where two conditions met an array at different positions MongoDB takes one of them without saying which;
 * here that is refused.
 */
export function compilePosition(filter: Doc): (doc: Doc) => number {
  const locate = locateAll(filter);
  return (doc) => {
    const [position, ...others] = new Set(locate(doc));
    if (position === undefined)
      throw new StoreError(2, "The positional operator did not find the match needed from the query.");
    if (others.length > 0)
      throw new StoreError(
        2,
        `The query matches array elements at positions ${[position, ...others].join(" and ")}: the positional ` +
          "operator is ambiguous. Put the conditions into one $elemMatch, or use arrayFilters.",
      );
    return position;
  };
}

function locateAll(filter: Doc): Locate {
  const parts = Object.entries(filter).flatMap(([name, operand]): Locate[] => {
    if (name === "$and") return branchesOf(name, operand).map(locateAll);
    if (name === "$or") return [locateAny(branchesOf(name, operand))];
    return name.startsWith("$") ? [] : locateField(name, operand);
  });
  return (doc) => parts.flatMap((part) => part(doc));
}

function locateAny(branches: readonly Doc[]): Locate {
  const compiled = branches.map((branch) => ({ matches: compileFilter(branch), locate: locateAll(branch) }));
  return (doc) => compiled.flatMap(({ matches, locate }) => (matches(doc) ? locate(doc) : []));
}

function locateField(path: string, operand: Value): Locate[] {
  const conditions: [string, Value][] = hasOperators(operand) ? Object.entries(operand) : [["$eq", operand]];
  return conditions.flatMap(([name, inner]) => {
    const position = firstPosition(name, inner);
    if (position === undefined) return [];
    return [
      (doc) => {
        for (const place of placesAt(doc, path)) {
          const found = position(place);
          if (found !== undefined) return found === "whole" ? [] : [found];
        }
        return [];
      },
    ];
  });
}

/** The position where one place of a document satisfies the condition; "whole" where it does, but outside any array. */
type FirstPosition = (place: Place) => number | "whole" | undefined;

function firstPosition(name: string, operand: Value): FirstPosition | undefined {
  const test = testOf(name, operand);
  if (test !== undefined) {
    return ({ value, position }) => {
      const inner = isArray(value) ? value.findIndex((element) => test(element)) : -1;
      if (inner >= 0) return position ?? inner;
      return test(value) ? (position ?? "whole") : undefined;
    };
  }
  if (name === "$exists")
    return ({ value, position }) => (value === undefined ? undefined : (position ?? "whole"));
  if (name !== "$elemMatch") return undefined;
  const matches = compileFilter({ value: { $elemMatch: operand } });
  return ({ value, position }) => {
    const inner = isArray(value) ? value.findIndex((element) => matches({ value: [element] })) : -1;
    return inner < 0 ? undefined : (position ?? inner);
  };
}
