import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parsePattern, sortKey } from "./indexes.ts";
import { type TestStore, openTestStore } from "./test-store.ts";
import { must } from "./errors.ts";
import { type Doc, decode, encode } from "./values.ts";

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.constantFrom(null, "x", "xy", true, 2.5),
  fc.constant({ c: 1 }),
);
const held = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
);
// One array at most in each index: two would be refused.
const inner = fc.record({ c: held, d: scalar }, { requiredKeys: [] });
const stored = fc.record(
  {
    a: held,
    b: scalar,
    s: scalar,
    n: fc.oneof({ weight: 2, arbitrary: inner }, fc.array(inner, { maxLength: 2 }), scalar),
  },
  { requiredKeys: [] },
);

const path = fc.constantFrom("a", "b", "s", "n.c", "n.d", "n", "_id");
const comparison = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom("$gt", "$gte", "$lt", "$lte", "$eq", "$ne"), fc.oneof(scalar, held)),
    { selector: ([name]) => name, minLength: 1, maxLength: 2 },
  )
  .map((parts) => Object.fromEntries(parts));
const condition = fc.oneof(
  held,
  comparison,
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  comparison.map((operators) => ({ $not: operators })),
  comparison.map((operators) => ({ $elemMatch: operators })),
);
const clause = fc.dictionary(path, condition, { minKeys: 0, maxKeys: 3 });
const filter = fc.oneof(
  { weight: 3, arbitrary: clause },
  fc.tuple(clause, clause).map((both) => ({ $and: both })),
  fc.tuple(clause, clause).map((both) => ({ $or: both })),
);
const sort = fc
  .uniqueArray(fc.tuple(path, fc.constantFrom(1, -1)), { selector: ([name]) => name, maxLength: 3 })
  .filter((fields) => fields.filter(([name]) => name !== "b" && name !== "s" && name !== "_id").length <= 1)
  .map((fields) => Object.fromEntries(fields));

const INDEXES = [
  { key: { a: 1 }, name: "a" },
  { key: { b: -1, a: 1 }, name: "ba" },
  { key: { s: 1, b: 1 }, name: "s", sparse: true },
  { key: { "n.c": 1, "n.d": -1 }, name: "n" },
  { key: { b: 1 }, name: "partial", partialFilterExpression: { b: { $gt: 1 } } },
  { key: { b: 1, s: -1, _id: 1 }, name: "bs" },
];

describe("planning", () => {
  let world: TestStore;
  beforeAll(async () => {
    world = await openTestStore();
  });
  afterAll(() => world.end());

  test("[E4] an index gives what a full scan gives, in the order of a sort in memory, whatever was changed before", async () => {
    const change = fc.oneof(
      fc
        .tuple(filter, stored)
        .map(([q, set]) => ({ update: { q, u: { $set: { ...set, b: 3 } }, multi: true } })),
      // Which one of several matches a delete of one takes is nobody's promise: one by its id, or all.
      filter.map((q) => ({ remove: { q, limit: 0 } })),
      fc.tuple(filter, fc.nat(24)).map(([q, _id]) => ({ remove: { q: { $and: [q, { _id }] }, limit: 1 } })),
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(stored, { minLength: 1, maxLength: 25 }),
        fc.array(change, { maxLength: 2 }),
        fc.array(fc.tuple(filter, sort), { minLength: 8, maxLength: 8 }),
        async (docs, changes, queries) => {
          round += 1;
          const run = (command: object) =>
            must(world.connection.db, "connected").command({ ...command }, { promoteValues: false });
          const [plain, indexed] = [`plain${round}`, `indexed${round}`];
          await run({ createIndexes: indexed, indexes: INDEXES });
          const documents = docs.map((doc, _id) => ({ _id, ...doc }));
          for (const name of [plain, indexed]) {
            await run({ insert: name, documents, ordered: false });
            for (const one of changes) {
              if ("update" in one) await run({ update: name, updates: [one.update] });
              else await run({ delete: name, deletes: [one.remove] });
            }
          }
          for (const [where, order] of queries) {
            const query = { filter: where, sort: order, batchSize: 1000 };
            const answers = await Promise.all(
              [plain, indexed].map((name) =>
                run({ find: name, ...query }).catch((error: Error) => error.message),
              ),
            );
            const [full, found] = answers.map((answer) =>
              typeof answer === "string" ? [] : (answer["cursor"].firstBatch as Doc[]),
            );
            const said = answers.map((answer) => (typeof answer === "string" ? answer : ""));
            expect(said[1], JSON.stringify(query)).toBe(said[0]);
            const bytes = (list: readonly Doc[]) => list.map((doc) => encode(doc).toString("hex")).sort();
            expect(bytes(found ?? []), JSON.stringify(query)).toEqual(bytes(full ?? []));
            const pattern = parsePattern(numbered(order), "sort");
            const keys = (list: readonly Doc[]) =>
              list.map((doc) => (pattern.length === 0 ? "" : sortKey(doc, pattern).toString("hex")));
            expect(keys(found ?? []), JSON.stringify(query)).toEqual(keys(full ?? []));
          }
          await Promise.all([plain, indexed].map((drop) => run({ drop })));
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** As it arrives over the wire: numbers with their BSON type. */
function numbered(doc: object): Doc {
  return decode(encode({ ...doc }));
}
