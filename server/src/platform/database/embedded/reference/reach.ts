// What a dotted path reaches in a document for the query operators, written from MongoDB's pages on dot notation,
// "Query an Array of Embedded Documents" and "Query for Null or Missing Fields":
//   a document's field is followed by name; a missing field, and a path through a leaf, reach "missing" (undefined);
//   an array on the way is looked into: each embedded document is followed by the rest of the path, and so is the
//   element whose index the next part names; leaves and arrays inside an array reach nothing of their own;
//   an array at the end gives each of its elements and itself, unless the path ended by naming an index.
import { type Doc, type Value, isArray, isDoc } from "../values.ts";

/** `index` is the position in the outermost array that was looked into, for the positional operator. */
export interface Reached {
  readonly value: Value | undefined;
  readonly index?: number;
}

export function splitPath(path: string): readonly string[] {
  return path.split(".");
}

/** A field of this document, and never one that JavaScript adds. */
export function field(doc: Doc, name: string): Value | undefined {
  return Object.hasOwn(doc, name) ? doc[name] : undefined;
}

/** With `intoLast`, an array at the end of the path gives its elements too. */
export function* reach(doc: Doc, path: readonly string[], intoLast: boolean): Generator<Reached> {
  const [name = "", ...rest] = path;
  const value = field(doc, name);
  if (rest.length === 0) {
    if (isArray(value) && intoLast) yield* value.map((item, index) => ({ value: item, index }));
    yield { value };
  } else if (isArray(value)) yield* reachInto(value, rest, intoLast);
  else if (isDoc(value)) yield* reach(value, rest, intoLast);
  else yield { value: undefined };
}

function* reachInto(items: readonly Value[], path: readonly string[], intoLast: boolean): Generator<Reached> {
  for (const [index, item] of items.entries()) {
    if (isDoc(item)) {
      for (const found of reach(item, path, intoLast)) yield { value: found.value, index };
    }
    if (path[0] !== String(index)) continue;
    const rest = path.slice(1);
    if (rest.length === 0) yield { value: item };
    else if (isDoc(item)) yield* reach(item, rest, intoLast);
    else if (isArray(item)) yield* reachInto(item, rest, intoLast);
  }
}
