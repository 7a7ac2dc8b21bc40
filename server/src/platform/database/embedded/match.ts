// Which documents a filter selects, with MongoDB's semantics: an array matches when one of its elements does,
// null matches a missing field, comparisons stay within one type.
import { StoreError, outsideSubset } from "./errors.ts";
import { compareValues, sameValue, typeByte } from "./key-encoding.ts";
import { endsInPosition, valuesAt } from "./paths.ts";
import { QUERY_COMBINERS, QUERY_OPERATORS, QUERY_REMARKS, serves } from "./subset.ts";
import {
  type Doc,
  type Value,
  bsonClass,
  describe,
  isArray,
  isDoc,
  isTruthy,
  plainNumber,
} from "./values.ts";

/** Does the document satisfy the filter? */
export type Matcher = (doc: Doc) => boolean;
type Values = readonly (Value | undefined)[];
/** Does one of the values a path leads to satisfy the condition? `whole` are arrays taken as values, not as lists. */
type Condition = (found: Values, whole: Values) => boolean;
/** Does this one value satisfy it? */
export type Test = (value: Value | undefined) => boolean;
/** How a test becomes a condition: with the elements of arrays, or without. */
type Lift = (test: Test) => Condition;
const NONE: Values = [];

/** Compiles a filter once; refuses by name what is outside the subset. */
export function compileFilter(filter: Doc): Matcher {
  const parts = Object.entries(filter).map(([name, operand]) => compileClause(name, operand));
  if (parts.length === 1) return parts[0] as Matcher;
  return (doc) => parts.every((part) => part(doc));
}

function compileClause(name: string, operand: Value): Matcher {
  if (!name.startsWith("$")) {
    const condition = compileCondition(operand, anyOf);
    if (!endsInPosition(name)) return (doc) => condition(valuesAt(doc, name), NONE);
    return (doc) => {
      const whole: (Value | undefined)[] = [];
      return condition(valuesAt(doc, name, whole), whole);
    };
  }
  if (serves(QUERY_REMARKS, name)) return () => true;
  if (!serves(QUERY_COMBINERS, name)) throw outsideSubset(`Query operator ${name}`, 2);
  const branches = branchesOf(name, operand).map(compileFilter);
  if (name === "$and") return (doc) => branches.every((branch) => branch(doc));
  const some: Matcher = (doc) => branches.some((branch) => branch(doc));
  return name === "$or" ? some : (doc) => !some(doc);
}

/** The filters of $and, $or or $nor. */
export function branchesOf(name: string, operand: Value): readonly Doc[] {
  if (!isArray(operand) || operand.length === 0 || !operand.every(isDoc)) {
    throw new StoreError(2, `${name} must be a nonempty array of documents`);
  }
  return operand;
}

/** Is the operand a set of operators ({$gt: 1}) and not a value to be equal to? Refuses a mixture. */
export function hasOperators(operand: Value): operand is Doc {
  if (!isDoc(operand)) return false;
  const names = Object.keys(operand);
  const operators = names.filter((name) => name.startsWith("$")).length;
  if (operators === 0) return false;
  if (operators !== names.length)
    throw new StoreError(2, `Operators and fields are mixed in ${describe(operand)}`);
  return true;
}

function compileCondition(operand: Value, lift: Lift): Condition {
  if (!hasOperators(operand)) return lift(equals(operand));
  const parts = Object.entries(operand).map(([name, inner]) => compileOperator(name, inner, lift));
  return (found, whole) => parts.every((part) => part(found, whole));
}

function compileOperator(name: string, operand: Value, lift: Lift): Condition {
  if (!serves(QUERY_OPERATORS, name)) throw outsideSubset(`Query operator ${name}`, 2);
  const test = testOf(name, operand);
  if (test !== undefined) return lift(test);
  switch (name) {
    case "$ne":
      return not(lift(equals(operand)));
    case "$nin":
      return not(lift(oneOf(name, operand)));
    case "$exists":
      return isTruthy(operand) ? exists : not(exists);
    case "$not":
      if (!hasOperators(operand)) throw new StoreError(2, "$not needs a document of operators");
      return not(compileCondition(operand, lift));
    default:
      return elemMatch(operand);
  }
}

/** What $eq, $in and the comparisons ask of each value by itself; undefined for the other operators. */
export function testOf(name: string, operand: Value): Test | undefined {
  switch (name) {
    case "$eq":
      return equals(operand);
    case "$in":
      return oneOf(name, operand);
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return comparison(name, operand);
    default:
      return undefined;
  }
}

const exists: Condition = (found, whole) => whole.length > 0 || found.some((value) => value !== undefined);

function not(condition: Condition): Condition {
  return (found, whole) => !condition(found, whole);
}

/** A value passes by itself or, being an array, by one of its elements. */
function anyOf(test: Test): Condition {
  return (found, whole) =>
    found.some((value) => test(value) || (isArray(value) && value.some(test))) || whole.some(test);
}

/** A value passes by itself alone: an element under $elemMatch. */
function itself(test: Test): Condition {
  return (found) => found.some(test);
}

function equals(operand: Value): Test {
  refuseUncomparable(operand);
  if (operand === null) return (value) => value === null || value === undefined;
  return (value) => value !== undefined && sameValue(value, operand);
}

function oneOf(name: string, operand: Value): Test {
  if (!isArray(operand)) throw new StoreError(2, `${name} needs an array`);
  for (const value of operand) {
    if (isDoc(value) && Object.keys(value).some((field) => field.startsWith("$"))) {
      throw new StoreError(2, `cannot nest $ under ${name}`);
    }
  }
  const tests = operand.map(equals);
  return (value) => tests.some((test) => test(value));
}

function refuseUncomparable(operand: Value): void {
  if (bsonClass(operand) === "DBRef") throw outsideSubset("A DBRef in a query", 2);
  if (bsonClass(operand) === "BSONRegExp") throw outsideSubset("A regular expression in a query", 2);
}

/** $gt, $gte, $lt, $lte: only values of the operand's own type compare; NaN equals only itself. */
function comparison(name: string, operand: Value): Test {
  refuseUncomparable(operand);
  const inclusive = name.endsWith("e");
  const above = name.startsWith("$gt");
  const type = typeByte(operand);
  if (operand === null) return (value) => inclusive && (value === null || value === undefined);
  const ends = ["MinKey", "MaxKey"].includes(bsonClass(operand) ?? "");
  return (value) => {
    if (value === undefined || (typeByte(value) !== type && !ends)) return false;
    const order = compareValues(value, operand);
    if (order === 0) return inclusive;
    if (isNaN(value) || isNaN(operand)) return false;
    return above ? order > 0 : order < 0;
  };
}

function isNaN(value: Value): boolean {
  return Number.isNaN(plainNumber(value)) || (bsonClass(value) === "Decimal128" && String(value) === "NaN");
}

function elemMatch(operand: Value): Condition {
  if (!isDoc(operand)) throw new StoreError(2, "$elemMatch needs a document");
  const first = Object.keys(operand)[0] ?? "";
  if (first.startsWith("$") && !serves(QUERY_COMBINERS, first)) {
    const condition = compileCondition(operand, itself);
    return someElement((element) => condition([element], NONE));
  }
  const matcher = compileFilter(operand);
  return someElement((element) =>
    isArray(element) ? matcher(Object.fromEntries(element.entries())) : isDoc(element) && matcher(element),
  );
}

function someElement(test: (element: Value) => boolean): Condition {
  const passes: Test = (value) => isArray(value) && value.some(test);
  return (found, whole) => found.some(passes) || whole.some(passes);
}
