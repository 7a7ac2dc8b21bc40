// The properties: the store's compiled functions do what the reference says, on `runs` random cases each.
import fc from "fast-check";
import { expect } from "vitest";
import { StoreError } from "../errors.ts";
import { sortKey } from "../indexes.ts";
import { compareValues, encodeKey, invert } from "../key-encoding.ts";
import { compileFilter } from "../match.ts";
import { compileProjection } from "../projection.ts";
import { compileUpdate, upsertBase } from "../update.ts";
import type { Doc, Value } from "../values.ts";
import { type Outcome, expectAgreement, expected, shown } from "./agreement.ts";
import * as draw from "./generators.ts";
import { positionOf, readFilter } from "./match.ts";
import { order } from "./order.ts";
import { readProjection } from "./project.ts";
import * as found from "./found.ts";
import { type SortPattern, orderDocuments } from "./sort.ts";
import * as drawUpdate from "./update-generators.ts";
import { readUpdate } from "./update.ts";
import { upsertStart } from "./upsert.ts";

/** What the store did. */
function done(act: () => unknown): Outcome {
  try {
    return { value: act() };
  } catch (error) {
    if (error instanceof StoreError) return { refused: [error.code] };
    throw error;
  }
}

function agree(say: () => unknown, act: () => unknown, given: unknown): void {
  expectAgreement(expected(say), done(act), given);
}

/** As every document is written. */
function withIdFirst(doc: Doc): Doc {
  return Object.hasOwn(doc, "_id") ? { _id: doc["_id"] as Value, ...doc } : doc;
}

export function checkOrder(runs: number): void {
  fc.assert(
    fc.property(draw.ordered, draw.ordered, (left, right) => {
      const said = Math.sign(order(left, right));
      const given = shown({ left, right });
      expect(Math.sign(compareValues(left, right)), given).toBe(said);
      const keys = [encodeKey(left), encodeKey(right)] as const;
      expect(Math.sign(Buffer.compare(...keys)), given).toBe(said);
      // Turned over, as descending fields are, only if neither key begins the other.
      expect(-Math.sign(Buffer.compare(invert(keys[0]), invert(keys[1]))) + 0, given).toBe(said + 0);
    }),
    { numRuns: runs },
  );
}

export function checkSort(runs: number): void {
  fc.assert(fc.property(draw.sortPattern, draw.document, draw.document, agreeOnSort), { numRuns: runs });
}

function agreeOnSort(pattern: SortPattern, left: Doc, right: Doc): void {
  const fields = pattern.map(([path, direction]) => ({ path, direction }));
  agree(
    () => Math.sign(orderDocuments(left, right, pattern)),
    () => Math.sign(Buffer.compare(sortKey(left, fields), sortKey(right, fields))),
    { pattern, left, right },
  );
}

export function checkMatch(runs: number): void {
  const documents = fc.array(draw.document, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(draw.filter, documents, (filter, docs) => {
      agree(
        () => docs.map(readFilter(filter)),
        () => docs.map(compileFilter(filter)),
        { filter, docs },
      );
    }),
    { numRuns: runs },
  );
}

export function checkUpdate(runs: number): void {
  const given = fc.record({ update: drawUpdate.update, before: draw.document, inserting: fc.boolean() });
  fc.assert(
    fc.property(given, ({ update, before, inserting }) => agreeOnUpdate(update, before, inserting)),
    { numRuns: runs },
  );
}

function agreeOnUpdate(update: Doc, before: Doc, inserting: boolean): void {
  const untouched = shown([before, update]);
  agree(
    () => readUpdate(update).apply(before, { inserting }),
    () => withIdFirst(compileUpdate(update).apply(before, inserting)),
    { update, before, inserting },
  );
  expect(shown([before, update]), "an update changes nothing that it was given").toBe(untouched);
}

export function checkPositional(runs: number): void {
  fc.assert(
    fc.property(drawUpdate.positional, draw.document, ({ update, arrayFilters, filter }, before) => {
      fc.pre(readFilter(filter)(before));
      const [clause] = Object.entries(filter);
      agree(
        () => {
          const read = readUpdate(update, arrayFilters);
          const position = clause === undefined ? undefined : positionOf(before, ...clause);
          return read.apply(before, { inserting: false, position });
        },
        () => compileUpdate(update, { filter, arrayFilters }).apply(before, false),
        { update, arrayFilters, filter, before },
      );
    }),
    { numRuns: runs },
  );
}

export function checkUpsert(runs: number): void {
  fc.assert(fc.property(drawUpdate.upsertFilter, fc.boolean(), agreeOnUpsert), { numRuns: runs });
}

function agreeOnUpsert(filter: Doc, replaces: boolean): void {
  agree(
    () => upsertStart(filter, replaces),
    () => withIdFirst(upsertBase(filter, replaces)),
    { filter, replaces },
  );
}

export function checkProjection(runs: number): void {
  fc.assert(
    fc.property(draw.projection, draw.document, (projection, rest) => {
      const doc: Doc = { _id: "a", ...rest };
      agree(
        () => readProjection(projection)(doc),
        () => compileProjection(projection)(doc),
        { projection, doc },
      );
    }),
    { numRuns: runs },
  );
}

/** The cases on which the two once differed. */
export function checkFound(): void {
  for (const [filter, doc] of found.FILTERS) {
    agree(
      () => readFilter(filter)(doc),
      () => compileFilter(filter)(doc),
      { filter, doc },
    );
  }
  for (const [direction, left, right] of found.SORTS)
    agreeOnSort(
      [
        ["a", direction],
        ["b", 1],
      ],
      left,
      right,
    );
  for (const [update, before] of found.UPDATES) agreeOnUpdate(update, before, false);
  for (const filter of found.UPSERTS) agreeOnUpsert(filter, false);
}
