// Collections and indexes: making, listing and dropping them.
import type { Catalog, Collection } from "./catalog.ts";
import { type Call, document, documents, flag, namespaceOf } from "./call.ts";
import type { Results } from "./cursors.ts";
import { type Target, indexDocument } from "./documents.ts";
import { StoreError, writeConflict } from "./errors.ts";
import { type Index, type IndexDefinition, compileIndex, parseIndex, patternOf } from "./indexes.ts";
import { sameValue } from "./key-encoding.ts";
import { compileFilter } from "./match.ts";
import { own } from "./paths.ts";
import { EVERYTHING, select } from "./query.ts";
import { rushed } from "./pace.ts";
import { type Doc, type Value, encode, isArray, isDoc } from "./values.ts";
import type { View } from "./views.ts";

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

export function dropDatabase(call: Call, { view, catalog }: Target): object {
  for (const collection of catalog.list(view, call.database)) catalog.drop(view, collection);
  return { dropped: call.database };
}

/** createIndexes in one go: inside a transaction. index-builds.ts has the one for large collections. */
export function createIndexes(call: Call, target: Target): object {
  const { collection, wanted, ...begun } = beginIndexes(call, target);
  let built = collection;
  for (const definition of wanted) built = buildNow(target, built, definition);
  return { ...begun, numIndexesAfter: built.indexes.length + 1 };
}

export interface BegunIndexes {
  readonly collection: Collection;
  /** Those that are not there yet, numbered. */
  readonly wanted: readonly IndexDefinition[];
  readonly numIndexesBefore: number;
  readonly createdCollectionAutomatically: boolean;
}

/** Reads what createIndexes wants and refuses what it must not have; makes the collection when it is not there. */
export function beginIndexes(call: Call, { view, catalog, namespace }: Target): BegunIndexes {
  const isNew = catalog.find(view, namespace) === undefined;
  const collection = catalog.ensure(view, namespace);
  const wanted: IndexDefinition[] = [];
  for (const spec of documents(call.body, "indexes")) {
    const index = parseIndex(spec);
    const known = [...collection.indexes, ...wanted];
    if (isIdIndex(index)) refuseIdOptions(spec);
    if (isIdIndex(index) || existing(namespace, known, index)) continue;
    if (known.length + 2 > MAX_INDEXES)
      throw new StoreError(2, `Collection ${namespace} has ${MAX_INDEXES} indexes already`);
    wanted.push({ ...index, number: catalog.nextNumber() });
  }
  return {
    collection,
    wanted,
    numIndexesBefore: collection.indexes.length + 1,
    createdCollectionAutomatically: isNew,
  };
}

function isIdIndex(wanted: Omit<IndexDefinition, "number">): boolean {
  return wanted.fields.length === 1 && wanted.fields[0]?.path === "_id";
}

/** The index on _id is always there, and is as it is. */
function refuseIdOptions(spec: Doc): void {
  for (const option of ["unique", "sparse", "partialFilterExpression", "expireAfterSeconds"])
    if (own(spec, option) !== undefined)
      throw new StoreError(197, `The field '${option}' is not valid for an _id index specification`);
}

/** Is there already what is wanted? Refuses what only half is. */
function existing(
  namespace: string,
  known: readonly IndexDefinition[],
  wanted: Omit<IndexDefinition, "number">,
): boolean {
  const sameKey = known.find(
    (index) => JSON.stringify(index.fields) === JSON.stringify(wanted.fields) && sameKind(index, wanted),
  );
  const sameName = known.find((index) => index.name === wanted.name);
  if (sameName !== undefined && sameName !== sameKey) {
    throw new StoreError(
      86,
      `An existing index of ${namespace} has the same name as the requested index but another key: ${wanted.name}`,
    );
  }
  if (sameKey === undefined) return false;
  const alike = sameKey.name === wanted.name && sameKey.expireAfterSeconds === wanted.expireAfterSeconds;
  if (!alike)
    throw new StoreError(
      85,
      `Index ${wanted.name} of ${namespace} already exists with a different name or different options: ${sameKey.name}`,
    );
  // Only a transaction meets one: whether it will be whole is not known yet.
  if (sameKey.isBuilding) throw writeConflict();
  return true;
}

/** Indexes on the same fields are of one kind when these agree; of different kinds a collection may have several. */
function sameKind(index: IndexDefinition, wanted: Omit<IndexDefinition, "number">): boolean {
  return (
    index.unique === wanted.unique &&
    index.sparse === wanted.sparse &&
    sameValue(index.partialFilter ?? null, wanted.partialFilter ?? null)
  );
}

/** Adds an index and all its entries in the commit at hand. */
export function buildNow(target: Target, collection: Collection, definition: IndexDefinition): Collection {
  const index = compileIndex(definition);
  const multikey = new Set<number>();
  for (const found of rushed(select(target.view, collection, EVERYTHING).found)) {
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
  catalog.dropIndexes(view, collection, dropped);
  return { nIndexesWas: collection.indexes.length + 1 };
}

function indexNamed(collection: Collection, wanted: Value): Index {
  if (wanted === "_id_") throw new StoreError(72, "cannot drop _id index");
  const found = collection.indexes.find((index) =>
    isDoc(wanted) ? sameValue(patternOf(index.fields), wanted) : index.name === wanted,
  );
  if (found === undefined)
    throw new StoreError(
      27,
      `index not found with name [${isDoc(wanted) ? JSON.stringify(wanted) : String(wanted)}]`,
    );
  return found;
}

function mustExist(collection: Collection | undefined, namespace: string): Collection {
  if (collection === undefined) throw new StoreError(26, `ns does not exist: ${namespace}`);
  return collection;
}

export function listIndexes(call: Call, view: View, catalog: Catalog): Results {
  const namespace = namespaceOf(call);
  const collection = mustExist(catalog.find(view, namespace), namespace);
  const listed = [ID_INDEX, ...collection.indexes.filter((index) => !index.isBuilding).map(describeIndex)];
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
