// Updates, filters of upserts and positional paths for the properties.
import { Decimal128, Double, Int32, Long } from "bson";
import fc from "fast-check";
import type { Doc, Value } from "../values.ts";
import { condition, document, goodFilter, leaf, namePath, path, value } from "./generators.ts";

const number = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Value>(new Int32(1), new Int32(-2), new Int32(0)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Value>(
      new Double(0.5),
      Long.fromNumber(3),
      Long.MAX_VALUE,
      Decimal128.fromString("1.50"),
      new Int32(2 ** 31 - 1),
    ),
  },
);
const each = fc.oneof(
  { weight: 6, arbitrary: fc.array(value, { maxLength: 3 }) },
  { weight: 1, arbitrary: leaf },
);
const slice = fc.constantFrom<Value>(
  new Int32(0),
  new Int32(1),
  new Int32(-2),
  new Double(2),
  new Double(1.5),
  "a",
);
const pushed: fc.Arbitrary<Value> = fc.oneof(
  value,
  each.map((items): Doc => ({ $each: items })),
  fc.tuple(each, slice).map(([items, count]): Doc => ({ $each: items, $slice: count })),
);
const added: fc.Arbitrary<Value> = fc.oneof(
  value,
  each.map((items): Doc => ({ $each: items })),
);
const pulled: fc.Arbitrary<Value> = fc.oneof(value, condition, goodFilter);

const operands: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  $set: value,
  $unset: fc.constant<Value>(""),
  $setOnInsert: value,
  $inc: fc.oneof({ weight: 9, arbitrary: number }, { weight: 1, arbitrary: leaf }),
  $min: value,
  $max: value,
  $push: pushed,
  $addToSet: added,
  $pull: pulled,
};

/** One to three operators with a path each, of the given paths. */
function updateOf(paths: fc.Arbitrary<string>): fc.Arbitrary<Doc> {
  return fc
    .array(
      fc
        .tuple(fc.constantFrom(...Object.keys(operands)), paths)
        .chain(([operator, name]) =>
          (operands[operator] as fc.Arbitrary<Value>).map((operand) => ({ operator, name, operand })),
        ),
      { minLength: 1, maxLength: 3 },
    )
    .map((edits) => {
      const spec: Record<string, Doc> = {};
      for (const { operator, name, operand } of edits) (spec[operator] ??= {})[name] = operand;
      return spec as Doc;
    });
}

const wrongUpdate = fc.constantFrom<Doc>(
  { $set: new Int32(1) },
  { $strange: { a: new Int32(1) } },
  { a: new Int32(1), $set: { b: new Int32(1) } },
  { $set: { "a..b": new Int32(1) } },
  { $set: { "": new Int32(1) } },
  { $set: { a: new Int32(1), "a.b": new Int32(1) } },
  { $set: { a: new Int32(1) }, $inc: { a: new Int32(1) } },
  { $push: { a: { $each: [], $strange: new Int32(1) } } },
  { $addToSet: { a: { $each: [], b: new Int32(1) } } },
);
/** What touches the _id, of documents whose _id is 0 to 3. */
export const idUpdate = fc.constantFrom<Doc>(
  { $set: { _id: new Int32(7) } },
  { $unset: { _id: "" } },
  { $set: { _id: new Int32(0) } },
  { $set: { "_id.b": new Int32(0) } },
);
const updatePath = fc.oneof(
  { weight: 4, arbitrary: path },
  { weight: 1, arbitrary: fc.constantFrom("a.2", "a.3.b", "c.0", "b.c.c") },
);
const operatorUpdate = updateOf(updatePath);
export const update: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 20, arbitrary: operatorUpdate },
  { weight: 4, arbitrary: document },
  {
    weight: 1,
    arbitrary: fc
      .tuple(document, fc.constantFrom<Value>(new Int32(0), null))
      .map(([doc, id]): Doc => ({ ...doc, _id: id })),
  },
  { weight: 1, arbitrary: wrongUpdate },
  { weight: 1, arbitrary: fc.constantFrom<Doc>({ $set: {} }, { $push: {}, $unset: {} }) },
);

/** Filters of upserts: mostly equalities, in all the ways of writing them. */
const equality: fc.Arbitrary<Doc> = fc
  .tuple(fc.oneof(namePath, fc.constantFrom("_id", "b.0")), value)
  .chain(([name, operand]) =>
    fc.constantFrom<Doc>(
      { [name]: operand },
      { [name]: { $eq: operand } },
      { [name]: { $in: [operand] } },
      { [name]: { $in: [operand, null] } },
      { [name]: { $gt: operand, $eq: operand } },
      { [name]: { $ne: operand } },
      { $and: [{ [name]: operand }] },
      { $or: [{ [name]: operand }, { c: null }] },
      { $nor: [{ [name]: operand }] },
      { [name]: { $not: { $eq: operand } } },
    ),
  );
export const upsertFilter: fc.Arbitrary<Doc> = fc
  .array(equality, { maxLength: 3 })
  .map((clauses): Doc => Object.assign({}, ...clauses) as Doc);

/** An update through placeholders, its array filters, and the one condition on an array that `$` refers to. */
export interface Positional {
  readonly update: Doc;
  readonly arrayFilters: readonly Doc[];
  readonly filter: Doc;
}
const placed = fc.constantFrom(
  ..."a.$ a.$.b a.$[] a.$[].b a.$[x] a.$[x].b a.$[x].c a.$[y].b a.$[].b.$[x] a.$[x].b.$[] a.0.b b.$[] b a.b.$[] a.b.$".split(
    " ",
  ),
);
const arrayFilter: fc.Arbitrary<Doc> = fc.oneof(
  fc
    .tuple(fc.constantFrom("x", "x", "x.b", "y.c", "y"), fc.oneof(value, condition))
    .map(([name, operand]) => ({
      [name]: operand,
    })),
  fc.tuple(value, condition).map(([one, other]): Doc => ({ $or: [{ x: one }, { "x.b": other }] })),
  fc.constantFrom<Doc>({ X: new Int32(1) }, { x: new Int32(1), y: new Int32(1) }, {}),
);
/** The array filters that the paths ask for; now and then one too few or too many. */
export const positional: fc.Arbitrary<Positional> = fc
  .tuple(
    updateOf(placed),
    fc.array(arrayFilter, { maxLength: 2 }),
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom("a", "a.b"), fc.oneof(value, condition)) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([update, filters, on, odd]) => {
    const asked = new Set([...JSON.stringify(update).matchAll(/\$\[([a-z])\]/g)].map(([, name]) => name));
    const fitting = [...asked].map(
      (name) =>
        filters.find((one) => (Object.keys(one)[0] ?? "").startsWith(name ?? "")) ?? {
          [`${name}.b`]: new Int32(1),
        },
    );
    return {
      update,
      arrayFilters: odd === 0 ? filters : fitting,
      filter: on === undefined ? {} : { [on[0]]: on[1] },
    };
  });
