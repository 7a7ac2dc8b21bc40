// The catalog: which collections exist, their numbers and their indexes. Kept as BSON under the collection's
// namespace ("database.collection"), so that creating one is a write like any other.
import { StoreError } from "./errors.ts";
import { type Index, type IndexDefinition, type KeyField, compileIndex } from "./indexes.ts";
import { doom, doomedNumbers } from "./doomed.ts";
import { CATALOG_RANGE, catalogKey, documentPrefix, entryPrefix, tallyKey } from "./layout.ts";
import { type Doc, decode, encode } from "./values.ts";
import type { View, WritableView } from "./views.ts";

/** Bytes of a full namespace, as in MongoDB. */
const MAX_NAMESPACE_BYTES = 255;

export interface Collection {
  readonly namespace: string;
  readonly number: number;
  /** All but the index on _id, which is the order of the documents themselves. */
  readonly indexes: readonly Index[];
}

/** An entry as it was read last, so that it is parsed again only when it has changed. */
interface Parsed {
  readonly key: Buffer;
  readonly bytes: Buffer;
  readonly collection: Collection;
}

/** Reads and changes the catalog through a view; hands out the numbers that stand in keys. */
export class Catalog {
  readonly #parsed = new Map<string, Parsed>();
  #lastNumber = 0;

  constructor(view: View) {
    for (const collection of this.list(view)) {
      this.#lastNumber = Math.max(
        this.#lastNumber,
        collection.number,
        ...collection.indexes.map((index) => index.number),
      );
    }
    // The number of what is still being removed must not be given again.
    this.#lastNumber = Math.max(this.#lastNumber, ...doomedNumbers(view));
  }

  find(view: View, namespace: string): Collection | undefined {
    const bytes = view.get(this.#parsed.get(namespace)?.key ?? catalogKey(namespace));
    return bytes === undefined ? undefined : this.#parse(namespace, bytes);
  }

  /** All collections, or those of one database. */
  list(view: View, database?: string): Collection[] {
    const found: Collection[] = [];
    for (const [key, bytes] of view.range(...CATALOG_RANGE)) {
      const namespace = key.toString("utf8", 1);
      if (database === undefined || namespace.startsWith(`${database}.`))
        found.push(this.#parse(namespace, bytes));
    }
    return found;
  }

  /** The collection, made when it does not exist. */
  ensure(view: WritableView, namespace: string): Collection {
    const found = this.find(view, namespace);
    if (found !== undefined) return found;
    const name = namespace.slice(namespace.indexOf(".") + 1);
    const bad =
      name === "" ||
      name.includes("$") ||
      name.includes("\0") ||
      name.startsWith("system.") ||
      name.startsWith(".");
    if (bad || Buffer.byteLength(namespace) > MAX_NAMESPACE_BYTES)
      throw new StoreError(73, `Invalid namespace specified '${namespace}'`);
    const number = this.nextNumber();
    // In an earlier run it may have been another's, of which documents came in the very commit in which it was dropped.
    view.remove(tallyKey(number));
    return this.save(view, { namespace, number, indexes: [] });
  }

  save(view: WritableView, collection: Collection): Collection {
    const indexes = collection.indexes.map((index) => ({
      number: index.number,
      name: index.name,
      paths: index.fields.map((field) => field.path),
      directions: index.fields.map((field) => field.direction),
      unique: index.unique,
      sparse: index.sparse,
      partialFilter: index.partialFilter,
      expireAfterSeconds: index.expireAfterSeconds,
      multikey: index.multikey,
      ...(index.isBuilding ? { isBuilding: true } : {}),
    }));
    view.put(catalogKey(collection.namespace), encode({ number: collection.number, indexes }));
    return collection;
  }

  /** Removes a collection; its documents and index entries go in the background (doomed.ts). */
  drop(view: WritableView, collection: Collection): void {
    view.remove(catalogKey(collection.namespace));
    view.remove(tallyKey(collection.number));
    doom(view, documentPrefix(collection.number));
    for (const index of collection.indexes) doom(view, entryPrefix(index.number));
  }

  dropIndexes(view: WritableView, collection: Collection, dropped: readonly Index[]): Collection {
    for (const index of dropped) doom(view, entryPrefix(index.number));
    const indexes = collection.indexes.filter((index) => !dropped.includes(index));
    return this.save(view, { ...collection, indexes });
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  #parse(namespace: string, bytes: Buffer): Collection {
    const known = this.#parsed.get(namespace);
    if (known !== undefined && (known.bytes === bytes || known.bytes.equals(bytes))) return known.collection;
    const stored = decode(bytes) as unknown as StoredCollection;
    const collection = {
      namespace,
      number: Number(stored.number),
      indexes: stored.indexes.map((index) => compileIndex(definitionOf(index))),
    };
    this.#parsed.set(namespace, { key: catalogKey(namespace), bytes, collection });
    return collection;
  }
}

interface StoredCollection {
  readonly number: unknown;
  readonly indexes: readonly (Omit<IndexDefinition, "fields" | "isBuilding"> & {
    readonly isBuilding?: boolean;
    readonly paths: string[];
    readonly directions: unknown[];
  })[];
}

function definitionOf(stored: StoredCollection["indexes"][number]): IndexDefinition {
  return {
    number: Number(stored.number),
    name: stored.name,
    fields: stored.paths.map((path, at): KeyField => ({
      path,
      direction: Number(stored.directions[at]) === 1 ? 1 : -1,
    })),
    unique: stored.unique,
    sparse: stored.sparse,
    partialFilter: stored.partialFilter as Doc | undefined,
    expireAfterSeconds:
      stored.expireAfterSeconds === undefined ? undefined : Number(stored.expireAfterSeconds),
    multikey: stored.multikey.map(Number),
    isBuilding: stored.isBuilding ?? false,
  };
}
