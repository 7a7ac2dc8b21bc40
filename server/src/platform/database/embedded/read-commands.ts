// find, aggregate, count and distinct.
import { Double, Int32 } from "bson";
import type { Catalog } from "./catalog.ts";
import { type Call, document, documents, flag, integer, namespaceOf, text } from "./call.ts";
import { StoreError, outsideSubset } from "./errors.ts";
import { parsePattern, sortKey } from "./indexes.ts";
import { encodeKey } from "./key-encoding.ts";
import { compileFilter } from "./match.ts";
import { own, valuesAt } from "./paths.ts";
import { compileProjection } from "./projection.ts";
import { EVERYTHING, type Found, type Query, select } from "./query.ts";
import { STAGES, refuseUnknown } from "./subset.ts";
import { type Doc, type Value, describe, encode, isArray, isDoc, isNumeric, plainNumber } from "./values.ts";
import type { View } from "./views.ts";

/** Documents for a cursor. */
export interface Results {
  readonly namespace: string;
  readonly documents: Iterable<Buffer>;
  readonly batchSize: number | undefined;
  readonly single: boolean;
}

export function find(call: Call, view: View, catalog: Catalog): Results {
  const { body } = call;
  const namespace = namespaceOf(call);
  const query: Query = {
    filter: document(body, "filter", {}),
    sort: parsePattern(own(body, "sort") ?? {}, "Sort"),
    skip: integer(body, "skip", 0),
    limit: integer(body, "limit", 0),
    deadline: call.deadline,
  };
  const projection = document(body, "projection", {});
  const found = select(view, catalog.find(view, namespace), query);
  const results =
    Object.keys(projection).length === 0 ? bytesOf(found) : projected(found, compileProjection(projection));
  const batchSize = own(body, "batchSize") === undefined ? undefined : integer(body, "batchSize", 0);
  return { namespace, documents: results, batchSize, single: flag(body, "singleBatch") };
}

function* bytesOf(found: Iterable<Found>): Iterable<Buffer> {
  for (const one of found) yield one.bytes;
}

function* projected(found: Iterable<Found>, project: (doc: Doc) => Doc): Iterable<Buffer> {
  for (const one of found) yield encode(project(one.doc()));
}

export function count(call: Call, view: View, catalog: Catalog): object {
  const { body } = call;
  const query = {
    ...EVERYTHING,
    filter: document(body, "query", {}),
    skip: integer(body, "skip", 0),
    limit: integer(body, "limit", 0),
    deadline: call.deadline,
  };
  let n = 0;
  for (const _ of select(view, catalog.find(view, namespaceOf(call)), query)) n += 1;
  return { n };
}

export function distinct(call: Call, view: View, catalog: Catalog): object {
  const key = text(call.body, "key");
  const query = { ...EVERYTHING, filter: document(call.body, "query", {}), deadline: call.deadline };
  const values = new Map<string, Value>();
  for (const found of select(view, catalog.find(view, namespaceOf(call)), query)) {
    for (const value of valuesAt(found.doc(), key).flat() as (Value | undefined)[]) {
      if (value === undefined) continue;
      const id = encodeKey(value).toString("latin1");
      if (!values.has(id)) values.set(id, value);
    }
  }
  return { values: [...values.values()] };
}

type Stage = (docs: Iterable<Doc>) => Iterable<Doc>;

/** The stages that lead a pipeline and that a find can do ($match, $sort, $skip, $limit) use the indexes. */
export function aggregate(call: Call, view: View, catalog: Catalog): Results {
  const namespace = namespaceOf(call);
  const cursor = document(call.body, "cursor");
  refuseUnknown(cursor, ["batchSize"], "aggregate cursor option");
  const pipeline = documents(call.body, "pipeline").map(stageOf);
  const { query, used } = leadingQuery(pipeline, call.deadline);
  const rest = pipeline.slice(used).map(({ name, operand }) => compileStage(name, operand));
  const found = select(view, catalog.find(view, namespace), query);
  const batchSize = own(cursor, "batchSize") === undefined ? undefined : integer(cursor, "batchSize", 0);
  const results =
    rest.length === 0 ? bytesOf(found) : encoded(rest.reduce((docs, stage) => stage(docs), docsOf(found)));
  return { namespace, documents: results, batchSize, single: false };
}

function* docsOf(found: Iterable<Found>): Iterable<Doc> {
  for (const one of found) yield one.doc();
}

function* encoded(docs: Iterable<Doc>): Iterable<Buffer> {
  for (const doc of docs) yield encode(doc);
}

interface NamedStage {
  readonly name: string;
  readonly operand: Value;
}

function stageOf(stage: Doc): NamedStage {
  const [name, ...more] = Object.keys(stage);
  if (name === undefined || more.length > 0)
    throw new StoreError(2, "A pipeline stage has exactly one field");
  if (!STAGES.includes(name)) throw outsideSubset(`Pipeline stage ${name}`, 2);
  return { name, operand: stage[name] as Value };
}

function leadingQuery(
  pipeline: readonly NamedStage[],
  deadline: number | undefined,
): { readonly query: Query; readonly used: number } {
  const filters: Doc[] = [];
  let used = 0;
  const at = (name: string) => (pipeline[used]?.name === name ? pipeline[used++]?.operand : undefined);
  for (let filter = at("$match"); filter !== undefined; filter = at("$match"))
    filters.push(docOperand("$match", filter));
  const sort = at("$sort");
  const skip = at("$skip");
  const limit = at("$limit");
  const query = {
    filter: filters.length > 1 ? { $and: filters } : (filters[0] ?? {}),
    sort: sort === undefined ? [] : sortOf(sort),
    skip: skip === undefined ? 0 : countOf("$skip", skip, 0),
    limit: limit === undefined ? 0 : countOf("$limit", limit, 1),
    deadline,
  };
  return { query, used };
}

function compileStage(name: string, operand: Value): Stage {
  switch (name) {
    case "$match": {
      const matches = compileFilter(docOperand(name, operand));
      return (docs) => [...docs].filter(matches);
    }
    case "$sort": {
      const fields = sortOf(operand);
      return (docs) =>
        [...docs]
          .map((doc) => ({ doc, key: sortKey(doc, fields) }))
          .sort((a, b) => Buffer.compare(a.key, b.key))
          .map(({ doc }) => doc);
    }
    case "$skip": {
      const skip = countOf(name, operand, 0);
      return (docs) => [...docs].slice(skip);
    }
    case "$limit": {
      const limit = countOf(name, operand, 1);
      return (docs) => [...docs].slice(0, limit);
    }
    case "$project": {
      const project = compileProjection(docOperand(name, operand));
      return (docs) => [...docs].map(project);
    }
    case "$count":
      if (typeof operand !== "string" || operand === "" || /[$.]/.test(operand))
        throw new StoreError(2, "$count needs a plain field name");
      return (docs) => {
        const n = [...docs].length;
        return n === 0 ? [] : [{ [operand]: new Int32(n) }];
      };
    default:
      return group(docOperand(name, operand));
  }
}

function group(spec: Doc): Stage {
  const id = own(spec, "_id") ?? null;
  const isConstant =
    id === null ||
    typeof id === "boolean" ||
    isNumeric(id) ||
    (typeof id === "string" && !id.startsWith("$"));
  if (!isConstant) throw outsideSubset(`$group by ${describe(id)}`, 2);
  const sums = Object.entries(spec).filter(([name]) => name !== "_id");
  const steps = sums.map(([name, accumulator]) => {
    const step =
      isDoc(accumulator) && Object.keys(accumulator).join() === "$sum"
        ? plainNumber(accumulator["$sum"])
        : undefined;
    if (step === undefined) throw outsideSubset(`$group accumulator ${name}: ${describe(accumulator)}`, 2);
    return [name, step] as const;
  });
  return (docs) => {
    const n = [...docs].length;
    return n === 0
      ? []
      : [
          {
            _id: id,
            ...Object.fromEntries(
              steps.map(([name, step]) => [
                name,
                Number.isSafeInteger(n * step) && Math.abs(n * step) < 2 ** 31
                  ? new Int32(n * step)
                  : new Double(n * step),
              ]),
            ),
          },
        ];
  };
}

function docOperand(name: string, operand: Value): Doc {
  if (!isDoc(operand)) throw new StoreError(2, `${name} needs a document`);
  return operand;
}

function sortOf(operand: Value): ReturnType<typeof parsePattern> {
  const fields = parsePattern(operand, "$sort");
  if (fields.length === 0) throw new StoreError(2, "$sort stage must have at least one sort key");
  return fields;
}

function countOf(name: string, operand: Value, least: number): number {
  const value = isArray(operand) ? undefined : plainNumber(operand);
  if (value === undefined || !Number.isSafeInteger(value) || value < least)
    throw new StoreError(2, `${name} needs a whole number >= ${least}`);
  return value;
}
