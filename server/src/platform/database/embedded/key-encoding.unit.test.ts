import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareValues, encodeKey, invert } from "./key-encoding.ts";
import { compileIndex, parseIndex, parsePattern } from "./indexes.ts";
import { choosePlan } from "./plan.ts";
import { type Doc, type Value, bsonClass, checkStructure, decode, encode, isArray, isDoc } from "./values.ts";

const numeric = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((n) => new Int32(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.bigInt({ min: 2n ** 53n - 4n, max: 2n ** 53n + 4n }).map((n) => Long.fromBigInt(n)),
  fc.double().map((n) => new Double(n)),
  fc.constantFrom(2 ** 53, 2 ** 53 + 2, 0.1, -0, 5e-324, 1.5).map((n) => new Double(n)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -330, max: 330 }))
    .map(([digits, power]) => Decimal128.fromString(`${digits}E${power}`)),
  fc
    .constantFrom("0.1", "9007199254740993", "1.5", "-0", "NaN", "Infinity", "-Infinity", "1E-400", "1E+400")
    .map((text) => Decimal128.fromString(text)),
);
const leaf: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: numeric },
  {
    weight: 2,
    arbitrary: fc.string({ unit: fc.constantFrom("", "\0", "a", "b", "\u00ff", "\uffff", "😀") }),
  },
  fc.constantFrom(null, true, false, new MinKey(), new MaxKey()),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => new Binary(bytes, bytes.length % 2)),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom("a", "ab").map((pattern) => new BSONRegExp(pattern, "i")),
);
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom("a", "b", "ab"), tie("value")), { maxLength: 3 })
      .map((fields) => Object.fromEntries(fields)),
  ),
})).value;

// The reference: written from the documented order, value by value, with exact rational numbers.
const CLASSES = [
  "MinKey",
  "null",
  "number",
  "string",
  "object",
  "array",
  "Binary",
  "ObjectId",
  "boolean",
  "Date",
  "Timestamp",
  "BSONRegExp",
  "MaxKey",
];
function classOf(it: Value): string {
  if (it === null) return "null";
  if (typeof it !== "object") return typeof it;
  if (it instanceof Date) return "Date";
  if (isArray(it)) return "array";
  if (isDoc(it)) return "object";
  const name = bsonClass(it) as string;
  return ["Int32", "Double", "Long", "Decimal128"].includes(name) ? "number" : name;
}
/** -Infinity, Infinity, NaN as such; else [numerator, denominator]. */
function rational(it: Value): number | readonly [bigint, bigint] {
  const text = bsonClass(it) === "Double" ? exactDecimal((it as Double).value) : String(it);
  if (/NaN|Infinity/.test(text)) return Number(text);
  const [mantissa = "", power = "0"] = text.split(/e/i);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const exponent = Number(power) - fraction.length;
  const digits = BigInt(whole + fraction);
  return exponent >= 0 ? [digits * 10n ** BigInt(exponent), 1n] : [digits, 10n ** BigInt(-exponent)];
}
/** Doubles have a finite decimal expansion: divide by two, keeping every digit. */
function exactDecimal(double: number): string {
  if (!Number.isFinite(double)) return String(double);
  let n = double;
  let halvings = 0;
  while (!Number.isInteger(n)) {
    n *= 2;
    halvings += 1;
  }
  return `${BigInt(n) * 5n ** BigInt(halvings)}E-${halvings}`;
}
function sign(n: number | bigint): number {
  return n < 0 ? -1 : n > 0 ? 1 : 0;
}
function referenceOrder(a: Value, b: Value): number {
  const kind = classOf(a);
  const byClass = sign(CLASSES.indexOf(kind) - CLASSES.indexOf(classOf(b)));
  if (byClass !== 0) return byClass;
  const bytes = (it: Value) => Buffer.from((it as Binary).buffer.subarray(0, (it as Binary).position));
  switch (kind) {
    case "number": {
      const [x, y] = [rational(a), rational(b)];
      if (typeof x === "number" || typeof y === "number") {
        const rank = (it: typeof x) => (typeof it !== "number" ? 0 : Number.isNaN(it) ? -2 : sign(it));
        return sign(rank(x) - rank(y));
      }
      return sign(x[0] * y[1] - y[0] * x[1]);
    }
    case "string":
      return sign(Buffer.compare(Buffer.from(a as string), Buffer.from(b as string)));
    case "boolean":
      return sign(Number(a) - Number(b));
    case "Date":
      return sign(Number(a) - Number(b));
    case "ObjectId":
      return sign(
        (a as ObjectId).toHexString() < (b as ObjectId).toHexString()
          ? -1
          : Number(!(a as ObjectId).equals(b as ObjectId)),
      );
    case "Timestamp":
      return sign((a as Timestamp).toBigInt() - (b as Timestamp).toBigInt());
    case "BSONRegExp":
      return sign(
        (a as BSONRegExp).pattern < (b as BSONRegExp).pattern
          ? -1
          : Number((a as BSONRegExp).pattern !== (b as BSONRegExp).pattern),
      );
    case "Binary":
      return (
        sign(bytes(a).length - bytes(b).length) ||
        sign((a as Binary).sub_type - (b as Binary).sub_type) ||
        sign(Buffer.compare(bytes(a), bytes(b)))
      );
    case "array":
    case "object": {
      const [left, right] = [Object.entries(a as Doc), Object.entries(b as Doc)];
      for (const [at, [name, inner]] of left.entries()) {
        const other = right[at];
        if (other === undefined) return 1;
        const types = sign(CLASSES.indexOf(classOf(inner)) - CLASSES.indexOf(classOf(other[1])));
        const names = kind === "array" ? 0 : sign(Buffer.compare(Buffer.from(name), Buffer.from(other[0])));
        const order = types || names || referenceOrder(inner, other[1]);
        if (order !== 0) return order;
      }
      return sign(left.length - right.length);
    }
    default:
      return 0;
  }
}

/** As it arrives over the wire: numbers with their BSON type. */
function numbered(doc: object): Doc {
  return decode(encode({ ...doc }));
}

describe("key encoding and plans", () => {
  test("[E4] numbers of all types compare by their exact value", () => {
    fc.assert(
      fc.property(numeric, numeric, (a, b) => {
        expect(sign(Buffer.compare(encodeKey(a), encodeKey(b)))).toBe(referenceOrder(a, b));
      }),
      { numRuns: 3000 },
    );
  });

  test("[E4] encoded bytes compare as the BSON comparison order says", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const wanted = referenceOrder(a, b);
        expect(sign(Buffer.compare(encodeKey(a), encodeKey(b)))).toBe(wanted);
        expect(sign(compareValues(a, b))).toBe(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  test("[E4] joined with what follows, ascending or descending, they still compare first by the first", () => {
    fc.assert(
      fc.property(value, value, value, value, (a, b, c, d) => {
        const wanted = referenceOrder(a, b) || referenceOrder(c, d);
        const join = (x: Value, y: Value, turn: (bytes: Buffer) => Buffer) =>
          turn(Buffer.concat([encodeKey(x), encodeKey(y)]));
        expect(sign(Buffer.compare(join(a, c, Buffer.from), join(b, d, Buffer.from)))).toBe(wanted);
        expect(sign(Buffer.compare(join(a, c, invert), join(b, d, invert)))).toBe(-wanted || 0);
      }),
      { numRuns: 1500 },
    );
  });

  test("[E3] a document comes back with the same bytes and types", () => {
    fc.assert(
      fc.property(value, (inner) => {
        const bytes = encode({ inner });
        checkStructure(bytes);
        expect(encode(decode(bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("[E4] the plan uses the index that narrows most, and its order where it can", () => {
    const indexes = [{ a: 1 }, { b: -1, a: 1 }, { b: 1, s: -1, _id: 1 }].map((key, at) =>
      compileIndex({ ...parseIndex(numbered({ key })), name: Object.keys(key).join(""), number: at + 1 }),
    );
    const collection = { namespace: "pliego.x", number: 9, indexes };
    const table: [object, object, string, boolean][] = [
      [{ _id: 7 }, {}, "_id_", true],
      [{ _id: { $gt: 7 } }, { _id: -1 }, "_id_", true],
      [{ a: 7 }, {}, "a", true],
      [{ a: 7 }, { b: 1 }, "a", false],
      [{ b: 2, a: { $gt: 3 } }, {}, "ba", true],
      [{ b: 2 }, { a: 1 }, "ba", true],
      [{ b: 2 }, { a: -1 }, "ba", true],
      [{ b: 2 }, { s: -1 }, "bs_id", true],
      [{ b: 2 }, { s: 1, _id: -1 }, "bs_id", true],
      [{}, { b: 1, s: -1, _id: 1 }, "bs_id", true],
      [{}, { b: 1, s: 1 }, "_id_", false],
    ];
    for (const [filter, sort, index, isSorted] of table) {
      const plan = choosePlan(collection, numbered(filter), parsePattern(numbered(sort), "sort"));
      expect([plan.index, plan.isSorted], JSON.stringify([filter, sort])).toEqual([index, isSorted]);
    }
  });

  test("[E9] bytes that are no BSON are refused, whatever they are", () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.integer({ min: 1, max: 255 }), (inner, at, by) => {
        const bytes = encode({ inner });
        const position = at % bytes.length;
        bytes[position] = (bytes[position] as number) ^ by;
        try {
          checkStructure(bytes);
        } catch (error) {
          expect(error).toHaveProperty("codeName");
          return;
        }
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toHaveProperty("codeName");
        }
      }),
      { numRuns: 2000 },
    );
  });
});
