// What the commands answer and leave behind, for a collection held as a list. Where MongoDB does not say which of
// several documents a command takes, every outcome is listed.
import { Int32, serialize } from "bson";
import { type Doc, type Value, isArray } from "../values.ts";
import { UNDECIDED } from "./differences.ts";
import { positionOf, readFilter } from "./match.ts";
import { order, same } from "./order.ts";
import { readProjection } from "./project.ts";
import { type Code, FAILED_TO_PARSE, Refusal, Undecided, refuseAny } from "./refusal.ts";
import { type SortPattern, sortDocuments } from "./sort.ts";
import { type Reached, reach, splitPath } from "./reach.ts";
import { readUpdate } from "./update.ts";
import { upsertStart } from "./upsert.ts";

export interface Find {
  readonly filter: Doc;
  readonly sort: SortPattern;
  readonly skip: number;
  readonly limit: number;
  readonly projection: Doc;
}

const DUPLICATE_KEY = 11000;

/** The documents that a find answers, in order (with an empty sort the order means nothing). */
export function find(docs: readonly Doc[], { filter, sort, skip, limit, projection }: Find): readonly Doc[] {
  const project = Object.keys(projection).length === 0 ? (doc: Doc) => doc : readProjection(projection);
  const sorted = sortDocuments(docs.filter(readFilter(filter)), sort);
  return sorted.slice(skip, limit === 0 ? undefined : skip + limit).map(project);
}

export type Stage =
  | { readonly $match: Doc }
  | { readonly $sort: SortPattern }
  | { readonly $skip: number }
  | { readonly $limit: number }
  | { readonly $project: Doc }
  | { readonly $count: string };

/** The documents that the stages make, one stage after the other; all of them are read before the first is run. */
export function aggregate(docs: readonly Doc[], pipeline: readonly Stage[]): readonly Doc[] {
  const stages = pipeline.map(readStage);
  return stages.reduce((left, stage) => stage(left), docs);
}

function readStage(stage: Stage): (docs: readonly Doc[]) => readonly Doc[] {
  if ("$match" in stage) {
    const matches = readFilter(stage.$match);
    return (docs) => docs.filter(matches);
  }
  if ("$sort" in stage) return (docs) => sortDocuments(docs, stage.$sort);
  if ("$skip" in stage) return (docs) => docs.slice(stage.$skip);
  if ("$limit" in stage) return (docs) => docs.slice(0, stage.$limit);
  if ("$count" in stage) {
    return (docs) => (docs.length === 0 ? [] : [{ [stage.$count]: new Int32(docs.length) }]);
  }
  if (Object.keys(stage.$project).length === 0) throw new Refusal(undefined, "$project needs a field");
  const project = readProjection(stage.$project);
  return (docs) => docs.map(project);
}

/** The different values that the path reaches, elements of arrays one by one, in the BSON order. */
export function distinct(docs: readonly Doc[], path: string, filter: Doc): readonly Value[] {
  const values = docs.filter(readFilter(filter)).flatMap((doc) => {
    // An array at the end counts by its elements alone.
    const all: readonly Reached[] = [...reach(doc, splitPath(path), false)];
    return all.flatMap(({ value }) => (value === undefined ? [] : isArray(value) ? value : [value]));
  });
  return values.toSorted(order).filter((value, at, sorted) => at === 0 || !same(value, sorted[at - 1]));
}

/** One way for a write to end. */
export interface Ending {
  readonly answer: unknown;
  readonly docs: readonly Doc[];
}
export interface Endings {
  readonly good: readonly Ending[];
  /** The refusals that may be answered, and what the collection then holds. */
  readonly refused: readonly { readonly codes: readonly Code[]; readonly docs: readonly Doc[] }[];
}

export function remove(docs: readonly Doc[], filter: Doc, limit: 0 | 1): Endings {
  const matches = readFilter(filter);
  const chosen = docs.filter(matches);
  if (limit === 0 || chosen.length === 0) {
    return good([{ answer: { n: chosen.length }, docs: docs.filter((doc) => !matches(doc)) }]);
  }
  return good(chosen.map((one) => ({ answer: { n: 1 }, docs: docs.filter((doc) => doc !== one) })));
}

export interface UpdateStatement {
  readonly filter: Doc;
  readonly update: Doc;
  readonly upsert: boolean;
  readonly multi: boolean;
  readonly arrayFilters: readonly Doc[];
}

/** `newId` is the _id that an upsert without one is given. Throws a Refusal for a wrong statement. */
export function update(docs: readonly Doc[], statement: UpdateStatement, newId: Value): Endings {
  const { filter, multi, upsert } = statement;
  refuseAny([
    () => void readFilter(filter),
    () => {
      const { replaces } = readUpdate(statement.update, statement.arrayFilters);
      if (replaces && multi) throw new Refusal(FAILED_TO_PARSE, "no multi update for a replacement");
    },
  ]);
  const chosen = docs.filter(readFilter(filter));
  if (chosen.length === 0) {
    if (!upsert) return good([{ answer: { n: 0, nModified: 0 }, docs }]);
    const made = upserted(docs, statement, newId);
    return good([{ answer: { n: 1, nModified: 0, upserted: made["_id"] }, docs: [...docs, made] }]);
  }
  const tries = chosen.map((before) => ({ before, ...tried(() => changed(before, statement)) }));
  if (!multi) return each(docs, tries);
  const failed = tries.flatMap(({ codes }) => (codes === undefined ? [] : [...codes]));
  const after = new Map(tries.map((one) => [one.before, one.after ?? one.before]));
  if (failed.length > 0) {
    // Documents are changed one by one; which came before the one that failed is not said.
    const rest = tries.filter(({ codes }) => codes === undefined).map(({ before }) => before);
    const refused = subsets(rest).map((some) => ({
      codes: failed,
      docs: docs.map((doc) => (some.includes(doc) ? (after.get(doc) ?? doc) : doc)),
    }));
    return { good: [], refused };
  }
  const nModified = chosen.filter((doc) => !sameBytes(doc, after.get(doc) as Doc)).length;
  return good([{ answer: { n: chosen.length, nModified }, docs: docs.map((doc) => after.get(doc) ?? doc) }]);
}

export interface Modification extends UpdateStatement {
  /** With the _id last, so that one document comes first. */
  readonly sort: SortPattern;
  readonly remove: boolean;
  readonly new: boolean;
  readonly projection: Doc;
}

/** findAndModify; the answer is the document, projected, or null. */
export function findAndModify(docs: readonly Doc[], spec: Modification, newId: Value): Endings {
  const chosen = () => sortDocuments(docs.filter(readFilter(spec.filter)), spec.sort);
  refuseAny([
    () => void chosen(),
    () => void (spec.remove || readUpdate(spec.update, spec.arrayFilters)),
    () => void readProjection(spec.projection),
  ]);
  const [first] = chosen();
  const project =
    Object.keys(spec.projection).length === 0 ? (doc: Doc) => doc : readProjection(spec.projection);
  if (spec.remove) {
    return good([
      { answer: first === undefined ? null : project(first), docs: docs.filter((doc) => doc !== first) },
    ]);
  }
  const only = first === undefined ? [] : [first];
  const others = docs.filter((doc) => doc !== first);
  if (first === undefined && spec.upsert) {
    readUpdate(spec.update, spec.arrayFilters);
    const made = upserted(docs, spec, newId);
    return good([{ answer: spec.new ? project(made) : null, docs: [...docs, made] }]);
  }
  const done = update(only, { ...spec, multi: false, upsert: false }, newId);
  return {
    good: done.good.map((ending) => {
      const [after] = ending.docs;
      const shown = spec.new ? after : first;
      return {
        answer: shown === undefined ? null : project(shown),
        docs: docs.map((doc) => (doc === first && after !== undefined ? after : doc)),
      };
    }),
    refused: done.refused.map(({ codes }) => ({ codes, docs: [...only, ...others] })),
  };
}

function each(docs: readonly Doc[], tries: readonly Tried[]): Endings {
  return {
    good: tries.flatMap(({ before, after }) =>
      after === undefined
        ? []
        : [
            {
              answer: { n: 1, nModified: sameBytes(before, after) ? 0 : 1 },
              docs: docs.map((doc) => (doc === before ? after : doc)),
            },
          ],
    ),
    refused: tries.flatMap(({ codes }) => (codes === undefined ? [] : [{ codes, docs }])),
  };
}

interface Tried {
  readonly before: Doc;
  readonly after?: Doc;
  readonly codes?: readonly Code[];
}

function tried(make: () => Doc): Omit<Tried, "before"> {
  try {
    return { after: make() };
  } catch (error) {
    if (error instanceof Refusal) return { codes: error.codes };
    throw error;
  }
}

function changed(before: Doc, { filter, update, arrayFilters }: UpdateStatement): Doc {
  const clauses = Object.entries(filter).filter(([name]) => !name.startsWith("$"));
  const [clause, ...more] = clauses;
  const isPositional = JSON.stringify(update).includes(".$");
  if (isPositional && (more.length > 0 || Object.keys(filter).length > clauses.length))
    throw new Undecided(UNDECIDED.positionOfSeveral);
  const position = clause === undefined || !isPositional ? undefined : positionOf(before, ...clause);
  return readUpdate(update, arrayFilters).apply(before, { inserting: false, position });
}

function upserted(
  docs: readonly Doc[],
  { filter, update, arrayFilters }: UpdateStatement,
  newId: Value,
): Doc {
  const read = readUpdate(update, arrayFilters);
  const made = read.apply(upsertStart(filter, read.replaces), { inserting: true });
  const doc = Object.hasOwn(made, "_id") ? made : { _id: newId, ...made };
  if (isArray(doc["_id"])) throw new Refusal(undefined, "an array is no _id");
  if (docs.some((one) => same(one["_id"], doc["_id"]))) throw new Refusal(DUPLICATE_KEY, "the _id is taken");
  return doc;
}

function good(endings: readonly Ending[]): Endings {
  return { good: endings, refused: [] };
}

function subsets(docs: readonly Doc[]): readonly (readonly Doc[])[] {
  return docs.reduce<readonly (readonly Doc[])[]>(
    (all, doc) => [...all, ...all.map((some) => [...some, doc])],
    [[]],
  );
}

function sameBytes(left: Doc, right: Doc): boolean {
  return Buffer.compare(serialize(left), serialize(right)) === 0;
}
