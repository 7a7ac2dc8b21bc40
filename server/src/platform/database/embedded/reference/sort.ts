// The order of documents under a sort, written from MongoDB's pages on cursor.sort(), "Comparison/Sort Order" and
// multikey indexes: each document stands where its least key under the pattern stands. An array gives a key per
// element (an empty one a key below null); a missing field sorts as null; two fields of a sort cannot both go
// through different arrays of one document.
import { type Doc, type Value, isArray, isDoc } from "../values.ts";
import { order, rank } from "./order.ts";
import { field, splitPath } from "./reach.ts";
import { BAD_VALUE, Refusal } from "./refusal.ts";

const EMPTY = Symbol("an empty array");
type KeyPart = Value | typeof EMPTY;
/** A field of the sort on its way: found, or still to be followed. `whole`: an array is a value, not a list. */
type Pending =
  | { readonly found: KeyPart }
  | { readonly from: Value | undefined; readonly rest: readonly string[]; readonly whole: boolean };

export type SortPattern = readonly (readonly [path: string, direction: 1 | -1])[];

/** A comparison of documents; throws a Refusal for a document whose key goes through parallel arrays. */
export function readSort(pattern: SortPattern): (left: Doc, right: Doc) => number {
  return (left, right) => orderKeys(sortKey(left, pattern), sortKey(right, pattern), pattern);
}

/** The least of the document's keys under the pattern. */
export function sortKey(doc: Doc, pattern: SortPattern): readonly KeyPart[] {
  const keys = keysOf(pattern.map(([path]) => ({ from: doc, rest: splitPath(path), whole: false })));
  const [least] = keys.toSorted((left, right) => orderKeys(left, right, pattern));
  if (least === undefined) throw new Error("a document has at least one key");
  return least;
}

function orderKeys(left: readonly KeyPart[], right: readonly KeyPart[], pattern: SortPattern): number {
  for (const [at, [, direction]] of pattern.entries()) {
    const found = orderParts(left[at] ?? null, right[at] ?? null) * direction;
    if (found !== 0) return found;
  }
  return 0;
}

function orderParts(left: KeyPart, right: KeyPart): number {
  if (typeof left !== "symbol" && typeof right !== "symbol") return order(left, right);
  const place = (part: KeyPart) => (typeof part === "symbol" ? 0 : rank(part));
  return place(left) - place(right);
}

function keysOf(fields: readonly Pending[]): readonly (readonly KeyPart[])[] {
  const walked = fields.map(follow);
  const arrays = new Set(walked.flatMap((one) => ("found" in one ? [] : [one.from as readonly Value[]])));
  if (arrays.size > 1) throw new Refusal(BAD_VALUE, "cannot sort with keys that are parallel arrays");
  const [items] = arrays;
  if (items === undefined) return [walked.map((one) => ("found" in one ? one.found : null))];
  if (items.length === 0) {
    return keysOf(walked.map((one) => ("found" in one ? one : { found: one.rest.length === 0 ? EMPTY : null })));
  }
  return items.flatMap((item) => keysOf(walked.map((one) => step(one, items, item))));
}

/** Follows the path through documents to a value or to an array. */
function follow(pending: Pending): Pending {
  if ("found" in pending) return pending;
  const { from, rest, whole } = pending;
  if (isArray(from)) return rest.length === 0 && whole && from.length > 0 ? { found: from } : pending;
  const [name, ...further] = rest;
  if (name === undefined) return { found: from ?? null };
  return isDoc(from) ? follow({ from: field(from, name), rest: further, whole: false }) : { found: null };
}

/** One element of the array on which the path stands: the element itself, what it holds, or what an index names. */
function step(pending: Pending, items: readonly Value[], item: Value): Pending {
  if ("found" in pending) return pending;
  const [name, ...further] = pending.rest;
  if (name === undefined) return { found: item };
  const named = /^(0|[1-9]\d*)$/.test(name) ? items[Number(name)] : undefined;
  if (named === undefined) return isDoc(item) ? { ...pending, from: item, whole: false } : { found: null };
  if (isDoc(item) && field(item, name) !== undefined) {
    throw new Refusal(undefined, `'${name}' names an index and a field in the array`);
  }
  return { from: named, rest: further, whole: true };
}
