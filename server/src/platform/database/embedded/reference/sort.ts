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
/** A field of the sort on its way: found, or still to be followed. */
type Pending =
  | { readonly found: KeyPart }
  | { readonly from: Value | undefined; readonly rest: readonly string[] };

export type SortPattern = readonly (readonly [path: string, direction: 1 | -1])[];

/** The documents in the order of the pattern; throws a Refusal for one whose key goes through parallel arrays. */
export function sortDocuments(docs: readonly Doc[], pattern: SortPattern): readonly Doc[] {
  return docs
    .map((doc) => ({ doc, key: sortKey(doc, pattern) }))
    .toSorted((left, right) => orderKeys(left.key, right.key, pattern))
    .map(({ doc }) => doc);
}

/** How two documents stand to one another under the pattern. */
export function orderDocuments(left: Doc, right: Doc, pattern: SortPattern): number {
  return orderKeys(sortKey(left, pattern), sortKey(right, pattern), pattern);
}

/** The least of the document's keys under the pattern. */
function sortKey(doc: Doc, pattern: SortPattern): readonly KeyPart[] {
  const keys = keysOf(pattern.map(([path]) => ({ from: doc, rest: splitPath(path) })));
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
    return keysOf(
      walked.map((one) => ("found" in one ? one : { found: one.rest.length === 0 ? EMPTY : null })),
    );
  }
  return items.flatMap((item) => keysOf(walked.map((one) => step(one, item))));
}

/** Follows the path through documents to a value or to an array. */
function follow(pending: Pending): Pending {
  if ("found" in pending) return pending;
  const { from, rest } = pending;
  if (isArray(from)) return pending;
  const [name, ...further] = rest;
  if (name === undefined) return { found: from ?? null };
  return isDoc(from) ? follow({ from: field(from, name), rest: further }) : { found: null };
}

/** One element of the array on which the path stands: the element itself or what it holds. */
function step(pending: Pending, item: Value): Pending {
  if ("found" in pending) return pending;
  if (pending.rest.length === 0) return { found: item };
  return isDoc(item) ? { from: item, rest: pending.rest } : { found: null };
}
