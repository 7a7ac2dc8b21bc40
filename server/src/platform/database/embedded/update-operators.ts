// What each update operator does at one path of a document.
import { Double, Int32, Long } from "bson";
import { StoreError, outsideSubset } from "./errors.ts";
import { compareValues, sameValue } from "./key-encoding.ts";
import { type Matcher, compileFilter, hasOperators } from "./match.ts";
import { copyValue, own, setAt, unsetAt, valueAt } from "./paths.ts";
import {
  ADD_TO_SET_MODIFIERS,
  type Listed,
  PUSH_MODIFIERS,
  QUERY_COMBINERS,
  refuseUnknown,
  serves,
} from "./subset.ts";
import {
  type Doc,
  type Numeric,
  type Value,
  bsonClass,
  describe,
  isArray,
  isDoc,
  isNumeric,
  plainNumber,
} from "./values.ts";

/** Changes one plain path of a document that may be changed. */
export type Change = (doc: Doc, path: string) => void;

/** Compiles one operator of the subset with its operand; `named` is the path for messages. */
export function compileChange(operator: string, named: string, operand: Value): Change {
  switch (operator) {
    case "$set":
    case "$setOnInsert":
      return (doc, path) => setAt(doc, path, copyValue(operand));
    case "$unset":
      return (doc, path) => unsetAt(doc, path);
    case "$inc":
      if (!isNumeric(operand))
        throw new StoreError(
          14,
          `Cannot increment with non-numeric argument: {${named}: ${describe(operand)}}`,
        );
      return (doc, path) => setAt(doc, path, add(valueAt(doc, path), operand, path));
    case "$min":
    case "$max":
      return (doc, path) => {
        const held = valueAt(doc, path);
        const order = held === undefined ? 0 : compareValues(operand, held);
        if (held === undefined || (operator === "$min" ? order < 0 : order > 0))
          setAt(doc, path, copyValue(operand));
      };
    case "$push":
      return push(operand);
    case "$addToSet":
      return addToSet(operand);
    default:
      return pull(operand);
  }
}

const INT32_MAX = 2n ** 31n - 1n;
const INT64_MAX = 2n ** 63n - 1n;

function add(held: Value | undefined, by: Numeric, path: string): Numeric {
  if (held === undefined) return by;
  if (!isNumeric(held))
    throw new StoreError(
      14,
      `Cannot apply $inc to a value of non-numeric type at '${path}': ${describe(held)}`,
    );
  const kinds = [bsonClass(held), bsonClass(by)];
  if (kinds.includes("Decimal128")) throw outsideSubset("$inc with Decimal128", 2);
  if (kinds.includes("Double"))
    return new Double((plainNumber(held) as number) + (plainNumber(by) as number));
  const sum = toBigInt(held) + toBigInt(by);
  if (sum > INT64_MAX || sum < -INT64_MAX - 1n)
    throw new StoreError(2, `Failed to apply $inc at '${path}': the 64-bit integer overflows`);
  const small = sum <= INT32_MAX && sum >= -INT32_MAX - 1n;
  return small && !kinds.includes("Long") ? new Int32(Number(sum)) : Long.fromBigInt(sum);
}

function toBigInt(value: Numeric): bigint {
  return bsonClass(value) === "Long" ? (value as Long).toBigInt() : BigInt((value as Int32).value);
}

function arrayAt(doc: Doc, path: string, operator: string): readonly Value[] | undefined {
  const held = valueAt(doc, path);
  if (held === undefined || isArray(held)) return held;
  throw new StoreError(2, `The field '${path}' must be an array but is ${describe(held)} (${operator})`);
}

/** The values to add: those of $each, or the operand itself. */
function eachOf(operand: Value, operator: "$push" | "$addToSet", modifiers: Listed): readonly Value[] {
  if (!isDoc(operand) || !hasOperators(operand)) return [operand];
  refuseUnknown(operand, modifiers, `${operator} modifier`);
  const each = own(operand, "$each");
  if (!isArray(each)) {
    const code = operator === "$push" ? 2 : 14;
    throw new StoreError(code, `The argument to $each in ${operator} must be an array`);
  }
  return each;
}

function push(operand: Value): Change {
  const added = eachOf(operand, "$push", PUSH_MODIFIERS);
  const slice = isDoc(operand) && hasOperators(operand) ? own(operand, "$slice") : undefined;
  const keep = slice === undefined ? undefined : plainNumber(slice);
  if (slice !== undefined && !Number.isInteger(keep))
    throw new StoreError(2, "The value for $slice must be an integer");
  return (doc, path) => {
    const all = [...(arrayAt(doc, path, "$push") ?? []), ...added.map(copyValue)];
    const kept = keep === undefined ? all : keep < 0 ? all.slice(keep) : all.slice(0, keep);
    setAt(doc, path, kept);
  };
}

function addToSet(operand: Value): Change {
  const added = eachOf(operand, "$addToSet", ADD_TO_SET_MODIFIERS);
  return (doc, path) => {
    const all = [...(arrayAt(doc, path, "$addToSet") ?? [])];
    for (const value of added) if (!all.some((held) => sameValue(held, value))) all.push(copyValue(value));
    setAt(doc, path, all);
  };
}

/** $pull takes out what equals the operand, what its operators select, or the documents its filter selects. */
function pull(operand: Value): Change {
  const isPulled = pullTest(operand);
  return (doc, path) => {
    const held = arrayAt(doc, path, "$pull");
    if (held !== undefined)
      setAt(
        doc,
        path,
        held.filter((value) => !isPulled(value)),
      );
  };
}

function pullTest(operand: Value): (value: Value) => boolean {
  if (!isDoc(operand)) return (value) => sameValue(value, operand);
  const first = Object.keys(operand)[0] ?? "";
  if (first.startsWith("$") && !serves(QUERY_COMBINERS, first)) {
    const matcher: Matcher = compileFilter({ value: operand });
    return (value) => matcher({ value });
  }
  const matcher = compileFilter(operand);
  return (value) => isDoc(value) && matcher(value);
}
