// Collections and indexes: making, listing and dropping them.
import { type Catalog, type Collection, removeAll } from "./catalog.ts";
import { type Call, document, documents, flag, namespaceOf } from "./call.ts";
import { type Target, indexDocument } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { type Index, type IndexDefinition, compileIndex, parseIndex, patternOf } from "./indexes.ts";
import { sameValue } from "./key-encoding.ts";
import { compileFilter } from "./match.ts";
import { own } from "./paths.ts";
import { EVERYTHING, select } from "./query.ts";
import type { Results } from "./read-commands.ts";
import { entryPrefix } from "./storage.ts";
import { type Doc, type Value, encode, isArray, isDoc } from "./values.ts";
import type { View, WritableView } from "./views.ts";

const ID_INDEX = { v: 2, key: { _id: 1 }, name: "_id_" };
/** Indexes of one collection, as in MongoDB (the one on _id counts). */
const MAX_INDEXES = 64;

export function create(_call: Call, { view, catalog, namespace }: Target): object {
  if (catalog.find(view, namespace) !== undefined)
    throw new StoreError(48, `Collection ${namespace} already exists.`);
  catalog.ensure(view, namespace);
  return {};
}

export function drop(_call: Call, { view, catalog, namespace }: Target): object {
  const collection = catalog.find(view, namespace);
  if (collection === undefined) return {};
  catalog.drop(view, collection);
  return { ns: namespace, nIndexesWas: collection.indexes.length + 1 };
}

export function dropDatabase(call: Call, view: WritableView, catalog: Catalog): object {
  for (const collection of catalog.list(view, call.database)) catalog.drop(view, collection);
  return { dropped: call.database };
}

export function createIndexes(call: Call, target: Target): object {
  const { view, catalog, namespace } = target;
  const isNew = catalog.find(view, namespace) === undefined;
  let collection = catalog.ensure(view, namespace);
  const before = collection.indexes.length + 1;
  for (const spec of documents(call.body, "indexes")) {
    const wanted = parseIndex(spec);
    if (isIdIndex(wanted) || existing(collection, wanted) !== undefined) continue;
    if (collection.indexes.length + 2 > MAX_INDEXES)
      throw new StoreError(2, `Collection ${namespace} has ${MAX_INDEXES} indexes already`);
    collection = build(target, collection, { ...wanted, number: catalog.nextNumber() });
  }
  return {
    numIndexesBefore: before,
    numIndexesAfter: collection.indexes.length + 1,
    createdCollectionAutomatically: isNew,
  };
}

function isIdIndex(wanted: Omit<IndexDefinition, "number">): boolean {
  return wanted.fields.length === 1 && wanted.fields[0]?.path === "_id";
}

/** The index that is already what is wanted; refuses one that only half is. */
function existing(collection: Collection, wanted: Omit<IndexDefinition, "number">): Index | undefined {
  const { namespace } = collection;
  const sameKey = collection.indexes.find(
    (index) => JSON.stringify(index.fields) === JSON.stringify(wanted.fields) && samePartial(index, wanted),
  );
  const sameName = collection.indexes.find((index) => index.name === wanted.name);
  if (sameName !== undefined && sameName !== sameKey) {
    throw new StoreError(
      86,
      `An existing index of ${namespace} has the same name as the requested index but another key: ${wanted.name}`,
    );
  }
  if (sameKey === undefined) return undefined;
  const alike =
    sameKey.name === wanted.name &&
    sameKey.unique === wanted.unique &&
    sameKey.sparse === wanted.sparse &&
    sameKey.expireAfterSeconds === wanted.expireAfterSeconds;
  if (!alike)
    throw new StoreError(
      85,
      `Index ${wanted.name} of ${namespace} already exists with a different name or different options: ${sameKey.name}`,
    );
  return sameKey;
}

function samePartial(index: Index, wanted: Omit<IndexDefinition, "number">): boolean {
  return sameValue(index.partialFilter ?? null, wanted.partialFilter ?? null);
}

function build(target: Target, collection: Collection, definition: IndexDefinition): Collection {
  const index = compileIndex(definition);
  const multikey = new Set<number>();
  for (const found of select(target.view, collection, EVERYTHING)) {
    for (const position of indexDocument(target, index, found.doc())) multikey.add(position);
  }
  const built = compileIndex({ ...definition, multikey: [...multikey].sort((a, b) => a - b) });
  return target.catalog.save(target.view, { ...collection, indexes: [...collection.indexes, built] });
}

export function dropIndexes(call: Call, { view, catalog, namespace }: Target): object {
  const collection = mustExist(catalog.find(view, namespace), namespace);
  const wanted = own(call.body, "index") ?? null;
  const dropped =
    wanted === "*"
      ? collection.indexes
      : (isArray(wanted) ? wanted : [wanted]).map((one) => indexNamed(collection, one));
  for (const index of dropped) removeAll(view, entryPrefix(index.number));
  catalog.save(view, {
    ...collection,
    indexes: collection.indexes.filter((index) => !dropped.includes(index)),
  });
  return { nIndexesWas: collection.indexes.length + 1 };
}

function indexNamed(collection: Collection, wanted: Value): Index {
  if (wanted === "_id_") throw new StoreError(72, "cannot drop _id index");
  const found = collection.indexes.find((index) =>
    isDoc(wanted) ? sameValue(encodedPattern(index), wanted) : index.name === wanted,
  );
  if (found === undefined)
    throw new StoreError(
      27,
      `index not found with name [${isDoc(wanted) ? JSON.stringify(wanted) : String(wanted)}]`,
    );
  return found;
}

function encodedPattern(index: Index): Doc {
  return patternOf(index.fields);
}

function mustExist(collection: Collection | undefined, namespace: string): Collection {
  if (collection === undefined) throw new StoreError(26, `ns does not exist: ${namespace}`);
  return collection;
}

export function listIndexes(call: Call, view: View, catalog: Catalog): Results {
  const namespace = namespaceOf(call);
  const collection = mustExist(catalog.find(view, namespace), namespace);
  const listed = [ID_INDEX, ...collection.indexes.map(describeIndex)];
  return { namespace, documents: listed.map((index) => encode(index)), batchSize: undefined, single: true };
}

function describeIndex(index: Index): Record<string, unknown> {
  return {
    v: 2,
    key: patternOf(index.fields),
    name: index.name,
    ...(index.unique ? { unique: true } : {}),
    ...(index.sparse ? { sparse: true } : {}),
    ...(index.partialFilter === undefined ? {} : { partialFilterExpression: index.partialFilter }),
    ...(index.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: index.expireAfterSeconds }),
  };
}

export function listCollections(call: Call, view: View, catalog: Catalog): Results {
  const matches = compileFilter(document(call.body, "filter", {}));
  const nameOnly = flag(call.body, "nameOnly");
  const listed = catalog.list(view, call.database).map((collection): Doc => {
    const name = collection.namespace.slice(call.database.length + 1);
    const head = { name, type: "collection" };
    return nameOnly
      ? head
      : ({ ...head, options: {}, info: { readOnly: false }, idIndex: ID_INDEX } as never);
  });
  return {
    namespace: `${call.database}.$cmd.listCollections`,
    documents: listed.filter(matches).map((doc) => encode(doc)),
    batchSize: undefined,
    single: true,
  };
}
