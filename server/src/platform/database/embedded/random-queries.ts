// Random documents, indexes, filters, sorts and changes for fast-check: few paths and values, so that they meet;
// arrays, nesting, null, missing fields and mixed types, so that they meet in every way.
import fc from "fast-check";

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom<unknown>(null, "x", "xy", true, 2.5, new Date(5)),
  fc.constant({ c: 1 }),
);
const held = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
);
const inner = fc.record({ c: held, d: scalar }, { requiredKeys: [] });

/** A document without its _id. "a" and "n" hold arrays at times, "b" and "s" never. */
export const anyFields = fc.record(
  {
    a: held,
    b: scalar,
    s: scalar,
    n: fc.oneof({ weight: 2, arbitrary: inner }, fc.array(inner, { maxLength: 2 }), scalar),
  },
  { requiredKeys: [] },
);

const PATHS = ["a", "b", "s", "n.c", "n.d", "n", "_id"];
export const anyPath = fc.constantFrom(...PATHS);

const comparison = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom("$gt", "$gte", "$lt", "$lte", "$eq", "$ne"), fc.oneof(scalar, held)),
    { selector: ([name]) => name, minLength: 1, maxLength: 2 },
  )
  .map((parts): object => Object.fromEntries(parts));
const condition = fc.oneof<fc.Arbitrary<unknown>[]>(
  scalar,
  held,
  comparison,
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
  fc.array(scalar, { maxLength: 2 }).map((values) => ({ $nin: values })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  comparison.map((operators) => ({ $not: operators })),
  comparison.map((operators) => ({ $elemMatch: operators })),
);
/** Conditions on the fields that indexes begin with come more often, that plans have several fields to work with. */
const clause = fc.oneof(
  fc.dictionary(anyPath, condition, { maxKeys: 3 }),
  fc.record({ b: condition, s: condition }, { requiredKeys: ["b"] }),
  fc.record(
    {
      b: fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }).map((values) => ({ $in: values })),
      s: scalar,
    },
    { requiredKeys: ["b"] },
  ),
);
export const anyFilter = fc.oneof<fc.Arbitrary<object>[]>(
  clause,
  clause,
  clause,
  fc.tuple(clause, clause).map((both) => ({ $and: both })),
  fc.tuple(clause, clause).map((both) => ({ $or: both })),
  fc.tuple(clause, clause, clause).map(([first, ...both]) => ({ ...first, $or: both })),
);

const fields = (maxLength: number) =>
  fc
    .uniqueArray(fc.tuple(anyPath, fc.constantFrom(1, -1)), {
      selector: ([path]) => path,
      minLength: 1,
      maxLength,
    })
    .map((list): Record<string, number> => Object.fromEntries(list));
const anySort = fc.oneof(fc.constant<Record<string, number>>({}), fields(2), fields(3));

const partial = fc.constantFrom<object>(
  { b: { $gt: 1 } },
  { b: { $exists: true } },
  { s: "x" },
  { b: { $lte: 3 }, s: { $exists: true } },
);
const anyIndex = fc.record({
  key: fields(3),
  kind: fc.constantFrom("plain", "plain", "plain", "plain", "unique", "sparse", "partial"),
  partial,
});

export interface IndexSpec {
  readonly key: Readonly<Record<string, number>>;
  readonly name: string;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: object;
}

/** Index definitions as createIndexes takes them, those that come often in the product first. */
export const anyIndexes = fc
  .tuple(
    fc.subarray<IndexSpec>([
      { key: { a: 1 }, name: "a" },
      { key: { b: -1, a: 1 }, name: "ba" },
      { key: { b: 1, s: -1, _id: 1 }, name: "bs" },
      { key: { "n.c": 1, "n.d": -1 }, name: "n" },
    ]),
    fc.uniqueArray(anyIndex, { selector: (index) => JSON.stringify(index.key), maxLength: 4 }),
  )
  .map(([usual, random]): IndexSpec[] =>
    [
      ...usual,
      ...random.map((index, at) => ({
        key: index.key,
        name: `random${at}`,
        ...(index.kind === "unique" ? { unique: true } : {}),
        ...(index.kind === "sparse" ? { sparse: true } : {}),
        ...(index.kind === "partial" ? { partialFilterExpression: index.partial } : {}),
      })),
    ]
      .filter(
        ({ key }, at, all) =>
          all.findIndex((other) => JSON.stringify(other.key) === JSON.stringify(key)) === at,
      )
      // The index on _id is there already.
      .filter(({ key }) => Object.keys(key).join() !== "_id"),
  );

const number = fc.integer({ min: 0, max: 4 });
const between = fc
  .tuple(fc.constantFrom("$gt", "$gte"), number, fc.constantFrom("$lt", "$lte"), number)
  .map(([above, low, below, high]) => ({ [above]: low, [below]: high }));
const few = fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }).map((values) => ({ $in: values }));
/** A query made for one of the indexes: conditions on its first fields, the order of some, mostly of those that follow. */
const hint = fc.record({
  index: fc.nat(20),
  conditions: fc.array(fc.oneof<fc.Arbitrary<unknown>[]>(scalar, few, few, between, between, condition), {
    maxLength: 3,
    size: "max",
  }),
  /** Whether the condition of a partial index, and that a sparse one's first field be there, is asked for too. */
  asksForMembership: fc.boolean(),
  sortFrom: fc.nat(2),
  sortedFields: fc.nat(3),
  turn: fc.constantFrom(1, -1),
});

interface AnyQuery {
  readonly filter: object;
  readonly sort: Readonly<Record<string, number>>;
}
export type QueryFor = (indexes: readonly IndexSpec[]) => AnyQuery;

/** Queries that fit the indexes, and some that need not. */
export const anyQuery: fc.Arbitrary<QueryFor> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ filter: anyFilter, sort: anySort }).map(
      (query): QueryFor =>
        () =>
          query,
    ),
  },
  {
    weight: 3,
    arbitrary: hint.map((given): QueryFor => (indexes) => {
      const index = indexes[given.index % indexes.length] ?? { key: { _id: 1 }, name: "_id_" };
      const paths = Object.entries(index.key);
      const filter = Object.fromEntries(
        given.conditions.slice(0, paths.length).map((one, at) => [paths[at]?.[0], one]),
      );
      const turned = [...paths.slice(given.sortFrom), ...paths.slice(0, given.sortFrom)];
      const order = turned.slice(0, given.sortedFields);
      const first = { [paths[0]?.[0] ?? ""]: { $exists: true } };
      const member = index.partialFilterExpression ?? (index.sparse === true ? first : {});
      return {
        filter: given.asksForMembership ? { $and: [member, filter] } : filter,
        sort: Object.fromEntries(order.map(([path, direction]) => [path, direction * given.turn])),
      };
    }),
  },
);

/** Some of the documents, that changes leave enough of them as they were. */
const some = fc
  .tuple(anyFilter, fc.nat(20))
  .map(([filter, low]): object => ({ $and: [filter, { _id: { $gte: low, $lt: low + 4 } }] }));

/** Changes whose outcome no plan may decide: of all matches, or of the first in an order without ties. */
export const anyChange = fc.oneof(
  fc.record({
    kind: fc.constant("update" as const),
    filter: fc.oneof(some, anyFilter),
    change: fc.oneof<fc.Arbitrary<object>[]>(
      anyFields.filter((set) => Object.keys(set).length > 0).map((set) => ({ $set: set })),
      anyPath.filter((path) => path !== "_id").map((path) => ({ $unset: { [path]: "" } })),
      fc.record({ b: fc.integer({ min: 0, max: 4 }) }).map((set) => ({ $set: set })),
    ),
  }),
  fc.record({ kind: fc.constant("delete" as const), filter: some }),
  fc.record({
    kind: fc.constant("findAndModify" as const),
    filter: anyFilter,
    sort: anySort.map(({ _id, ...sort }) => ({ ...sort, _id: _id ?? 1 })),
    set: fc.option(
      anyFields.filter((set) => Object.keys(set).length > 0),
      { nil: undefined },
    ),
  }),
);
export type Change = typeof anyChange extends fc.Arbitrary<infer T> ? T : never;

/** The command that makes the change. */
export function changeCommand(name: string, change: Change): object {
  switch (change.kind) {
    case "update":
      return { update: name, updates: [{ q: change.filter, u: change.change, multi: true }] };
    case "delete":
      return { delete: name, deletes: [{ q: change.filter, limit: 0 }] };
    case "findAndModify": {
      const { filter: query, sort, set } = change;
      return {
        findAndModify: name,
        query,
        sort,
        ...(set === undefined ? { remove: true } : { update: { $set: set } }),
      };
    }
  }
}
