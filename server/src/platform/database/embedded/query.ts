// Reading documents: by plan, filter, sort, skip and limit. Lazy, so that a cursor reads no further than asked.
import type { Collection } from "./catalog.ts";
import { StoreError } from "./errors.ts";
import { type KeyField, sortKey } from "./indexes.ts";
import { compileFilter } from "./match.ts";
import { type Plan, choosePlan } from "./plan.ts";
import { documentPrefix } from "./storage.ts";
import { type Doc, decode } from "./values.ts";
import type { View } from "./views.ts";

/** Bytes that a sort without an index may hold, as in MongoDB. */
const MAX_SORT_BYTES = 100 * 1024 * 1024;
/** Between two looks at the clock. */
const DOCUMENTS_PER_CLOCK = 128;

export interface Query {
  readonly filter: Doc;
  readonly sort: readonly KeyField[];
  readonly skip: number;
  /** Zero for no limit. */
  readonly limit: number;
  /** When to give up with MaxTimeMSExpired (epoch milliseconds); undefined for never. */
  readonly deadline?: number | undefined;
}

export const EVERYTHING: Query = { filter: {}, sort: [], skip: 0, limit: 0 };

/** A stored document; decoded only when someone looks. */
export interface Found {
  readonly bytes: Buffer;
  doc(): Doc;
}

/** Checks the whole query at once, so that a bad one is refused before its first document. */
export function select(view: View, collection: Collection | undefined, query: Query): Iterable<Found> {
  const matches = compileFilter(query.filter);
  if (collection === undefined) return [];
  const plan = choosePlan(collection, query.filter, query.sort);
  const found = filtered(scan(view, collection, plan), query, matches);
  const ordered = plan.isSorted ? found : sorted(found, query.sort);
  return page(ordered, query.skip, query.limit);
}

function* scan(view: View, collection: Collection, plan: Plan): Iterable<Found> {
  const documents = documentPrefix(collection.number);
  const seen = new Set<string>();
  for (const { low, high } of plan.ranges) {
    for (const [, value] of view.range(low, high, plan.reverse)) {
      if (plan.isPrimary) {
        yield lazily(value);
        continue;
      }
      const id = plan.repeats ? value.toString("latin1") : "";
      if (plan.repeats && seen.has(id)) continue;
      if (plan.repeats) seen.add(id);
      const bytes = view.get(Buffer.concat([documents, value]));
      if (bytes === undefined)
        throw new Error(
          `Embedded store bug: index ${plan.index} of ${collection.namespace} leads to no document`,
        );
      yield lazily(bytes);
    }
  }
}

function lazily(bytes: Buffer): Found {
  let doc: Doc | undefined;
  return { bytes, doc: () => (doc ??= decode(bytes)) };
}

function* filtered(
  documents: Iterable<Found>,
  query: Query,
  matches: (doc: Doc) => boolean,
): Iterable<Found> {
  const isEverything = Object.keys(query.filter).length === 0;
  let count = 0;
  for (const found of documents) {
    count += 1;
    if (query.deadline !== undefined && count % DOCUMENTS_PER_CLOCK === 0 && Date.now() > query.deadline) {
      throw new StoreError(50, "operation exceeded time limit");
    }
    if (isEverything || matches(found.doc())) yield found;
  }
}

function* sorted(documents: Iterable<Found>, sort: readonly KeyField[]): Iterable<Found> {
  const keyed: { readonly key: Buffer; readonly found: Found }[] = [];
  let bytes = 0;
  for (const found of documents) {
    bytes += found.bytes.length;
    if (bytes > MAX_SORT_BYTES)
      throw new StoreError(2, `Sort exceeded ${MAX_SORT_BYTES} bytes; it needs an index`);
    keyed.push({ key: sortKey(found.doc(), sort), found: lazily(found.bytes) });
  }
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  for (const { found } of keyed) yield found;
}

function* page(documents: Iterable<Found>, skip: number, limit: number): Iterable<Found> {
  let position = 0;
  for (const found of documents) {
    position += 1;
    if (position <= skip) continue;
    yield found;
    if (limit > 0 && position >= skip + limit) return;
  }
}
