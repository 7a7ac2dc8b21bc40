// How to find the documents of a filter: through the index that narrows most, in the wanted order if it can.
// A plan selects too much rather than too little: the filter is tested again on the documents it leads to.
//
// The plan: pin the leading fields of an index by equality, bound the next one by comparisons, and see whether
// what follows is the sort. Several values of a pinned field ($in) give a range each: where each comes in the order
// of the sort, the ranges are merged by what follows the pinned values in their keys. Where equality is all that
// the filter says and the ranges say all of it, documents are not tested and can be counted unseen. An index in which
// some field held arrays ("multikey") has several entries per document, and each condition may be met by another
// element; so it takes one condition for such a field, one such field in all, and sorts by it only when unbounded.
import type { Collection } from "./catalog.ts";
import type { KeyField } from "./indexes.ts";
import { afterPrefix, encodeKey, invert, typeByte } from "./key-encoding.ts";
import { type Predicate, type Predicates, holdsAllOf, predicatesOf } from "./predicates.ts";
import { documentPrefix, entryPrefix } from "./layout.ts";
import { type Doc, type Value, bsonClass, isArray } from "./values.ts";
import { MAX_KEY_BYTES } from "./views.ts";

export interface KeyRange {
  readonly low: Buffer;
  readonly high: Buffer;
  /** Bytes that all its keys begin with; by the rest ranges are merged. */
  readonly prefixBytes: number;
}

export interface Plan {
  /** "_id_" for the documents' own order, with or without bounds. */
  readonly index: string;
  readonly isPrimary: boolean;
  readonly ranges: readonly KeyRange[];
  /** Is each range one key, its `low`, and no more? */
  readonly isPoints: boolean;
  /** Is less read than all of the index? */
  readonly isBounded: boolean;
  readonly reverse: boolean;
  /** Do documents come in the order of the sort? */
  readonly isSorted: boolean;
  /** Are the ranges to be merged, for each by itself is in the order of the sort? */
  readonly isMerged: boolean;
  /** May a document come more than once? */
  readonly repeats: boolean;
  /** Do the ranges hold nothing but what the filter selects? */
  readonly isExact: boolean;
}

/** More points than this and the field is left to the filter. */
const MAX_POINTS = 1000;
/** More ranges than this are read one after the other and sorted, for each open range costs a cursor. */
const MAX_MERGED = 64;

/** Chooses the plan with the best score; a full scan when no index helps. */
export function choosePlan(collection: Collection, filter: Doc, sort: readonly KeyField[]): Plan {
  const predicates = predicatesOf(filter);
  const isPlain = saysOnly(filter);
  const primary: Candidate = {
    name: "_id_",
    prefix: documentPrefix(collection.number),
    fields: [{ path: "_id", direction: 1 }],
    multikey: [],
    isPrimary: true,
    unique: true,
  };
  let best = consider(primary, predicates, sort);
  // Nothing leads to a document more directly than its _id.
  if (best.plan.isPoints) return isPlain ? best.plan : { ...best.plan, isExact: false };
  for (const index of collection.indexes) {
    if (index.isBuilding || !holdsAllOf(index, predicates)) continue;
    const next = consider(
      { ...index, prefix: entryPrefix(index.number), isPrimary: false },
      predicates,
      sort,
    );
    if (next.score > best.score) best = next;
  }
  return isPlain ? best.plan : { ...best.plan, isExact: false };
}

/** Is the filter nothing but conditions on paths, joined by $and? */
function saysOnly(filter: Doc): boolean {
  return Object.entries(filter).every(([name, operand]) =>
    name === "$and"
      ? isArray(operand) && operand.every((one) => saysOnly(one as Doc))
      : !name.startsWith("$"),
  );
}

interface Candidate {
  readonly name: string;
  readonly prefix: Buffer;
  readonly fields: readonly KeyField[];
  readonly multikey: readonly number[];
  readonly isPrimary: boolean;
  readonly unique: boolean;
}

function consider(
  index: Candidate,
  predicates: Predicates,
  sort: readonly KeyField[],
): { readonly plan: Plan; readonly score: number } {
  let prefixes = [index.prefix];
  let ranges: KeyRange[] | undefined;
  let pinned = 0;
  /** Pinned fields with one value, before the first with several; and the paths of those. */
  let single = 0;
  const several = new Set<string>();
  let openedArray = false;
  for (const [position, field] of index.fields.entries()) {
    const isMultikey = index.multikey.includes(position);
    if (isMultikey && openedArray) break;
    const given = predicates.get(field.path) ?? [];
    const points = pointsOf(given);
    if (points !== undefined && points.length * prefixes.length <= MAX_POINTS) {
      const bytes = points
        .map((point) => (field.direction === -1 ? invert(Buffer.from(point)) : point))
        .sort(Buffer.compare);
      prefixes = prefixes.flatMap((prefix) => bytes.map((point) => Buffer.concat([prefix, point])));
      pinned += 1;
      if (points.length !== 1) several.add(field.path);
      if (several.size === 0) single = pinned;
      openedArray ||= isMultikey;
      continue;
    }
    const bounds = boundsOf(given, isMultikey);
    if (bounds !== undefined)
      ranges = prefixes.map((prefix) => boundedRange(prefix, bounds, field.direction));
    break;
  }
  const isBounded = ranges !== undefined || pinned > 0;
  // The ranges one after the other are in the order of the index; merged, in that of what follows the pinned values.
  const inTurn = orderFor(index, single, isBounded, sort);
  const mayMerge = prefixes.length <= MAX_MERGED && !sort.some((field) => several.has(field.path));
  const order = inTurn ?? (mayMerge ? orderFor(index, pinned, isBounded, sort) : undefined);
  const isMultikey = index.multikey.length > 0;
  const isPoints = index.unique && pinned === index.fields.length;
  const plan: Plan = {
    index: index.name,
    isPrimary: index.isPrimary,
    ranges: ranges ?? prefixes.map(wholeRange),
    isPoints,
    isBounded,
    reverse: order === "reversed",
    isSorted: order !== undefined,
    isMerged: order !== undefined && inTurn === undefined,
    repeats: isMultikey,
    isExact: !isMultikey && isBoundWhole(prefixes) && saysNoMore(index, pinned, predicates),
  };
  const score =
    (isPoints ? 1000 : 0) +
    pinned * 10 +
    (ranges === undefined ? 0 : 4) +
    (sort.length > 0 && order !== undefined ? 5 : 0);
  return { plan, score };
}

function wholeRange(prefix: Buffer): KeyRange {
  return { low: prefix, high: afterPrefix(prefix) as Buffer, prefixBytes: prefix.length };
}

/** Do no bounds have to be cut? */
function isBoundWhole(prefixes: readonly Buffer[]): boolean {
  return prefixes.every((prefix) => prefix.length <= MAX_KEY_BYTES);
}

/** Is one condition for each pinned field all that is said? */
function saysNoMore(index: Candidate, pinned: number, predicates: Predicates): boolean {
  const paths = new Set(index.fields.slice(0, pinned).map((field) => field.path));
  return [...predicates].every(([path, given]) => paths.has(path) && given.length === 1);
}

/** The encoded values that a field must have, when equality says so. */
function pointsOf(given: readonly Predicate[]): Buffer[] | undefined {
  for (const { operator, operand } of given) {
    const values =
      operator === "$eq" ? [operand] : operator === "$in" && isArray(operand) ? operand : undefined;
    if (values === undefined || !values.every(isIndexable)) continue;
    const points = new Map(values.map((value) => [encodeKey(value).toString("latin1"), encodeKey(value)]));
    return [...points.values()];
  }
  return undefined;
}

/** Arrays match as a whole or by an element, and the ends of the order match every type: not by these bounds. */
function isIndexable(value: Value): boolean {
  return !isArray(value) && bsonClass(value) !== "MinKey" && bsonClass(value) !== "MaxKey";
}

interface Bounds {
  readonly type: number;
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
}
interface Bound {
  readonly bytes: Buffer;
  readonly inclusive: boolean;
}

function boundsOf(given: readonly Predicate[], onlyOne: boolean): Bounds | undefined {
  const usable = given.filter(
    ({ operator, operand }) =>
      ["$gt", "$gte", "$lt", "$lte"].includes(operator) && isIndexable(operand) && operand !== null,
  );
  const first = usable[0];
  if (first === undefined) return undefined;
  const type = typeByte(first.operand);
  let lower: Bound | undefined;
  let upper: Bound | undefined;
  for (const { operator, operand } of onlyOne ? [first] : usable) {
    if (typeByte(operand) !== type) continue;
    const bound = { bytes: encodeKey(operand), inclusive: operator.endsWith("e") };
    if (operator.startsWith("$gt")) lower = tighter(lower, bound, 1);
    else upper = tighter(upper, bound, -1);
  }
  return { type, lower, upper };
}

function tighter(held: Bound | undefined, next: Bound, direction: 1 | -1): Bound {
  if (held === undefined) return next;
  const order = Buffer.compare(next.bytes, held.bytes) * direction;
  return order > 0 || (order === 0 && !next.inclusive) ? next : held;
}

/** The keys that start with the prefix and continue within the bounds, in the field's direction. */
function boundedRange(prefix: Buffer, bounds: Bounds, direction: 1 | -1): KeyRange {
  const whole = { bytes: Buffer.of(bounds.type), inclusive: true };
  const [start, end] =
    direction === 1
      ? [bounds.lower ?? whole, bounds.upper ?? whole]
      : [bounds.upper ?? whole, bounds.lower ?? whole];
  const at = (bound: Bound, after: boolean) => {
    const bytes = direction === 1 ? bound.bytes : invert(Buffer.from(bound.bytes));
    return Buffer.concat([prefix, after ? (afterPrefix(bytes) as Buffer) : bytes]);
  };
  return { low: at(start, !start.inclusive), high: at(end, end.inclusive), prefixBytes: prefix.length };
}

/** Does reading the index in one direction give the sort? */
function orderFor(
  index: Candidate,
  pinned: number,
  isBounded: boolean,
  sort: readonly KeyField[],
): "forward" | "reversed" | undefined {
  const isPinned = (path: string) =>
    index.fields.some((field, at) => at < pinned && field.path === path && !index.multikey.includes(at));
  const wanted = sort.filter((field) => !isPinned(field.path));
  const rest = index.fields.slice(pinned);
  let turn: number | undefined;
  for (const [at, field] of wanted.entries()) {
    const held = rest[at];
    if (held === undefined || held.path !== field.path) return undefined;
    if (isBounded && index.multikey.includes(pinned + at)) return undefined;
    turn ??= held.direction * field.direction;
    if (turn !== held.direction * field.direction) return undefined;
    if (index.isPrimary) break;
  }
  return turn === -1 ? "reversed" : "forward";
}
