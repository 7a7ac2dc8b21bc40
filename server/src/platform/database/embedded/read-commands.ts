// find, count and distinct.
import type { Catalog } from "./catalog.ts";
import { type Call, document, flag, integer, namespaceOf, text } from "./call.ts";
import type { Results } from "./cursors.ts";
import { parsePattern } from "./indexes.ts";
import { encodeKey } from "./key-encoding.ts";
import { type GoOn, mapped, patiently } from "./pace.ts";
import { own, valuesAt } from "./paths.ts";
import { compileProjection } from "./projection.ts";
import { EVERYTHING, type Query, select, selectUnseen } from "./query.ts";
import { tallyOf } from "./tallies.ts";
import { type Value, encode } from "./values.ts";
import { Overlay, type View } from "./views.ts";

/** A command that answers values and no cursor; it may take its time. */
export type Answering = (goOn: GoOn) => Promise<object>;

export function findQuery({ body }: Call): Query {
  return {
    filter: document(body, "filter", {}),
    sort: parsePattern(own(body, "sort") ?? {}, "Sort"),
    skip: integer(body, "skip", 0),
    limit: integer(body, "limit", 0),
  };
}

export function find(call: Call, view: View, catalog: Catalog): Results {
  const { body } = call;
  const namespace = namespaceOf(call);
  const projection = document(body, "projection", {});
  const project = Object.keys(projection).length === 0 ? undefined : compileProjection(projection);
  const { found } = select(view, catalog.find(view, namespace), findQuery(call));
  return {
    namespace,
    documents: mapped(found, (one) => (project === undefined ? one.bytes : encode(project(one.doc())))),
    batchSize: own(body, "batchSize") === undefined ? undefined : integer(body, "batchSize", 0),
    single: flag(body, "singleBatch"),
  };
}

export function countQuery({ body }: Call): Query {
  return {
    ...EVERYTHING,
    filter: document(body, "query", {}),
    skip: integer(body, "skip", 0),
    limit: integer(body, "limit", 0),
  };
}

export function count(call: Call, view: View, catalog: Catalog): Answering {
  const query = countQuery(call);
  const collection = catalog.find(view, namespaceOf(call));
  return async (goOn) => {
    const isAll = Object.keys(query.filter).length === 0 && query.skip === 0 && query.limit === 0;
    // A transaction's own writes are not in the tally.
    if (isAll && collection !== undefined && !(view instanceof Overlay))
      return { n: tallyOf(view, collection.number).documents };
    let n = 0;
    await patiently(selectUnseen(view, collection, query).found, goOn, () => void (n += 1));
    return { n };
  };
}

export function distinctQuery({ body }: Call): Query {
  return { ...EVERYTHING, filter: document(body, "query", {}) };
}

export function distinct(call: Call, view: View, catalog: Catalog): Answering {
  const key = text(call.body, "key");
  const query = distinctQuery(call);
  const collection = catalog.find(view, namespaceOf(call));
  return async (goOn) => {
    const values = new Map<string, Value>();
    await patiently(select(view, collection, query).found, goOn, (found) => {
      for (const value of valuesAt(found.doc(), key).flat() as (Value | undefined)[]) {
        if (value === undefined) continue;
        const id = encodeKey(value).toString("latin1");
        if (!values.has(id)) values.set(id, value);
      }
    });
    return { values: [...values.values()] };
  };
}
