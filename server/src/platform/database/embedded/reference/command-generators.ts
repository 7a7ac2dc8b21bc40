// Commands against a collection of a few documents, for the properties.
import { Int32 } from "bson";
import fc from "fast-check";
import type { Doc } from "../values.ts";
import type { Find, Modification, Stage, UpdateStatement } from "./collection.ts";
import * as draw from "./generators.ts";
import type { SortPattern } from "./sort.ts";
import * as drawUpdate from "./update-generators.ts";

export type Command =
  | { readonly kind: "find"; readonly spec: Find }
  | { readonly kind: "aggregate"; readonly pipeline: readonly Stage[] }
  | { readonly kind: "count"; readonly filter: Doc; readonly skip: number; readonly limit: number }
  | { readonly kind: "distinct"; readonly filter: Doc; readonly path: string }
  | { readonly kind: "delete"; readonly filter: Doc; readonly limit: 0 | 1 }
  | { readonly kind: "update"; readonly spec: UpdateStatement }
  | { readonly kind: "findAndModify"; readonly spec: Modification };

/** Documents with the _ids 0, 1, 2... */
export const documents: fc.Arbitrary<readonly Doc[]> = fc
  .array(draw.document, { minLength: 1, maxLength: 5 })
  .map((docs) => docs.map((doc, at): Doc => ({ _id: new Int32(at), ...doc })));

const count = fc.integer({ min: 0, max: 3 });
const idFilter = fc.integer({ min: 0, max: 5 }).map((id): Doc => ({ _id: new Int32(id) }));
const filter = fc.oneof(
  { weight: 5, arbitrary: draw.filter },
  { weight: 1, arbitrary: idFilter },
  {
    weight: 1,
    arbitrary: fc.tuple(idFilter, draw.goodFilter).map(([id, more]): Doc => ({ ...id, ...more })),
  },
);
/** The _id at the end leaves no two documents equal. */
const totalSort: fc.Arbitrary<SortPattern> = fc
  .tuple(draw.sortPattern, fc.constantFrom<1 | -1>(1, -1))
  .map(([pattern, direction]) => [...pattern, ["_id", direction] as const]);

const statement: fc.Arbitrary<Omit<UpdateStatement, "multi">> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      filter: fc.oneof(filter, drawUpdate.upsertFilter),
      update: fc.oneof(
        { weight: 6, arbitrary: drawUpdate.update },
        { weight: 1, arbitrary: drawUpdate.idUpdate },
      ),
      upsert: fc.boolean(),
      arrayFilters: fc.constant([]),
    }),
  },
  {
    weight: 1,
    arbitrary: drawUpdate.positional.map((positional) => ({ ...positional, upsert: false })),
  },
);

/** Sorted first, so that what $skip and $limit leave is one answer; what leaves out the _id comes last. */
const pipeline: fc.Arbitrary<readonly Stage[]> = fc
  .record({
    before: fc.oneof(
      fc.constant<Stage[]>([]),
      filter.map(($match): Stage[] => [{ $match }]),
    ),
    sort: totalSort,
    middle: fc.array(
      fc.oneof(
        filter.map(($match): Stage => ({ $match })),
        count.map(($skip): Stage => ({ $skip })),
        count.map((limit): Stage => ({ $limit: limit + 1 })),
        totalSort.map(($sort): Stage => ({ $sort })),
      ),
      { maxLength: 3 },
    ),
    last: fc.oneof(
      fc.constant<Stage[]>([]),
      draw.projection.map(($project): Stage[] => [{ $project }]),
      fc.constant<Stage[]>([{ $count: "many" }]),
    ),
  })
  .map(({ before, sort, middle, last }) => [...before, { $sort: sort }, ...middle, ...last]);

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: pipeline.map((stages): Command => ({ kind: "aggregate", pipeline: stages })) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        filter,
        sort: totalSort,
        skip: count,
        limit: count,
        projection: fc.oneof(fc.constant<Doc>({}), draw.projection),
      })
      .map((spec): Command => ({ kind: "find", spec })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ filter, skip: count, limit: count })
      .map((spec): Command => ({ kind: "count", ...spec })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ filter, path: draw.namePath })
      .map((spec): Command => ({ kind: "distinct", ...spec })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ filter, limit: fc.constantFrom<0 | 1>(0, 1) })
      .map((spec): Command => ({ kind: "delete", ...spec })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(statement, fc.boolean())
      .map(([spec, multi]): Command => ({ kind: "update", spec: { ...spec, multi } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        statement,
        fc.record({
          sort: totalSort,
          remove: fc.constantFrom(true, false, false),
          new: fc.boolean(),
          projection: fc.oneof(fc.constant<Doc>({}), draw.projection),
        }),
      )
      .map(([spec, more]): Command => ({ kind: "findAndModify", spec: { ...spec, multi: false, ...more } })),
  },
);
