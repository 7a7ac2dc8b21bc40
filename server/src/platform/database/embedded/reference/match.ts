// Which documents a filter selects, written from MongoDB's reference of the query operators. A filter is read whole
// before it is tried, so that a wrong one is refused whatever the documents are.
import { Int32 } from "bson";
import { type Doc, type Value, isArray, isDoc } from "../values.ts";
import { MISSING_IS_BETWEEN_MIN_AND_MAX, UNDECIDED } from "./differences.ts";
import { isNaNumber, order, rank, same } from "./order.ts";
import { type Reached, reach, splitPath } from "./reach.ts";
import { BAD_VALUE, Refusal, Undecided } from "./refusal.ts";

const ZERO = new Int32(0);

export type Selects = (doc: Doc) => boolean;

/** A condition on one field: tried on all that a path reaches, or (inside $elemMatch) on one element. */
type Condition =
  | { readonly kind: "value"; readonly holds: (value: Value | undefined) => boolean }
  | { readonly kind: "array"; readonly position: (items: readonly Value[]) => number }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "all"; readonly of: readonly Condition[] };

const COMBINERS = ["$and", "$or", "$nor"];

/** Reads a filter; throws a Refusal for one that MongoDB refuses. */
export function readFilter(filter: Doc): Selects {
  const parts = Object.entries(filter).map(([name, operand]) =>
    name.startsWith("$") ? readCombiner(name, operand) : readField(name, operand),
  );
  return (doc) => parts.every((part) => part(doc));
}

/** Reads a condition on a value that is not in a document, as $pull has them: the value stands as a field would. */
export function readConditionOnValue(operators: Doc): (value: Value) => boolean {
  const selects = readField("value", operators);
  return (value) => selects({ value });
}

/** The index at which the path's array met the condition, for `$`; undefined when no array was looked into. */
export function positionOf(doc: Doc, path: string, operand: Value): number | undefined {
  const condition = readOperand(operand);
  if (condition.kind === "array") {
    const found = [...reach(doc, splitPath(path), false)].find(
      ({ value }) => isArray(value) && condition.position(value) >= 0,
    );
    return found === undefined ? undefined : (found.index ?? condition.position(found.value as Value[]));
  }
  if (condition.kind === "all") throw new Undecided(UNDECIDED.positionOfSeveral);
  if (isOperators(operand) && Object.hasOwn(operand, "$exists"))
    throw new Undecided(UNDECIDED.positionOfExists);
  if (condition.kind === "not") return undefined;
  return [...reach(doc, splitPath(path), true)].find(({ value }) => condition.holds(value))?.index;
}

function readCombiner(name: string, operand: Value): Selects {
  if (!COMBINERS.includes(name)) throw new Refusal(BAD_VALUE, `unknown top level operator: ${name}`);
  if (!isArray(operand) || operand.length === 0 || !operand.every(isDoc)) {
    throw new Refusal(BAD_VALUE, `${name} must be a nonempty array of documents`);
  }
  const branches = operand.map(readFilter);
  if (name === "$and") return (doc) => branches.every((branch) => branch(doc));
  const any: Selects = (doc) => branches.some((branch) => branch(doc));
  return name === "$or" ? any : (doc) => !any(doc);
}

function readField(path: string, operand: Value): Selects {
  const condition = readOperand(operand);
  const parts = splitPath(path);
  return (doc) => holdsAt(condition, (intoLast) => reach(doc, parts, intoLast));
}

export function isOperators(operand: Value): operand is Doc {
  return isDoc(operand) && (Object.keys(operand)[0] ?? "").startsWith("$");
}

function readOperand(operand: Value): Condition {
  return isOperators(operand) ? readOperators(operand) : { kind: "value", holds: equals(operand) };
}

function readOperators(operators: Doc): Condition {
  const of = Object.entries(operators).map(([name, operand]) => readOperator(name, operand));
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "all", of };
}

function holdsAt(condition: Condition, reached: (intoLast: boolean) => Iterable<Reached>): boolean {
  switch (condition.kind) {
    case "value":
      return [...reached(true)].some(({ value }) => condition.holds(value));
    case "array":
      return [...reached(false)].some(({ value }) => isArray(value) && condition.position(value) >= 0);
    case "not":
      return !holdsAt(condition.of, reached);
    case "all":
      return condition.of.every((one) => holdsAt(one, reached));
  }
}

function holdsOn(condition: Condition, element: Value): boolean {
  return holdsAt(condition, () => [{ value: element }]);
}

function readOperator(name: string, operand: Value): Condition {
  switch (name) {
    case "$eq":
      return { kind: "value", holds: equals(operand) };
    case "$ne":
      return { kind: "not", of: { kind: "value", holds: equals(operand) } };
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return { kind: "value", holds: compares(name, operand) };
    case "$in":
      return { kind: "value", holds: isOneOf(name, operand) };
    case "$nin":
      return { kind: "not", of: { kind: "value", holds: isOneOf(name, operand) } };
    case "$exists": {
      const exists: Condition = { kind: "value", holds: (value) => value !== undefined };
      return isTrue(operand) ? exists : { kind: "not", of: exists };
    }
    case "$not":
      if (!isDoc(operand) || Object.keys(operand).length === 0) {
        throw new Refusal(BAD_VALUE, "$not needs a document of operators");
      }
      return { kind: "not", of: readOperators(operand) };
    case "$elemMatch":
      return { kind: "array", position: readElemMatch(operand) };
    default:
      throw new Refusal(BAD_VALUE, `unknown operator: ${name}`);
  }
}

/** A document of operators is tried on each element; any other is a filter on each embedded document. */
function readElemMatch(operand: Value): (items: readonly Value[]) => number {
  if (!isDoc(operand)) throw new Refusal(BAD_VALUE, "$elemMatch needs a document");
  if (isOperators(operand) && !COMBINERS.includes(Object.keys(operand)[0] ?? "")) {
    const condition = readOperators(operand);
    return (items) => items.findIndex((item) => holdsOn(condition, item));
  }
  const selects = readFilter(operand);
  // An array in the array is looked at as the document of its indexes.
  return (items) =>
    items.findIndex(
      (item) => (isDoc(item) || isArray(item)) && selects(isArray(item) ? asDocument(item) : item),
    );
}

function equals(operand: Value): (value: Value | undefined) => boolean {
  return (value) => same(value, operand);
}

function isOneOf(name: string, operand: Value): (value: Value | undefined) => boolean {
  if (!isArray(operand)) throw new Refusal(BAD_VALUE, `${name} needs an array`);
  if (operand.some(isOperators)) throw new Refusal(BAD_VALUE, `cannot nest $ under ${name}`);
  return (value) => operand.some((one) => same(one, value));
}

/** Type bracketing: only values of the operand's type compare; MinKey and MaxKey are below and above all others. */
function compares(
  name: "$gt" | "$gte" | "$lt" | "$lte",
  operand: Value,
): (value: Value | undefined) => boolean {
  return (value) => {
    if (rank(value) !== rank(operand)) {
      if (value === undefined && !MISSING_IS_BETWEEN_MIN_AND_MAX) return false;
      if (rank(operand) === -1) return name.startsWith("$gt");
      if (rank(operand) === 127) return name.startsWith("$lt");
      return false;
    }
    if (isNaNumber(value) || isNaNumber(operand)) return name.endsWith("e") && same(value, operand);
    const found = order(value, operand);
    if (found === 0) return name.endsWith("e");
    return name.startsWith("$gt") ? found > 0 : found < 0;
  };
}

/** MongoDB's truth of a flag: false, null and every zero are false. */
export function isTrue(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  return rank(value) !== 10 || isNaNumber(value) || !same(value, ZERO);
}

function asDocument(items: readonly Value[]): Doc {
  return Object.fromEntries(items.entries());
}
