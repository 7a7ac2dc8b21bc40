// Reading documents: by plan, filter, sort, skip and limit. Lazy, so that a cursor reads no further than asked, and
// paced, so that a long scan lets others have their turn.
import { fieldNames, pick } from "./bson-fields.ts";
import type { Collection } from "./catalog.ts";
import { StoreError } from "./errors.ts";
import { type KeyField, sortKey } from "./indexes.ts";
import { compileFilter } from "./match.ts";
import { documentPrefix } from "./layout.ts";
import { PAUSE, type Paced, Slice, paged } from "./pace.ts";
import { type Plan, choosePlan } from "./plan.ts";
import { type Doc, decode, isArray } from "./values.ts";
import type { Entry, View } from "./views.ts";

/** Bytes that a sort without an index may hold, as in MongoDB. */
const MAX_SORT_BYTES = 100 * 1024 * 1024;
/** A sort of which only the first are wanted holds this many times as many before it drops the rest. */
const SORT_SLACK = 2;
const MIN_SORTED = 1000;

export interface Query {
  readonly filter: Doc;
  readonly sort: readonly KeyField[];
  readonly skip: number;
  /** Zero for no limit. */
  readonly limit: number;
}

export const EVERYTHING: Query = { filter: {}, sort: [], skip: 0, limit: 0 };

/** A stored document; decoded only when someone looks. */
export interface Found {
  readonly bytes: Buffer;
  doc(): Doc;
}

/** What a query has looked at so far. */
export interface Examined {
  keys: number;
  documents: number;
}

/** A query on its way: its plan, and its documents as they are found. */
export interface Selection<T = Found> {
  /** Undefined when there is no such collection. */
  readonly plan: Plan | undefined;
  readonly examined: Examined;
  readonly found: Paced<T>;
}

/** Checks the whole query at once, so that a bad one is refused before its first document. */
export function select(view: View, collection: Collection | undefined, query: Query): Selection {
  const matches = compileFilter(query.filter);
  const examined = { keys: 0, documents: 0 };
  if (collection === undefined) return { plan: undefined, examined, found: [] };
  const plan = choosePlan(collection, query.filter, query.sort);
  const names = fieldNames(pathsOf(query.filter));
  const matched = scan(
    view,
    collection,
    plan,
    examined,
    plan.isExact ? () => true : (found) => matches(pick(found.bytes, names)),
  );
  const ordered = plan.isSorted
    ? matched
    : sorted(matched, query.sort, query.limit > 0 ? query.skip + query.limit : 0);
  const found = query.skip === 0 && query.limit === 0 ? ordered : paged(ordered, query.skip, query.limit);
  return { plan, examined, found };
}

/** As `select`, for who only counts: where the plan's keys alone tell what is found, no document is looked at. */
export function selectUnseen(
  view: View,
  collection: Collection | undefined,
  query: Query,
): Selection<unknown> {
  const selection = select(view, collection, query);
  const { plan, examined } = selection;
  // A sort that nobody sees may still have to be refused.
  if (plan?.isExact !== true || query.sort.length > 0) return selection;
  return { plan, examined, found: paged(entriesOf(view, plan, examined), query.skip, query.limit) };
}

/** The paths that a filter which compileFilter has passed looks at. */
function* pathsOf(filter: Doc): Iterable<string> {
  for (const [name, operand] of Object.entries(filter)) {
    if (!name.startsWith("$")) yield name;
    else if (isArray(operand)) for (const branch of operand) yield* pathsOf(branch as Doc);
  }
}

function* scan(
  view: View,
  collection: Collection,
  plan: Plan,
  examined: Examined,
  matches: (found: Found) => boolean,
): Paced<Found> {
  const documents = documentPrefix(collection.number);
  const seen = new Set<string>();
  for (const entry of entriesOf(view, plan, examined)) {
    if (entry === PAUSE) {
      yield PAUSE;
      continue;
    }
    let bytes: Buffer | undefined = entry[1];
    if (!plan.isPrimary) {
      if (plan.repeats) {
        const id = bytes.toString("latin1");
        if (seen.has(id)) continue;
        seen.add(id);
      }
      bytes = view.get(Buffer.concat([documents, bytes]));
      if (bytes === undefined)
        throw new Error(
          `Embedded store bug: index ${plan.index} of ${collection.namespace} leads to no document`,
        );
    }
    examined.documents += 1;
    const found = lazily(bytes);
    if (matches(found)) yield found;
  }
}

function* entriesOf(view: View, plan: Plan, examined: Examined): Paced<Entry> {
  const slice = new Slice();
  for (const entry of plan.isMerged ? merged(view, plan) : inTurn(view, plan)) {
    if (slice.isOver()) yield PAUSE;
    examined.keys += 1;
    yield entry;
  }
}

function* inTurn(view: View, plan: Plan): Iterable<Entry> {
  const ranges = plan.reverse ? plan.ranges.toReversed() : plan.ranges;
  if (!plan.isPoints) {
    for (const { low, high } of ranges) yield* view.range(low, high, plan.reverse);
    return;
  }
  for (const { low } of ranges) {
    const value = view.get(low);
    if (value !== undefined) yield [low, value];
  }
}

/** The entries of all ranges in the order of what follows their prefixes. */
function* merged(view: View, plan: Plan): Iterable<Entry> {
  const turn = plan.reverse ? -1 : 1;
  const open = plan.ranges.map(({ low, high, prefixBytes }) => {
    const entries = view.range(low, high, plan.reverse)[Symbol.iterator]();
    return { entries, prefixBytes, head: entries.next() };
  });
  const rest = ({ head, prefixBytes }: (typeof open)[number]) =>
    (head.value as Entry)[0].subarray(prefixBytes);
  try {
    for (;;) {
      const left = open.filter(({ head }) => head.done !== true);
      if (left.length === 0) return;
      const next = left.reduce((a, b) => (Buffer.compare(rest(b), rest(a)) * turn < 0 ? b : a));
      yield next.head.value as Entry;
      next.head = next.entries.next();
    }
  } finally {
    for (const { entries } of open) entries.return?.();
  }
}

/** A stored document, to be decoded when it is looked at. */
export function lazily(bytes: Buffer): Found {
  let doc: Doc | undefined;
  return { bytes, doc: () => (doc ??= decode(bytes)) };
}

interface Keyed {
  readonly key: Buffer;
  readonly found: Found;
}

/** All in order, or, when only so many are `wanted` (0: all), these. */
export function* sorted(documents: Paced<Found>, sort: readonly KeyField[], wanted: number): Paced<Found> {
  const most = wanted === 0 ? Infinity : wanted * SORT_SLACK + MIN_SORTED;
  const names = fieldNames(sort.map((field) => field.path));
  let keyed: Keyed[] = [];
  let bytes = 0;
  for (const found of documents) {
    if (found === PAUSE) {
      yield PAUSE;
      continue;
    }
    bytes += found.bytes.length;
    keyed.push({ key: sortKey(pick(found.bytes, names), sort), found: lazily(found.bytes) });
    if (keyed.length > most) {
      keyed = keyed.sort(byKey).slice(0, wanted);
      bytes = keyed.reduce((sum, one) => sum + one.found.bytes.length, 0);
    }
    if (bytes > MAX_SORT_BYTES)
      throw new StoreError(292, `Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes; it needs an index`);
  }
  keyed.sort(byKey);
  for (const { found } of wanted === 0 ? keyed : keyed.slice(0, wanted)) yield found;
}

const byKey = (a: Keyed, b: Keyed): number => Buffer.compare(a.key, b.key);
