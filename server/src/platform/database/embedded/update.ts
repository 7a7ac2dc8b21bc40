// What an update makes of a document: operators, replacement, and the document an upsert starts from.
// Pure: the old document is never changed.
import { Double, Int32, Long } from "bson";
import { StoreError, outsideSubset } from "./errors.ts";
import { compareValues, sameValue } from "./key-encoding.ts";
import { type Matcher, compileFilter, hasOperators } from "./match.ts";
import { copyValue, own, setAt, unsetAt, valueAt } from "./paths.ts";
import { PUSH_MODIFIERS, UPDATE_OPERATORS, refuseUnknown } from "./subset.ts";
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

/** Makes the new document; `inserting` when an upsert makes it, so that $setOnInsert counts. */
export type Update = (doc: Doc, inserting: boolean) => Doc;
type Change = (doc: Doc, inserting: boolean) => void;

/** Compiles an update once; refuses by name pipelines, positional operators and what else is outside the subset. */
export function compileUpdate(spec: Value): { readonly apply: Update; readonly replaces: boolean } {
  if (isArray(spec)) throw outsideSubset("An update pipeline");
  if (!isDoc(spec)) throw new StoreError(9, "An update must be a document");
  const names = Object.keys(spec);
  if (!names.some((name) => name.startsWith("$")))
    return { apply: (doc) => replace(doc, spec), replaces: true };
  const changes: Change[] = [];
  const paths: string[] = [];
  for (const [operator, fields] of Object.entries(spec)) {
    if (!UPDATE_OPERATORS.includes(operator)) throw outsideSubset(`Update operator ${operator}`);
    if (!isDoc(fields))
      throw new StoreError(9, `Modifiers operate on fields but ${operator} holds ${describe(fields)}`);
    for (const [path, operand] of Object.entries(fields)) {
      checkPath(path);
      refuseConflict(paths, path);
      paths.push(path);
      changes.push(compileChange(operator, path, operand));
    }
  }
  const apply: Update = (doc, inserting) => {
    const next = copyValue(doc);
    for (const change of changes) change(next, inserting);
    return next;
  };
  return { apply, replaces: false };
}

function replace(doc: Doc, replacement: Doc): Doc {
  const id = own(replacement, "_id") ?? own(doc, "_id");
  const next = copyValue(replacement);
  delete next["_id"];
  return id === undefined ? next : { _id: id, ...next };
}

function checkPath(path: string): void {
  for (const part of path.split(".")) {
    if (part === "") throw new StoreError(56, `The update path '${path}' contains an empty field name`);
    if (part.startsWith("$")) throw outsideSubset(`Positional or dollar-prefixed update path ${path}`, 2);
  }
}

function refuseConflict(paths: readonly string[], path: string): void {
  for (const other of paths) {
    if (other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      throw new StoreError(40, `Updating the path '${path}' would create a conflict at '${other}'`);
    }
  }
}

function compileChange(operator: string, path: string, operand: Value): Change {
  switch (operator) {
    case "$set":
      return (doc) => setAt(doc, path, copyValue(operand));
    case "$setOnInsert":
      return (doc, inserting) => {
        if (inserting) setAt(doc, path, copyValue(operand));
      };
    case "$unset":
      return (doc) => unsetAt(doc, path);
    case "$inc":
      if (!isNumeric(operand))
        throw new StoreError(
          14,
          `Cannot increment with non-numeric argument: {${path}: ${describe(operand)}}`,
        );
      return (doc) => setAt(doc, path, add(valueAt(doc, path), operand, path));
    case "$min":
    case "$max":
      return (doc) => {
        const held = valueAt(doc, path);
        const order = held === undefined ? 0 : compareValues(operand, held);
        if (held === undefined || (operator === "$min" ? order < 0 : order > 0))
          setAt(doc, path, copyValue(operand));
      };
    case "$push":
      return push(path, operand);
    case "$addToSet":
      return addToSet(path, operand);
    default:
      return pull(path, operand);
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
function eachOf(operand: Value, operator: string, modifiers: readonly string[]): readonly Value[] {
  if (!isDoc(operand) || !hasOperators(operand)) return [operand];
  refuseUnknown(operand, modifiers, `${operator} modifier`);
  const each = own(operand, "$each");
  if (!isArray(each)) throw new StoreError(2, `The argument to $each in ${operator} must be an array`);
  return each;
}

function push(path: string, operand: Value): Change {
  const added = eachOf(operand, "$push", PUSH_MODIFIERS);
  const slice = isDoc(operand) && hasOperators(operand) ? own(operand, "$slice") : undefined;
  const keep = slice === undefined ? undefined : plainNumber(slice);
  if (slice !== undefined && !Number.isInteger(keep))
    throw new StoreError(2, "The value for $slice must be an integer");
  return (doc) => {
    const all = [...(arrayAt(doc, path, "$push") ?? []), ...added.map(copyValue)];
    const kept = keep === undefined ? all : keep < 0 ? all.slice(keep) : all.slice(0, keep);
    setAt(doc, path, kept);
  };
}

function addToSet(path: string, operand: Value): Change {
  const added = eachOf(operand, "$addToSet", ["$each"]);
  return (doc) => {
    const all = [...(arrayAt(doc, path, "$addToSet") ?? [])];
    for (const value of added) if (!all.some((held) => sameValue(held, value))) all.push(copyValue(value));
    setAt(doc, path, all);
  };
}

/** $pull takes out what equals the operand, what its operators select, or the documents its filter selects. */
function pull(path: string, operand: Value): Change {
  const isPulled = pullTest(operand);
  return (doc) => {
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
  if (hasOperators(operand) && !Object.keys(operand).some((name) => ["$and", "$or", "$nor"].includes(name))) {
    const matcher: Matcher = compileFilter({ value: operand });
    return (value) => matcher({ value });
  }
  const matcher = compileFilter(operand);
  return (value) => isDoc(value) && matcher(value);
}

/** The document an upsert starts from: what the filter says by equality. */
export function upsertBase(filter: Doc): Doc {
  const base: Doc = {};
  for (const [path, value] of equalitiesOf(filter)) setAt(base, path, copyValue(value));
  return base;
}

function* equalitiesOf(filter: Doc): Generator<[string, Value]> {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === "$and" && isArray(operand)) for (const branch of operand) yield* equalitiesOf(branch as Doc);
    if (name.startsWith("$")) continue;
    if (!hasOperators(operand)) {
      yield [name, operand];
      continue;
    }
    const equal = own(operand, "$eq");
    if (equal !== undefined) yield [name, equal];
    const oneOf = own(operand, "$in");
    if (isArray(oneOf) && oneOf.length === 1) yield [name, oneOf[0] as Value];
  }
}
