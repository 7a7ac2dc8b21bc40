// Documents, filters, updates and projections for the properties: few names and few values, so that paths, equal
// numbers of other types, arrays and documents meet often; and some that are wrong.
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
import type { Doc, Value } from "../values.ts";
import type { SortPattern } from "./sort.ts";

const decimal = (text: string) => Decimal128.fromString(text);
const usual: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  new Int32(1),
  new Int32(2),
  null,
  "a",
  new Double(1),
  Long.fromNumber(1),
  new Double(1.5),
  new Int32(0),
);
/** Numbers that are equal, or nearly, across the types. */
const numbers: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  Long.fromNumber(1),
  new Double(1),
  decimal("1.0"),
  decimal("1.5"),
  new Double(-0),
  decimal("-0"),
  new Double(Number.NaN),
  decimal("NaN"),
  new Double(Number.POSITIVE_INFINITY),
  decimal("-Infinity"),
  decimal("1E+400"),
  new Double(2 ** 53),
  Long.fromBigInt(2n ** 53n + 1n),
  decimal("9007199254740993"),
  decimal("9007199254740993.5"),
  Long.MAX_VALUE,
  new Double(2 ** 63),
  new Int32(2 ** 31 - 1),
  new Double(0.1),
  decimal("0.1"),
  new Double(-0.1),
  decimal("-0.1"),
);
const others: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  "",
  "A",
  "ab",
  "é",
  "\uFFFF",
  "😀",
  "a\0b",
  "a\u0001",
  true,
  false,
  new Date(0),
  new Date(-1),
  new ObjectId("0".repeat(24)),
  new ObjectId(`${"0".repeat(23)}1`),
  new Binary(Buffer.of(1, 2), 0),
  new Binary(Buffer.of(9), 0),
  new Binary(Buffer.of(1), 128),
  new Timestamp({ t: 1, i: 1 }),
  new Timestamp({ t: 2 ** 31, i: 0 }),
  new MinKey(),
  new MaxKey(),
);
export const leaf = fc.oneof(
  { weight: 8, arbitrary: usual },
  { weight: 1, arbitrary: numbers },
  { weight: 1, arbitrary: others },
);

/** A document with some of the names, in any order. */
function docOf(
  names: readonly string[],
  value: fc.Arbitrary<Value>,
  maxLength = names.length,
): fc.Arbitrary<Doc> {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name, maxLength })
    .map((pairs): Doc => Object.fromEntries(pairs));
}

const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 2, arbitrary: docOf(["b", "c", "b", "c", "0"], tie("value"), 2) },
  ),
}));
export const value: fc.Arbitrary<Value> = anyValue;
export const document: fc.Arbitrary<Doc> = docOf(["a", "b", "c"], value);
/** Values for the order alone: regular expressions too, which no query of the subset compares. */
export const ordered: fc.Arbitrary<Value> = fc.oneof(
  { weight: 5, arbitrary: value },
  { weight: 3, arbitrary: numbers },
  { weight: 1, arbitrary: others },
  { weight: 1, arbitrary: fc.constantFrom("a", "ab").map((pattern) => new BSONRegExp(pattern, "i")) },
);

export const namePath = fc.constantFrom("a", "a", "b", "a.b", "a.b", "a.c", "b.c", "a.b.c", "a.b.b", "c");
export const path = fc.oneof(
  { weight: 5, arbitrary: namePath },
  { weight: 1, arbitrary: fc.constantFrom("a.0", "a.1", "a.0.b", "a.b.0", "a.0.0", "a.1.b.c", "a.5") },
);

const flag = fc.constantFrom<Value>(true, false, new Int32(1), new Int32(0), null, decimal("0"), "no");
const wrongFilter = fc.constantFrom<Doc>(
  { a: { $in: new Int32(1) } },
  { a: { $nin: "a" } },
  { a: { $in: [{ $gt: new Int32(1) }] } },
  { a: { $strange: new Int32(1) } },
  { a: { $gt: new Int32(1), b: new Int32(1) } },
  { $strange: new Int32(1) },
  { $and: [] },
  { $or: new Int32(1) },
  { $nor: [new Int32(1)] },
  { a: { $not: new Int32(1) } },
  { a: { $not: {} } },
  { a: { $not: { b: new Int32(1) } } },
  { a: { $elemMatch: new Int32(1) } },
  { a: { $elemMatch: { $gt: new Int32(1), b: new Int32(1) } } },
);

const { condition: anyCondition, filter: anyFilter } = fc.letrec<{ condition: Doc; filter: Doc }>((tie) => {
  const one = (name: string, operand: fc.Arbitrary<Value>) =>
    operand.map((inner): Doc => ({ [name]: inner }));
  const branches = fc.array(tie("filter"), { minLength: 1, maxLength: 2 });
  return {
    condition: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      one("$eq", value),
      one("$ne", value),
      ...["$gt", "$gte", "$lt", "$lte"].map((name) => one(name, value)),
      one("$in", fc.array(value, { maxLength: 2 })),
      one("$nin", fc.array(value, { maxLength: 2 })),
      one("$exists", flag),
      fc.tuple(value, value).map(([low, high]): Doc => ({ $gte: low, $lt: high })),
      one("$not", tie("condition")),
      one("$elemMatch", tie("condition")),
      one("$elemMatch", tie("filter")),
    ),
    filter: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 3, arbitrary: fc.tuple(path, value).map(([name, operand]): Doc => ({ [name]: operand })) },
      { weight: 1, arbitrary: fc.constant<Doc>({}) },
      {
        weight: 5,
        arbitrary: fc.tuple(path, tie("condition")).map(([name, operand]): Doc => ({ [name]: operand })),
      },
      ...["$and", "$or", "$nor"].map((name) => ({ weight: 1, arbitrary: one(name, branches) })),
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie("filter"), tie("filter"))
          .map(([left, right]): Doc => ({ ...left, ...right })),
      },
    ),
  };
});
export const condition: fc.Arbitrary<Doc> = anyCondition;
export const goodFilter: fc.Arbitrary<Doc> = anyFilter;
export const filter: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 30, arbitrary: goodFilter },
  {
    weight: 1,
    arbitrary: fc.tuple(goodFilter, wrongFilter).map(([good, wrong]): Doc => ({ ...good, ...wrong })),
  },
);

export const sortPattern: fc.Arbitrary<SortPattern> = fc.uniqueArray(
  fc.tuple(namePath, fc.constantFrom<1 | -1>(1, -1)),
  { selector: ([name]) => name, minLength: 1, maxLength: 3 },
);

const projected = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Value>(true, new Int32(1), new Double(2)) },
  { weight: 1, arbitrary: fc.constantFrom<Value>("a", null, []) },
);
const left = fc.constantFrom<Value>(false, new Int32(0), Long.fromNumber(0));
/** Mostly all inclusion or all exclusion, with or without a word on _id; now and then mixed. */
export const projection: fc.Arbitrary<Doc> = fc
  .tuple(
    fc.constantFrom(projected, left, fc.oneof(projected, left)),
    fc.constantFrom<Doc>({}, {}, { _id: false }, { _id: new Int32(1) }),
  )
  .chain(([flags, id]) =>
    fc
      .dictionary(
        path,
        fc.oneof({ weight: 6, arbitrary: flags }, { weight: 1, arbitrary: docOf(["b", "c"], flags) }),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      )
      .map((fields): Doc => ({ ...id, ...fields })),
  );
