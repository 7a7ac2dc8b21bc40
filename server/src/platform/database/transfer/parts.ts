// What a database holds, as a stream of parts: the one form between reading a database, a backup file and filling a
// database. Each collection comes as its definition, its documents in _id order, and its seal.
import { createHash } from "node:crypto";
import { serialize } from "bson";

/** An index as listIndexes gives it, without its version; the one on _id goes without saying. */
export type IndexDefinition = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
};

export interface CollectionDefinition {
  readonly name: string;
  /** As given to `create`; the product's own collections have none. */
  readonly options: Readonly<Record<string, unknown>>;
  /** In the order of their names. */
  readonly indexes: readonly IndexDefinition[];
}

/** What a collection's documents come to. */
export interface Seal {
  readonly name: string;
  readonly documents: number;
  /** Of their BSON. */
  readonly bytes: number;
  /** SHA-256 (hex) over the documents' canonical BSON in _id order. */
  readonly sha256: string;
}

export type Part =
  | { readonly kind: "collection"; readonly definition: CollectionDefinition }
  /** At most `batchDocuments`, and about `batchBytes`; each is canonical BSON (canonical.ts). */
  | { readonly kind: "documents"; readonly documents: readonly Buffer[] }
  | { readonly kind: "seal"; readonly seal: Seal };

export const batchDocuments = 1_000;
export const batchBytes = 1024 * 1024;

/** A collection with what its documents come to. */
export interface Sealed {
  readonly definition: CollectionDefinition;
  readonly seal: Seal;
}

export interface Sealer {
  /** Documents so far. */
  readonly counted: () => number;
  readonly add: (document: Buffer) => void;
  readonly seal: () => Seal;
}

/** Counts and hashes the documents of one collection as they pass. */
export function makeSealer(name: string): Sealer {
  const hash = createHash("sha256");
  let documents = 0;
  let bytes = 0;
  return {
    counted: () => documents,
    add: (document) => {
      documents += 1;
      bytes += document.length;
      hash.update(document);
    },
    seal: () => ({ name, documents, bytes, sha256: hash.digest("hex") }),
  };
}

/** One hash (SHA-256, hex) for a whole database: over each collection's definition and seal, in the order given. */
export function contentHash(collections: readonly Sealed[]): string {
  const hash = createHash("sha256");
  for (const { definition, seal } of collections) {
    hash.update(serialize(plainDefinition(definition)));
    hash.update(serialize({ ...seal }));
  }
  return hash.digest("hex");
}

/** One hash (SHA-256, hex) over definitions, in the order given. */
export function definitionsHash(definitions: readonly CollectionDefinition[]): string {
  const hash = createHash("sha256");
  for (const definition of definitions) hash.update(serialize(plainDefinition(definition)));
  return hash.digest("hex");
}

/** The definition with the options of each index in one order, so that two servers' listings compare. */
export function plainDefinition(definition: CollectionDefinition): CollectionDefinition {
  return {
    name: definition.name,
    options: inOrder(definition.options),
    indexes: [...definition.indexes]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((index) => inOrder(index) as IndexDefinition),
  };
}

/** The order of the fields of an index's key carries meaning and stays. */
const inOrder = (options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));

/** True when two collections are defined alike. */
export const sameDefinition = (a: CollectionDefinition, b: CollectionDefinition): boolean =>
  Buffer.compare(serialize(plainDefinition(a)), serialize(plainDefinition(b))) === 0;

/** An index by which the server itself removes documents when their time has come. */
export const isExpiring = (index: IndexDefinition): boolean => index["expireAfterSeconds"] !== undefined;
