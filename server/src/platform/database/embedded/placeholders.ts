// The placeholders for array positions in the paths of an update: "$", "$[]" and "$[name]" with its array filter.
// A path that has them becomes the plain paths of the elements that it means in one document.
import { StoreError, outsideSubset } from "./errors.ts";
import { type Matcher, branchesOf, compileFilter } from "./match.ts";
import { childAt } from "./paths.ts";
import { type Doc, type Value, describe, isArray } from "./values.ts";

/** Array filters by the name that a path calls them. */
export type ArrayFilters = ReadonlyMap<string, Matcher>;
/** The plain paths that a path means in a document; `position` tells where the query matched an array. */
export type Expand = (doc: Doc, position: () => number) => readonly string[];

/** Compiles arrayFilters: each is about one name. */
export function compileArrayFilters(filters: readonly Doc[]): ArrayFilters {
  const compiled = new Map<string, Matcher>();
  for (const filter of filters) {
    const [name, ...more] = new Set(subjectsOf(filter));
    if (name === undefined)
      throw new StoreError(9, "Cannot use an expression without a top-level field name in arrayFilters");
    if (more.length > 0)
      throw new StoreError(
        9,
        `Error parsing array filter :: Expected a single top-level field name, found '${name}' and '${more[0]}'`,
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw new StoreError(
        2,
        `Error parsing array filter :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (compiled.has(name))
      throw new StoreError(9, `Found multiple array filters with the same top-level field name ${name}`);
    compiled.set(name, compileFilter(filter));
  }
  return compiled;
}

function subjectsOf(filter: Doc): string[] {
  return Object.entries(filter).flatMap(([name, operand]) =>
    name.startsWith("$")
      ? ["$and", "$or", "$nor"].includes(name)
        ? branchesOf(name, operand).flatMap(subjectsOf)
        : []
      : [name.split(".")[0] as string],
  );
}

/** The name of the array filter that a part of a path calls; undefined for a part that calls none. */
function filterName(part: string): string | undefined {
  return part.startsWith("$[") && part.endsWith("]") && part !== "$[]" ? part.slice(2, -1) : undefined;
}

/** Does this part of a path stand for elements of an array that the path itself does not number? */
export function isPlaceholder(part: string): boolean {
  return part === "$" || (part.startsWith("$[") && part.endsWith("]"));
}

/** The names of the array filters that a path calls. */
export function filterNames(path: string): string[] {
  return path.split(".").flatMap((part) => filterName(part) ?? []);
}

/** Compiles a path; refuses misplaced placeholders, names without a filter and other fields that begin with a dollar. */
export function compilePath(path: string, filters: ArrayFilters): Expand {
  const parts = path.split(".");
  if (parts.includes("")) throw new StoreError(56, `The update path '${path}' contains an empty field name`);
  const strange = parts.find((part) => part.startsWith("$") && !isPlaceholder(part));
  if (strange !== undefined)
    throw outsideSubset(`Dollar-prefixed field ${strange} in update path ${path}`, 2);
  if (!parts.some(isPlaceholder)) {
    const plain = [path];
    return () => plain;
  }
  if (isPlaceholder(parts[0] as string))
    throw new StoreError(
      2,
      `Cannot have positional or array filter element in the first position in path '${path}'`,
    );
  if (parts.filter((part) => part === "$").length > 1)
    throw new StoreError(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  for (const name of filterNames(path)) {
    if (!filters.has(name))
      throw new StoreError(2, `No array filter found for identifier '${name}' in path '${path}'`);
  }
  return (doc, position) => [...expand(doc, [], parts, { filters, position })];
}

interface Meaning {
  readonly filters: ArrayFilters;
  readonly position: () => number;
}

function* expand(
  value: Value | undefined,
  before: readonly string[],
  rest: readonly string[],
  meaning: Meaning,
): Iterable<string> {
  const [part, ...after] = rest;
  if (part === undefined) {
    yield before.join(".");
  } else if (!isPlaceholder(part) || part === "$") {
    const plain = part === "$" ? String(meaning.position()) : part;
    yield* expand(childAt(value, plain), [...before, plain], after, meaning);
  } else {
    const name = filterName(part);
    const matches = name === undefined ? undefined : meaning.filters.get(name);
    for (const [position, element] of elementsOf(value, before).entries()) {
      if (matches === undefined || matches({ [name as string]: element }))
        yield* expand(element, [...before, String(position)], after, meaning);
    }
  }
}

function elementsOf(value: Value | undefined, path: readonly string[]): readonly Value[] {
  if (isArray(value)) return value;
  throw new StoreError(
    2,
    value === undefined
      ? `The path '${path.join(".")}' must exist in the document in order to apply array updates.`
      : `Cannot apply array updates to non-array element ${path.at(-1)}: ${describe(value)}`,
  );
}
