// The BSON comparison order, written from MongoDB's page "Comparison/Sort Order" and from nothing of the store:
// types by rank; numbers by exact value, whatever their type; strings by UTF-8 bytes; documents pair by pair (type,
// name, value), arrays element by element; binary by length, subtype, bytes.
import type { BSONRegExp, Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from "bson";
import { type Value, bsonClass, isArray, isDoc } from "../values.ts";

const RANKS: Readonly<Record<string, number>> = {
  MinKey: -1,
  Int32: 10,
  Long: 10,
  Double: 10,
  Decimal128: 10,
  Binary: 30,
  ObjectId: 35,
  Timestamp: 47,
  BSONRegExp: 50,
  MaxKey: 127,
};

/** The place of a value's type in the order; a missing field stands where null does. */
export function rank(value: Value | undefined): number {
  if (value === undefined || value === null) return 5;
  if (typeof value === "string") return 15;
  if (typeof value === "boolean") return 40;
  if (value instanceof Date) return 45;
  if (isArray(value)) return 25;
  if (isDoc(value)) return 20;
  const known = RANKS[bsonClass(value) ?? ""];
  if (known === undefined) throw new Error(`No rank for ${String(bsonClass(value))}`);
  return known;
}

/** Less than zero, zero or more than zero, as the left value stands before, with or after the right one. */
export function order(left: Value | undefined, right: Value | undefined): number {
  const byRank = rank(left) - rank(right);
  if (byRank !== 0) return byRank;
  switch (rank(left)) {
    case 10:
      return orderNumbers(left as Number, right as Number);
    case 15:
      return Buffer.compare(Buffer.from(left as string), Buffer.from(right as string));
    case 20:
      return orderPairs(Object.entries(left as object), Object.entries(right as object));
    case 25:
      return orderPairs(
        (left as Value[]).map((value) => ["", value]),
        (right as Value[]).map((value) => ["", value]),
      );
    case 30:
      return orderBinary(left as Binary, right as Binary);
    case 35:
      return Buffer.compare((left as ObjectId).id, (right as ObjectId).id);
    case 40:
      return Number(left) - Number(right);
    case 45:
      return (left as Date).getTime() - (right as Date).getTime();
    case 47:
      return orderBig((left as Timestamp).toBigInt(), (right as Timestamp).toBigInt());
    case 50:
      return orderRegExps(left as BSONRegExp, right as BSONRegExp);
    default:
      return 0; // null, missing, MinKey, MaxKey
  }
}

/** Are the values equal, as $eq, $addToSet and distinct mean it? Missing equals null. */
export function same(left: Value | undefined, right: Value | undefined): boolean {
  return order(left, right) === 0;
}

type Number = Int32 | Long | Double | Decimal128;
type Exact = "NaN" | "Infinity" | "-Infinity" | { readonly top: bigint; readonly bottom: bigint };

export function isNaNumber(value: Value | undefined): boolean {
  return rank(value) === 10 && exact(value as Number) === "NaN";
}

function orderNumbers(left: Number, right: Number): number {
  const [l, r] = [exact(left), exact(right)];
  const coarse = (value: Exact) =>
    value === "NaN" ? 0 : value === "-Infinity" ? 1 : value === "Infinity" ? 3 : 2;
  if (typeof l === "string" || typeof r === "string") return coarse(l) - coarse(r);
  return orderBig(l.top * r.bottom, r.top * l.bottom);
}

/** The number as a fraction of whole numbers; every double and decimal is one. */
function exact(value: Number): Exact {
  if (value._bsontype === "Long") return { top: value.toBigInt(), bottom: 1n };
  if (value._bsontype === "Decimal128") return exactDecimal(value.toString());
  const plain = value.value;
  if (Number.isNaN(plain)) return "NaN";
  if (!Number.isFinite(plain)) return plain > 0 ? "Infinity" : "-Infinity";
  let [whole, bottom] = [plain, 1n];
  // Doubling is exact; 1100 times is enough for the least double.
  while (!Number.isInteger(whole)) [whole, bottom] = [whole * 2, bottom * 2n];
  return { top: BigInt(whole), bottom };
}

function exactDecimal(text: string): Exact {
  if (text === "NaN" || text === "Infinity" || text === "-Infinity") return text;
  const [digits = "", exponent = "0"] = text.toUpperCase().split("E");
  const [whole = "", fraction = ""] = digits.split(".");
  const power = BigInt(exponent) - BigInt(fraction.length);
  const top = BigInt(`${whole}${fraction}`.replace("+", ""));
  return power >= 0n ? { top: top * 10n ** power, bottom: 1n } : { top, bottom: 10n ** -power };
}

function orderBig(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function orderPairs(left: readonly [string, Value][], right: readonly [string, Value][]): number {
  for (const [at, [leftName, leftValue]] of left.entries()) {
    const pair = right[at];
    if (pair === undefined) return 1;
    const [rightName, rightValue] = pair;
    const found =
      rank(leftValue) - rank(rightValue) ||
      Buffer.compare(Buffer.from(leftName), Buffer.from(rightName)) ||
      order(leftValue, rightValue);
    if (found !== 0) return found;
  }
  return left.length - right.length;
}

function orderBinary(left: Binary, right: Binary): number {
  return (
    left.length() - right.length() ||
    left.sub_type - right.sub_type ||
    Buffer.compare(Buffer.from(left.value()), Buffer.from(right.value()))
  );
}

function orderRegExps(left: BSONRegExp, right: BSONRegExp): number {
  return (
    Buffer.compare(Buffer.from(left.pattern), Buffer.from(right.pattern)) ||
    Buffer.compare(Buffer.from(left.options), Buffer.from(right.options))
  );
}
