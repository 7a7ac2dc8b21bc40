// aggregate: a pipeline, of which the first stages are a query like that of a find.
import { Double, Int32 } from "bson";
import type { Catalog } from "./catalog.ts";
import { type Call, document, documents, integer, namespaceOf } from "./call.ts";
import type { Results } from "./cursors.ts";
import { StoreError, outsideSubset } from "./errors.ts";
import { parsePattern } from "./indexes.ts";
import { compileFilter } from "./match.ts";
import { PAUSE, type Paced, mapped, paged } from "./pace.ts";
import { own } from "./paths.ts";
import { compileProjection } from "./projection.ts";
import { type Query, select, selectUnseen, lazily, sorted } from "./query.ts";
import { AGGREGATE_CURSOR, STAGES, refuseUnknown, serves } from "./subset.ts";
import { type Doc, type Value, describe, encode, isArray, isDoc, isNumeric, plainNumber } from "./values.ts";
import type { View } from "./views.ts";

type Stage = (docs: Paced<Doc>) => Paced<Doc>;

export function aggregate(call: Call, view: View, catalog: Catalog): Results {
  const namespace = namespaceOf(call);
  const cursor = document(call.body, "cursor");
  refuseUnknown(cursor, AGGREGATE_CURSOR, "aggregate cursor option");
  const { query, rest } = pipelineOf(call);
  const stages = rest.map(({ name, operand }) => compileStage(name, operand));
  const collection = catalog.find(view, namespace);
  const { found } = select(view, collection, query);
  // What only counts looks at no document.
  const onlyCounts = rest[0]?.name === "$group" || rest[0]?.name === "$count";
  const docs = stages.reduce(
    (input: Paced<Doc>, stage) => stage(input),
    onlyCounts
      ? mapped(selectUnseen(view, collection, query).found, (): Doc => ({}))
      : mapped(found, (one) => one.doc()),
  );
  return {
    namespace,
    documents: stages.length === 0 ? mapped(found, (one) => one.bytes) : mapped(docs, encode),
    batchSize: own(cursor, "batchSize") === undefined ? undefined : integer(cursor, "batchSize", 0),
    single: false,
  };
}

/** The stages that lead a pipeline and that a find can do ($match, $sort, $skip, $limit) use the indexes. */
export function pipelineOf(call: Call): { readonly query: Query; readonly rest: readonly NamedStage[] } {
  const pipeline = documents(call.body, "pipeline").map(stageOf);
  const { query, used } = leadingQuery(pipeline);
  return { query, rest: pipeline.slice(used) };
}

interface NamedStage {
  readonly name: string;
  readonly operand: Value;
}

function stageOf(stage: Doc): NamedStage {
  const [name, ...more] = Object.keys(stage);
  if (name === undefined || more.length > 0)
    throw new StoreError(2, "A pipeline stage has exactly one field");
  if (!serves(STAGES, name)) throw outsideSubset(`Pipeline stage ${name}`, 2);
  return { name, operand: stage[name] as Value };
}

function leadingQuery(pipeline: readonly NamedStage[]): { readonly query: Query; readonly used: number } {
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
  };
  return { query, used };
}

function compileStage(name: string, operand: Value): Stage {
  switch (name) {
    case "$match": {
      const matches = compileFilter(docOperand(name, operand));
      return (docs) => chosen(docs, matches);
    }
    case "$sort": {
      const fields = sortOf(operand);
      return (docs) => {
        const encoded = mapped(docs, (doc) => lazily(encode(doc)));
        return mapped(sorted(encoded, fields, 0), (found) => found.doc());
      };
    }
    case "$skip": {
      const skip = countOf(name, operand, 0);
      return (docs) => paged(docs, skip, 0);
    }
    case "$limit": {
      const limit = countOf(name, operand, 1);
      return (docs) => paged(docs, 0, limit);
    }
    case "$project": {
      const spec = docOperand(name, operand);
      if (Object.keys(spec).length === 0) throw new StoreError(2, "$project needs at least one field");
      const project = compileProjection(spec);
      return (docs) => mapped(docs, project);
    }
    case "$count":
      if (typeof operand !== "string" || operand === "" || /[$.\0]/.test(operand))
        throw new StoreError(2, "$count needs a plain field name");
      return counted((n) => ({ [operand]: new Int32(n) }));
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
  return counted((n) => ({
    _id: id,
    ...Object.fromEntries(
      steps.map(([name, step]) => [
        name,
        Number.isSafeInteger(n * step) && Math.abs(n * step) < 2 ** 31
          ? new Int32(n * step)
          : new Double(n * step),
      ]),
    ),
  }));
}

function* chosen(docs: Paced<Doc>, matches: (doc: Doc) => boolean): Paced<Doc> {
  for (const doc of docs) if (doc === PAUSE || matches(doc)) yield doc;
}

/** A stage that only counts: one document, or none when nothing came. */
function counted(answer: (n: number) => Doc): Stage {
  return function* (docs): Paced<Doc> {
    let n = 0;
    for (const doc of docs) {
      if (doc === PAUSE) yield PAUSE;
      else n += 1;
    }
    if (n > 0) yield answer(n);
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
