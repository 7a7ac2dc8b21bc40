// The check of what is stored: the catalog reads, documents decode, the tally is right, and indexes say exactly what
// the documents say. LMDB's commits are all or nothing, so a failure here means damaged files or a bug. At start-up a
// part of each collection is looked at; the command `validate` looks at all of it, paced.
import { Catalog, type Collection } from "./catalog.ts";
import { type Call, flag, namespaceOf } from "./call.ts";
import { entryKey } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { type Index, indexKeys } from "./indexes.ts";
import { afterPrefix } from "./key-encoding.ts";
import { documentPrefix, entryPrefix } from "./layout.ts";
import { PAUSE, type Paced, Slice, patiently, rushed } from "./pace.ts";
import type { Answering } from "./read-commands.ts";
import { tallyOf } from "./tallies.ts";
import { checkStructure, decode } from "./values.ts";
import type { View } from "./views.ts";

/** Damage named of one collection before the check stops looking. */
const MAX_ERRORS = 20;

/** What a check has counted. */
interface Counted {
  documents: number;
  readonly keysPerIndex: Map<string, number>;
}

/** Throws what is damaged. Looks at no more than `limit` documents of each, so that start-up stays quick. */
export function checkIntegrity(view: View, limit: number): void {
  for (const collection of new Catalog(view).list(view)) {
    for (const error of rushed(damages(view, collection, limit, { documents: 0, keysPerIndex: new Map() })))
      throw new Error(error);
  }
}

/** The command: every document and every index entry of a collection. */
export function validate(call: Call, view: View, catalog: Catalog): Answering {
  flag(call.body, "full");
  const namespace = namespaceOf(call);
  const collection = catalog.find(view, namespace);
  if (collection === undefined)
    throw new StoreError(26, `Collection '${namespace}' does not exist to validate.`);
  return async (goOn) => {
    const counted: Counted = { documents: 0, keysPerIndex: new Map() };
    const errors: string[] = [];
    await patiently(damages(view, collection, Infinity, counted), goOn, (error) => void errors.push(error));
    return {
      ns: namespace,
      nInvalidDocuments: 0,
      nrecords: counted.documents,
      nIndexes: collection.indexes.filter((index) => !index.isBuilding).length + 1,
      keysPerIndex: { _id_: counted.documents, ...Object.fromEntries(counted.keysPerIndex) },
      valid: errors.length === 0,
      errors,
      warnings: [],
    };
  };
}

/** Each damage in a sentence. */
function* damages(view: View, collection: Collection, limit: number, counted: Counted): Paced<string> {
  const { namespace, number } = collection;
  const prefix = documentPrefix(number);
  const indexes = collection.indexes.filter((index) => !index.isBuilding);
  for (const { name } of indexes) counted.keysPerIndex.set(name, 0);
  const slice = new Slice();
  let found = 0;
  for (const [key, bytes] of view.range(prefix, afterPrefix(prefix) as Buffer)) {
    if (slice.isOver()) yield PAUSE;
    if (counted.documents === limit || found >= MAX_ERRORS) return;
    counted.documents += 1;
    const id = key.subarray(prefix.length);
    try {
      checkStructure(bytes);
      const doc = decode(bytes);
      for (const index of indexes) {
        const { keys } = indexKeys(doc, index);
        counted.keysPerIndex.set(index.name, (counted.keysPerIndex.get(index.name) ?? 0) + keys.length);
        if (keys.every((values) => view.get(entryKey(index, values, id))?.equals(id) === true)) continue;
        found += 1;
        yield `index ${index.name} of ${namespace} misses the document ${id.toString("hex")}`;
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      found += 1;
      yield `the document ${id.toString("hex")} of ${namespace} does not read (${error.message})`;
    }
  }
  const tally = tallyOf(view, number);
  if (tally.documents !== counted.documents)
    yield `${namespace} counts ${tally.documents} documents and has ${counted.documents}`;
  for (const index of indexes) yield* strayEntries(view, index, namespace, counted, slice);
}

function* strayEntries(
  view: View,
  index: Index,
  namespace: string,
  counted: Counted,
  slice: Slice,
): Paced<string> {
  const prefix = entryPrefix(index.number);
  let entries = 0;
  for (const _ of view.range(prefix, afterPrefix(prefix) as Buffer)) {
    if (slice.isOver()) yield PAUSE;
    entries += 1;
  }
  if (entries !== counted.keysPerIndex.get(index.name))
    yield `index ${index.name} of ${namespace} holds entries of no document`;
}
