// Indexes: their definitions, and the keys that a document has in each.
//
// An index entry's key is the encoded values of its fields (descending ones turned over) followed, unless the
// index is unique, by the encoded _id. A document whose field is an array has one key per element.
import { Int32 } from "bson";
import { type FieldNames, fieldNames } from "./bson-fields.ts";
import { StoreError, outsideSubset } from "./errors.ts";
import { TYPE, encodeKey, invert } from "./key-encoding.ts";
import { type Matcher, compileFilter, hasOperators } from "./match.ts";
import { own } from "./paths.ts";
import { INDEX_OPTIONS, PARTIAL_OPERATORS, refuseUnknown } from "./subset.ts";
import { type Doc, type Value, describe, isArray, isDoc, isTruthy, plainNumber } from "./values.ts";

/** The most keys one document may have in one index. */
const MAX_KEYS = 100_000;

/** The most seconds after which documents expire, as in MongoDB. */
const MAX_EXPIRY = 2 ** 31 - 1;

export interface KeyField {
  readonly path: string;
  readonly direction: 1 | -1;
}

/** An index as the catalog keeps it. */
export interface IndexDefinition {
  /** Stands in every key of the index; never used twice. */
  readonly number: number;
  readonly name: string;
  readonly fields: readonly KeyField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partialFilter: Doc | undefined;
  readonly expireAfterSeconds: number | undefined;
  /** Positions of fields in which some document has held an array. */
  readonly multikey: readonly number[];
  /** Not all documents have their entries yet: writes keep it, queries do not use it. */
  readonly isBuilding: boolean;
}

/** A definition with what is compiled from it. */
export interface Index extends IndexDefinition {
  readonly covers: Matcher;
  /** The fields it looks at; the filter of a partial index names fields only (checkPartial). */
  readonly names: FieldNames;
}

export function compileIndex(definition: IndexDefinition): Index {
  const { fields, partialFilter } = definition;
  return {
    ...definition,
    covers: partialFilter === undefined ? () => true : compileFilter(partialFilter),
    names: fieldNames([...fields.map((field) => field.path), ...Object.keys(partialFilter ?? {})]),
  };
}

/** Parses a key pattern ({a: 1, "b.c": -1}) of an index or a sort; refuses text, hashed, geo and the like by name. */
export function parsePattern(pattern: Value | undefined, what: string): readonly KeyField[] {
  if (!isDoc(pattern)) throw new StoreError(9, `${what} must be a document`);
  return Object.entries(pattern).map(([path, order]) => {
    const direction = plainNumber(order);
    if (direction !== 1 && direction !== -1) throw outsideSubset(`${what} ${path}: ${describe(order)}`, 2);
    if (path.split(".").some((part) => part === "" || part.startsWith("$")))
      throw outsideSubset(`${what} path ${path}`, 2);
    if (path.split(".").some((part) => /^\d+$/.test(part)))
      throw outsideSubset(`${what} on an array position (${path})`, 2);
    return { path, direction };
  });
}

/** Parses one entry of createIndexes; the number is given later. */
export function parseIndex(spec: Doc): Omit<IndexDefinition, "number"> {
  refuseUnknown(spec, INDEX_OPTIONS, "Index option");
  const version = own(spec, "v");
  if (version !== undefined && plainNumber(version) !== 2)
    throw outsideSubset(`Index version ${describe(version)}`);
  const fields = parsePattern(own(spec, "key"), "Index key");
  if (fields.length === 0 || fields.length > 32)
    throw new StoreError(2, "An index has between 1 and 32 fields");
  const partialFilter = own(spec, "partialFilterExpression");
  const ttl = own(spec, "expireAfterSeconds");
  const expireAfterSeconds = ttl === undefined ? undefined : plainNumber(ttl);
  if (ttl !== undefined) {
    if (expireAfterSeconds === undefined || !(expireAfterSeconds >= 0 && expireAfterSeconds <= MAX_EXPIRY))
      throw new StoreError(2, `expireAfterSeconds must be a number from 0 to ${MAX_EXPIRY}`);
    if (fields.length > 1) throw new StoreError(2, "A TTL index has one field");
  }
  if (partialFilter !== undefined) checkPartial(partialFilter);
  const name = own(spec, "name") ?? fields.map((field) => `${field.path}_${field.direction}`).join("_");
  if (typeof name !== "string" || name === "") throw new StoreError(2, "An index name is a nonempty string");
  return {
    name,
    fields,
    unique: isTruthy(own(spec, "unique")),
    sparse: isTruthy(own(spec, "sparse")),
    partialFilter: partialFilter as Doc | undefined,
    expireAfterSeconds,
    multikey: [],
    isBuilding: false,
  };
}

function checkPartial(filter: Value): void {
  if (!isDoc(filter)) throw new StoreError(2, "partialFilterExpression must be a document");
  compileFilter(filter);
  for (const [name, operand] of Object.entries(filter)) {
    if (name.startsWith("$")) throw outsideSubset(`partialFilterExpression operator ${name}`, 2);
    if (!hasOperators(operand)) continue;
    refuseUnknown(operand, PARTIAL_OPERATORS, "partialFilterExpression operator");
    if (own(operand, "$exists") !== undefined && !isTruthy(own(operand, "$exists")))
      throw outsideSubset("partialFilterExpression $exists: false", 2);
  }
}

/** The index's key pattern as a document. */
export function patternOf(fields: readonly KeyField[]): Doc {
  return Object.fromEntries(fields.map((field) => [field.path, new Int32(field.direction)]));
}

/** What a document contributes to an index. */
export interface DocumentKeys {
  readonly keys: readonly Buffer[];
  readonly multikey: readonly number[];
}

/** The keys of a document in an index; none when the index is sparse or partial and leaves the document out. */
export function indexKeys(doc: Doc, index: Index): DocumentKeys {
  if (!index.covers(doc)) return { keys: [], multikey: [] };
  const built = patternKeys(doc, index.fields);
  if (index.sparse && built.missing) return { keys: [], multikey: [] };
  return built;
}

/** The bytes by which a document sorts: the least of its keys for the pattern. */
export function sortKey(doc: Doc, fields: readonly KeyField[]): Buffer {
  const { keys } = sortKeys(doc, fields);
  return keys.reduce((least, key) => (Buffer.compare(key, least) < 0 ? key : least));
}

function sortKeys(doc: Doc, fields: readonly KeyField[]): DocumentKeys {
  try {
    return patternKeys(doc, fields);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 171)) throw error;
    throw new StoreError(2, "cannot sort with keys that are parallel arrays");
  }
}

/** Sentinel for an empty array: it sorts before null. */
const EMPTY = Symbol("empty array");
type Part = Value | undefined | typeof EMPTY;

function patternKeys(doc: Doc, fields: readonly KeyField[]): DocumentKeys & { readonly missing: boolean } {
  const paths = fields.map((field) => field.path.split("."));
  const multikey = new Set<number>();
  const rows = expand(
    fields.map(() => doc),
    paths.map(() => 0),
    paths,
    multikey,
  );
  const keys = new Map<string, Buffer>();
  let missing = true;
  for (const row of rows) {
    if (row.some((part) => part !== undefined)) missing = false;
    const parts = row.map((part, at) => {
      const bytes = part === EMPTY ? Buffer.of(TYPE.emptyArray) : encodeKey(part);
      return fields[at]?.direction === -1 ? invert(bytes) : bytes;
    });
    const key = Buffer.concat(parts);
    keys.set(key.toString("latin1"), key);
  }
  return { keys: [...keys.values()], multikey: [...multikey].sort((a, b) => a - b), missing };
}

/**
 * All combinations of the fields' values. Every field walks its path until it ends or meets an array; the fields
 * that stand before the same array then go on together, once per element. Two different arrays at once are refused.
 */
function expand(
  values: readonly Part[],
  depths: readonly number[],
  paths: readonly string[][],
  multikey: Set<number>,
): Part[][] {
  const held = [...values];
  const at = [...depths];
  let array: readonly Value[] | undefined;
  for (const [position, parts] of paths.entries()) {
    while ((at[position] as number) < parts.length && isDoc(held[position])) {
      held[position] = own(held[position], parts[at[position] as number] as string);
      at[position] = (at[position] as number) + 1;
    }
    const value = held[position];
    if (isArray(value as Value) && !isDone(at[position])) {
      array ??= value as readonly Value[];
      if (array !== value)
        throw new StoreError(
          171,
          `cannot index parallel arrays [${paths.map((path) => path.join(".")).join(", ")}]`,
        );
    } else if (value !== EMPTY && (at[position] as number) < parts.length) {
      held[position] = undefined;
    }
  }
  if (array === undefined) return [held];
  const sharing = held.map((value) => value === array);
  for (const [position, shares] of sharing.entries()) if (shares) multikey.add(position);
  const elements: readonly Part[] = array.length === 0 ? [EMPTY] : array;
  const rows: Part[][] = [];
  for (const element of elements) {
    const next = held.map((value, position) =>
      sharing[position] === true
        ? elementFor(element, at[position] as number, paths[position] as string[])
        : value,
    );
    const depth = at.map((value, position) =>
      sharing[position] === true && !isDoc(next[position] as Value) ? FINISHED : value,
    );
    rows.push(...expand(next, depth, paths, multikey));
    if (rows.length > MAX_KEYS)
      throw new StoreError(2, `A document has more than ${MAX_KEYS} keys in one index`);
  }
  return rows;
}

/** A depth that says: this field has its value; an array in it is a value, not to be opened again. */
const FINISHED = Number.MAX_SAFE_INTEGER;

function isDone(depth: number | undefined): boolean {
  return depth === FINISHED;
}

function elementFor(element: Part, depth: number, path: readonly string[]): Part {
  if (depth >= path.length) return element;
  return isDoc(element as Value) ? element : undefined;
}
