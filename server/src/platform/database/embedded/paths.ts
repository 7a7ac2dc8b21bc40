// Dotted paths ("author.name", "votes.0.by") through documents and arrays: reading as a query reads, and
// setting as an update sets.
import { StoreError, outsideSubset } from "./errors.ts";
import { type Doc, RESERVED_NAMES, type Value, describe, isArray, isDoc } from "./values.ts";

const POSITION = /^(0|[1-9]\d*)$/;
/** An update may not stretch an array by more than this many missing elements, as in MongoDB. */
const MAX_PADDING = 1_500_000;

/** Does the path's last part name a field or, in an array, an element? */
export function endsInPosition(path: string): boolean {
  return POSITION.test(path.slice(path.lastIndexOf(".") + 1));
}

/**
 * What a query sees at a path: one value per way through arrays; undefined where the path is missing. Elements that
 * the path's last part names by their position go to `positioned`.
 */
export function valuesAt(doc: Doc, path: string, positioned?: (Value | undefined)[]): (Value | undefined)[] {
  const found: (Value | undefined)[] = [];
  collect(doc, path.split("."), 0, found, positioned ?? found);
  return found;
}

function collect(
  value: Value | undefined,
  parts: readonly string[],
  at: number,
  found: (Value | undefined)[],
  positioned: (Value | undefined)[],
): void {
  if (at === parts.length) {
    found.push(value);
    return;
  }
  const part = parts[at] as string;
  if (isDoc(value)) {
    collect(own(value, part), parts, at + 1, found, positioned);
  } else if (isArray(value)) {
    const position = POSITION.test(part) ? Number(part) : -1;
    if (position >= 0 && position < value.length) {
      const element = value[position];
      if (at + 1 === parts.length) positioned.push(element);
      // A leaf in an array holds nothing further, which is not the same as lacking a field.
      else if (isDoc(element) || isArray(element)) collect(element, parts, at + 1, found, positioned);
    }
    for (const element of value) if (isDoc(element)) collect(element, parts, at, found, positioned);
  } else {
    found.push(undefined);
  }
}

/** One value that a query sees at a path, and the position in the outermost array on the way to it. */
export interface Place {
  readonly value: Value | undefined;
  readonly position: number | undefined;
}

/** The places that valuesAt gives the values of, element by element. */
export function* placesAt(doc: Doc, path: string): Iterable<Place> {
  yield* places(doc, path.split("."), 0, undefined);
}

function* places(
  value: Value | undefined,
  parts: readonly string[],
  at: number,
  position: number | undefined,
): Iterable<Place> {
  if (at === parts.length) {
    yield { value, position };
    return;
  }
  const part = parts[at] as string;
  if (isArray(value)) {
    for (const [here, element] of value.entries()) {
      if (isDoc(element)) yield* places(element, parts, at, position ?? here);
      if (part === String(here) && (at + 1 === parts.length || isDoc(element) || isArray(element)))
        yield* places(element, parts, at + 1, position ?? here);
    }
  } else {
    yield* isDoc(value)
      ? places(own(value, part), parts, at + 1, position)
      : [{ value: undefined, position }];
  }
}

/** The field's value, never something inherited. */
export function own(doc: Doc, field: string): Value | undefined {
  return Object.hasOwn(doc, field) ? doc[field] : undefined;
}

/** A copy whose documents and arrays may be changed without changing the original. */
export function copyValue<T extends Value>(value: T): T {
  if (isArray(value)) return value.map(copyValue) as unknown as T;
  if (isDoc(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyValue(inner)])) as T;
  return value;
}

/** The value exactly at a path, positions in arrays counted, no branching. */
export function valueAt(doc: Doc, path: string): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of path.split(".")) value = childAt(value, part);
  return value;
}

/** The field of a document or the element of an array that a part of a path names; undefined where there is none. */
export function childAt(value: Value | undefined, part: string): Value | undefined {
  if (isDoc(value)) return own(value, part);
  return isArray(value) && POSITION.test(part) ? value[Number(part)] : undefined;
}

/** Sets a path in a document that may be changed, making what is missing on the way; refuses to pass through a leaf. */
export function setAt(doc: Doc, path: string, value: Value): void {
  const parts = path.split(".");
  const last = parts.pop() as string;
  let holder: Doc | Value[] = doc;
  for (const part of parts) {
    let next = childAt(holder, part);
    if (next === undefined) {
      next = {};
      put(holder, part, next, path);
    }
    if (!isDoc(next) && !isArray(next)) {
      throw new StoreError(
        28,
        `Cannot create field in path '${path}': element {${part}: ${describe(next)}} is not a document`,
      );
    }
    holder = next as Doc | Value[];
  }
  put(holder, last, value, path);
}

function put(holder: Doc | Value[], part: string, value: Value, path: string): void {
  if (!Array.isArray(holder)) {
    if (RESERVED_NAMES.has(part)) throw outsideSubset(`A field named ${part} (path '${path}')`, 2);
    holder[part] = value;
    return;
  }
  if (!POSITION.test(part))
    throw new StoreError(28, `Cannot create field '${part}' in an array (path '${path}')`);
  const position = Number(part);
  if (position > holder.length + MAX_PADDING)
    throw new StoreError(2, `Path '${path}' stretches an array too far`);
  while (holder.length < position) holder.push(null);
  holder[position] = value;
}

/** Removes a path from a document that may be changed; an element of an array becomes null, as in MongoDB. */
export function unsetAt(doc: Doc, path: string): void {
  const parts = path.split(".");
  const last = parts.pop() as string;
  const holder = parts.length === 0 ? doc : valueAt(doc, parts.join("."));
  if (isDoc(holder)) delete holder[last];
  else if (isArray(holder) && POSITION.test(last) && Number(last) < holder.length)
    (holder as Value[])[Number(last)] = null;
}
