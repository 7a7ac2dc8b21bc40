// Storing, changing and removing one document with all its index entries. Everything is checked before anything
// is written, so a refused document leaves no trace.
import { Int32 } from "bson";
import { fieldNames, pick, sameFields } from "./bson-fields.ts";
import { documentPrefix, entryPrefix } from "./layout.ts";
import type { Catalog, Collection } from "./catalog.ts";
import { StoreError, must, outsideSubset } from "./errors.ts";
import { type Index, compileIndex, indexKeys, patternOf } from "./indexes.ts";
import { encodeKey } from "./key-encoding.ts";
import { own, valueAt } from "./paths.ts";
import type { Found } from "./query.ts";
import { type Doc, MAX_DEPTH, type Value, bsonClass, describe, encode, isArray, isDoc } from "./values.ts";
import { MAX_KEY_BYTES, type WritableView } from "./views.ts";

/** Where a write happens. */
export interface Target {
  readonly view: WritableView;
  readonly catalog: Catalog;
  readonly namespace: string;
}

const ID = fieldNames(["_id"]);

/** Inserts a document; refuses a duplicate key with 11000. */
export function insertDocument(target: Target, doc: Doc): void {
  const id = own(doc, "_id");
  const ordered = id === undefined ? doc : { _id: id, ...doc };
  checkStorable(ordered, "", 1);
  writeDocument(target, collectionOf(target), undefined, ordered, encode(ordered));
}

/** The same for bytes that are storable as they are (checkStructure); only what the indexes look at is decoded. */
export function insertStorable(target: Target, bytes: Buffer): void {
  const collection = collectionOf(target);
  const { indexes } = collection;
  const names = indexes.length === 0 ? ID : [...ID, ...indexes.flatMap((index) => index.names)];
  writeDocument(target, collection, undefined, pick(bytes, names), bytes);
}

/** Puts `after`, of which these are the bytes, in the place of a stored document. */
export function replaceDocument(target: Target, before: Found, after: Doc, bytes: Buffer): void {
  checkStorable(after, "", 1);
  writeDocument(target, collectionOf(target), before, after, bytes);
}

export function removeDocument(target: Target, before: Found): void {
  writeDocument(target, collectionOf(target), before, undefined, undefined);
}

function collectionOf({ view, catalog, namespace }: Target): Collection {
  return catalog.ensure(view, namespace);
}

/** `bytes` are all of the document, of which `after` may show only what the indexes look at. */
function writeDocument(
  target: Target,
  collection: Collection,
  before: Found | undefined,
  after: Doc | undefined,
  bytes: Buffer | undefined,
): void {
  const { view, namespace } = target;
  const id = own(must(before?.doc() ?? after, "a write has a document"), "_id");
  if (id === undefined) throw new Error("Embedded store bug: every document has an _id");
  if (isArray(id) || bsonClass(id) === "BSONRegExp")
    throw new StoreError(2, `The '_id' value cannot be of type ${isArray(id) ? "array" : "regex"}`);
  const idBytes = encodeKey(id);
  const key = Buffer.concat([documentPrefix(collection.number), idBytes]);
  if (key.length > MAX_KEY_BYTES) throw keyTooLong("_id_", namespace);
  if (before === undefined && view.get(key) !== undefined)
    throw duplicateKey(namespace, "_id_", { _id: new Int32(1) }, { _id: id });
  const changes = collection.indexes.map((index) =>
    bytes !== undefined && before !== undefined && sameFields(before.bytes, bytes, index.names)
      ? NO_CHANGES
      : entryChanges(target, index, before?.doc(), after, idBytes),
  );
  for (const { removed, added } of changes) {
    for (const entry of removed) view.remove(entry);
    for (const entry of added) view.put(entry, idBytes);
  }
  if (bytes === undefined) view.remove(key);
  else view.put(key, bytes);
  view.tally(collection.number, {
    documents: (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    bytes: (bytes?.length ?? 0) - (before?.bytes.length ?? 0),
  });
  noteMultikey(
    target,
    collection,
    changes.map((change) => change.multikey),
  );
}

interface EntryChanges {
  readonly removed: readonly Buffer[];
  readonly added: readonly Buffer[];
  readonly multikey: readonly number[];
}

const NO_CHANGES: EntryChanges = { removed: [], added: [], multikey: [] };

function entryChanges(
  target: Target,
  index: Index,
  before: Doc | undefined,
  after: Doc | undefined,
  idBytes: Buffer,
): EntryChanges {
  const old =
    before === undefined
      ? []
      : indexKeys(before, index).keys.map((values) => entryKey(index, values, idBytes));
  const built = after === undefined ? { keys: [], multikey: [] } : indexKeys(after, index);
  const fresh = built.keys.map((values) => entryKey(index, values, idBytes));
  const added = without(fresh, old);
  const isOwn = (key: Buffer) => target.view.get(key)?.equals(idBytes) ?? false;
  for (const key of added) {
    if (key.length > MAX_KEY_BYTES) throw keyTooLong(index.name, target.namespace);
    if (index.unique && target.view.get(key) !== undefined && !(index.isBuilding && isOwn(key)))
      throw duplicateOf(target.namespace, index, must(after, "only a document adds keys"));
  }
  const removed = without(old, fresh);
  return {
    // While a unique index is built, an entry may be another document's: this one has not been reached yet.
    removed: index.unique && index.isBuilding ? removed.filter(isOwn) : removed,
    added,
    multikey: built.multikey,
  };
}

function without(keys: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] {
  if (keys.length === 0 || others.length === 0) return keys;
  const known = new Set(others.map((key) => key.toString("latin1")));
  return keys.filter((key) => !known.has(key.toString("latin1")));
}

/** The full key of an index entry: in a unique index two documents with the same values meet in the same key. */
export function entryKey(index: Index, values: Buffer, idBytes: Buffer): Buffer {
  return Buffer.concat(
    index.unique ? [entryPrefix(index.number), values] : [entryPrefix(index.number), values, idBytes],
  );
}

/** Adds the entries of a stored document to an index that is being built; those it has already stay. */
export function indexDocument(target: Target, index: Index, doc: Doc): readonly number[] {
  const idBytes = encodeKey(own(doc, "_id"));
  const { added, multikey } = entryChanges(target, index, undefined, doc, idBytes);
  for (const entry of added) target.view.put(entry, idBytes);
  return multikey;
}

/** Remembers in the catalog that an index has met an array: plans may then take less from it. */
export function noteMultikey(
  target: Target,
  collection: Collection,
  met: readonly (readonly number[])[],
): void {
  const isNew = collection.indexes.some((index, at) =>
    met[at]?.some((position) => !index.multikey.includes(position)),
  );
  if (!isNew) return;
  const indexes = collection.indexes.map((index, at) =>
    compileIndex({
      ...index,
      multikey: [...new Set([...index.multikey, ...(met[at] ?? [])])].sort((a, b) => a - b),
    }),
  );
  target.catalog.save(target.view, { ...collection, indexes });
}

function checkStorable(value: Value, path: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new StoreError(15, `Document nests deeper than ${MAX_DEPTH} levels`);
  if (isArray(value)) for (const element of value) checkStorable(element, path, depth + 1);
  // The bson package makes one of a document with $ref and $id.
  if (bsonClass(value) === "DBRef") throw outsideSubset(`The DBRef at '${path}' in a stored document`, 52);
  if (!isDoc(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name.startsWith("$"))
      throw new StoreError(
        52,
        `The dollar ($) prefixed field '${name}' in '${path}${name}' is not allowed in stored documents`,
      );
    if (name.includes("."))
      throw outsideSubset(`The dotted field name '${path}${name}' in a stored document`, 57);
    if (typeof inner === "object" && inner !== null) checkStorable(inner, `${path}${name}.`, depth + 1);
  }
}

function keyTooLong(index: string, namespace: string): StoreError {
  return new StoreError(
    17280,
    `KeyTooLong: a value is too long for index ${index} of ${namespace}; keys hold at most ${MAX_KEY_BYTES} bytes`,
  );
}

function duplicateOf(namespace: string, index: Index, doc: Doc): StoreError {
  const values = Object.fromEntries(
    index.fields.map((field) => [field.path, valueAt(doc, field.path) ?? null]),
  );
  return duplicateKey(namespace, index.name, patternOf(index.fields), values);
}

function duplicateKey(namespace: string, index: string, keyPattern: Doc, keyValue: Doc): StoreError {
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: ${describe(keyValue)}`;
  return new StoreError(11000, message, { details: { keyPattern, keyValue } });
}
