// What a filter says of each path, and whether that puts every document it selects into a sparse or partial index.
import type { Index } from "./indexes.ts";
import { compareValues, typeByte } from "./key-encoding.ts";
import { hasOperators } from "./match.ts";
import { type Doc, type Value, isArray, isTruthy, plainNumber } from "./values.ts";

export interface Predicate {
  readonly operator: string;
  readonly operand: Value;
}
/** By path; all of them hold of what the filter selects. */
export type Predicates = ReadonlyMap<string, readonly Predicate[]>;

/** The conditions that stand at the top of a filter or under $and; what other combiners say is left out. */
export function predicatesOf(filter: Doc, found = new Map<string, Predicate[]>()): Predicates {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === "$and" && isArray(operand)) for (const branch of operand) predicatesOf(branch as Doc, found);
    if (name.startsWith("$")) continue;
    const list = found.get(name) ?? [];
    if (!hasOperators(operand)) list.push({ operator: "$eq", operand });
    else for (const [operator, inner] of Object.entries(operand)) list.push({ operator, operand: inner });
    found.set(name, list);
  }
  return found;
}

/** Does a sparse or partial index hold every document that the predicates select? */
export function holdsAllOf(index: Index, predicates: Predicates): boolean {
  const has = (path: string, clause: Predicate) =>
    (predicates.get(path) ?? []).some((predicate) => implies(predicate, clause));
  if (index.sparse && !index.fields.some((field) => has(field.path, { operator: "$exists", operand: true })))
    return false;
  for (const [path, clauses] of predicatesOf(index.partialFilter ?? {})) {
    if (!clauses.every((clause) => has(path, clause))) return false;
  }
  return true;
}

function implies(given: Predicate, wanted: Predicate): boolean {
  const isValue = ["$eq", "$gt", "$gte", "$lt", "$lte"].includes(given.operator) && given.operand !== null;
  if (given.operator === "$in" && isArray(given.operand)) {
    return (
      given.operand.length > 0 &&
      given.operand.every((operand) => implies({ operator: "$eq", operand }, wanted))
    );
  }
  if (wanted.operator === "$exists")
    return isValue || (given.operator === "$exists" && isTruthy(given.operand));
  if (Number.isNaN(plainNumber(given.operand))) return false;
  if (!isValue || wanted.operand === null || typeByte(given.operand) !== typeByte(wanted.operand))
    return false;
  const order = compareValues(given.operand, wanted.operand);
  const strict = given.operator === "$gt" || given.operator === "$lt";
  switch (wanted.operator) {
    case "$eq":
      return given.operator === "$eq" && order === 0;
    case "$gt":
      return (
        (given.operator === "$eq" || given.operator.startsWith("$gt")) &&
        (order > 0 || (order === 0 && given.operator === "$gt"))
      );
    case "$gte":
      return (given.operator === "$eq" || given.operator.startsWith("$gt")) && order >= 0;
    case "$lt":
      return (
        (given.operator === "$eq" || given.operator.startsWith("$lt")) &&
        (order < 0 || (order === 0 && strict))
      );
    case "$lte":
      return (given.operator === "$eq" || given.operator.startsWith("$lt")) && order <= 0;
    default:
      return false;
  }
}
