// The document from which an upsert starts, written from MongoDB's pages on update and upsert: the equality clauses of
// the filter, those in $and too.
import { type Doc, type Value, isArray, isDoc } from "../values.ts";
import { isOperators } from "./match.ts";
import { splitPath } from "./reach.ts";
import { NOT_EXACT_VALUE, NOT_SINGLE_VALUE, Refusal } from "./refusal.ts";

/** Throws a Refusal where the filter does not tell one value for a path. */
export function upsertStart(filter: Doc, replaces: boolean): Doc {
  const clauses = equalities(filter).filter(([path]) => !replaces || path.split(".")[0] === "_id");
  const base: Doc = {};
  const paths = clauses.map(([path]) => splitPath(path));
  for (const [at, one] of paths.entries()) {
    if (one[0] === "_id" && one.length > 1)
      throw new Refusal(NOT_EXACT_VALUE, "an upsert needs the whole _id");
    for (const other of paths.slice(at + 1)) {
      const shared = Math.min(one.length, other.length);
      if (one.slice(0, shared).join(".") === other.slice(0, shared).join(".")) {
        throw new Refusal(NOT_SINGLE_VALUE, `cannot infer query fields to set from ${one.join(".")}`);
      }
    }
  }
  for (const [path, value] of clauses) plant(base, splitPath(path), value);
  const { _id: id, ...rest } = base;
  return id === undefined ? rest : { _id: id, ...rest };
}

function plant(doc: Doc, [name = "", ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    doc[name] = value;
    return;
  }
  const below = (doc[name] ?? {}) as Doc;
  doc[name] = below;
  plant(below, rest, value);
}

function equalities(filter: Doc): readonly (readonly [path: string, value: Value])[] {
  return Object.entries(filter).flatMap(([name, operand]): (readonly [string, Value])[] => {
    if (name === "$and" && isArray(operand)) return operand.filter(isDoc).flatMap(equalities);
    if (name.startsWith("$")) return [];
    if (!isOperators(operand)) return [[name, operand]];
    return Object.entries(operand).flatMap(([operator, inner]): (readonly [string, Value])[] => {
      if (operator === "$eq") return [[name, inner]];
      const [only, ...more] = operator === "$in" && isArray(inner) ? inner : [];
      return only === undefined || more.length > 0 ? [] : [[name, only]];
    });
  });
}
