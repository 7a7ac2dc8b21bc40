// What each update operator does to the value at one path, written from MongoDB's page of each.
import { Double, Int32, Long } from "bson";
import { type Doc, type Value, bsonClass, isArray, isDoc } from "../values.ts";
import { isOperators, readConditionOnValue, readFilter } from "./match.ts";
import { REFUSES_DECIMAL_SUMS, UNDECIDED } from "./differences.ts";
import { order, rank, same } from "./order.ts";
import { BAD_VALUE, Refusal, TYPE_MISMATCH, Undecided } from "./refusal.ts";

export interface Change {
  /** Does a path that leads through a leaf, or by a name into an array, refuse the update (or else leave all as it is)? */
  readonly needsPath: boolean;
  /** From the value held there, undefined when there is none. */
  to(held: Value | undefined): { readonly value: Value } | "leave" | "remove";
}

type Reader = (operand: Value) => Change;

export const READERS: Readonly<Record<string, Reader>> = {
  $set: (operand) => creating(() => ({ value: operand })),
  $setOnInsert: (operand) => creating(() => ({ value: operand })),
  $unset: () => ({ needsPath: false, to: () => "remove" }),
  $inc: readIncrement,
  $min: (operand) => creating((held) => moved(held, operand, (found) => found > 0)),
  $max: (operand) => creating((held) => moved(held, operand, (found) => found < 0)),
  $push: readPush,
  $addToSet: readAddToSet,
  $pull: readPull,
};

function creating(to: Change["to"]): Change {
  return { needsPath: true, to };
}

function moved(held: Value | undefined, operand: Value, moves: (found: number) => boolean) {
  return held === undefined || moves(order(held, operand)) ? { value: operand } : ("leave" as const);
}

function readIncrement(operand: Value): Change {
  if (rank(operand) !== 10) throw new Refusal(TYPE_MISMATCH, "Cannot increment with non-numeric argument");
  return creating((held) => {
    if (held === undefined) return { value: operand };
    if (rank(held) !== 10)
      throw new Refusal(TYPE_MISMATCH, "Cannot apply $inc to a value of non-numeric type");
    return { value: sum(held, operand) };
  });
}

/** The sum in the wider of the two types: int, long, double; an int that overflows becomes a long. */
function sum(left: Value, right: Value): Value {
  const kinds = [bsonClass(left), bsonClass(right)];
  if (kinds.includes("Decimal128") && REFUSES_DECIMAL_SUMS)
    throw new Refusal(undefined, "decimals are not added");
  if (kinds.includes("Double")) return new Double(Number(String(left)) + Number(String(right)));
  const total = BigInt(String(left)) + BigInt(String(right));
  if (total !== BigInt.asIntN(64, total)) throw new Refusal(BAD_VALUE, "the sum overflows");
  const small = total === BigInt.asIntN(32, total) && !kinds.includes("Long");
  return small ? new Int32(Number(total)) : Long.fromBigInt(total);
}

function arrayAt(held: Value | undefined, operator: string): readonly Value[] {
  if (held === undefined) return [];
  if (!isArray(held)) throw new Refusal(BAD_VALUE, `${operator} needs an array`);
  return held;
}

function readPush(operand: Value): Change {
  if (!isDoc(operand) || !Object.hasOwn(operand, "$each")) {
    return creating((held) => ({ value: [...arrayAt(held, "$push"), operand] }));
  }
  const { $each: each, $slice: slice, ...unknown } = operand;
  if (Object.keys(unknown).length > 0) throw new Refusal(undefined, "Unrecognized clause in $push");
  if (!isArray(each)) throw new Refusal(BAD_VALUE, "$each needs an array");
  const count = slice === undefined ? undefined : wholeNumber(slice);
  return creating((held) => {
    const all = [...arrayAt(held, "$push"), ...each];
    if (count === undefined) return { value: all };
    return { value: count === 0 ? [] : count > 0 ? all.slice(0, count) : all.slice(count) };
  });
}

function wholeNumber(value: Value): number {
  const number = rank(value) === 10 ? Number(String(value)) : Number.NaN;
  if (!Number.isInteger(number)) throw new Refusal(BAD_VALUE, "$slice needs a whole number");
  return number;
}

function readAddToSet(operand: Value): Change {
  const named = isDoc(operand) && Object.keys(operand)[0] === "$each" ? operand : undefined;
  const each = named === undefined ? [operand] : named["$each"];
  if (!isArray(each)) throw new Refusal(TYPE_MISMATCH, "$each needs an array");
  if (named !== undefined && Object.keys(named).length > 1) {
    throw new Refusal(undefined, "Found unexpected fields after $each in $addToSet");
  }
  return creating((held) => {
    const all = [...arrayAt(held, "$addToSet")];
    for (const item of each) if (!all.some((one) => same(one, item))) all.push(item);
    return { value: all };
  });
}

function readPull(operand: Value): Change {
  const pulls = readPullCondition(operand);
  return {
    needsPath: false,
    to: (held) =>
      held === undefined ? "leave" : { value: arrayAt(held, "$pull").filter((item) => !pulls(item)) },
  };
}

/** Operators are tried on each element; a document is a filter on embedded documents; all else is a value. */
function readPullCondition(operand: Value): (item: Value) => boolean {
  if (!isDoc(operand)) return (item) => rank(item) === rank(operand) && same(item, operand);
  const first = Object.keys(operand)[0] ?? "";
  if (first === "$not") throw new Undecided(UNDECIDED.pullNot);
  if (isOperators(operand) && !["$and", "$or", "$nor"].includes(first)) return readConditionOnValue(operand);
  const selects: (doc: Doc) => boolean = readFilter(operand);
  return (item) => isDoc(item) && selects(item);
}
