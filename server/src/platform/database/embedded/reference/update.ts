// What an update makes of a document, written from MongoDB's reference of the update operators. The paths are worked
// through in the documented order (by name, indexes by number), after `$`, `$[]` and `$[x]` have been replaced by the
// indexes that they stand for in this document.
import { type Doc, type Value, isArray, isDoc } from "../values.ts";
import { type Context, expandPath, readArrayFilters, refuseMixedPaths, refuseUnfit } from "./positional.ts";
import { type Change, READERS } from "./changes.ts";
import { field, splitPath } from "./reach.ts";
import {
  CONFLICT,
  EMPTY_NAME,
  FAILED_TO_PARSE,
  IMMUTABLE,
  PATH_NOT_VIABLE,
  Refusal,
  refuseAny,
} from "./refusal.ts";
import { same } from "./order.ts";

export interface Update {
  readonly replaces: boolean;
  /** Throws a Refusal for a document to which the update cannot be applied. */
  apply(doc: Doc, context: Context): Doc;
}

interface Edit {
  readonly path: readonly string[];
  readonly onInsertOnly: boolean;
  readonly change: Change;
}

/** Reads an update; throws a Refusal for one that MongoDB refuses whatever the documents are. */
export function readUpdate(spec: Doc, arrayFilters: readonly Doc[] = []): Update {
  const names = Object.keys(spec);
  if (!(names[0] ?? "").startsWith("$")) {
    const odd = names.find((name) => name.startsWith("$"));
    if (odd !== undefined) throw new Refusal(undefined, `${odd} in a replacement`);
    return { replaces: true, apply: (doc) => replace(doc, spec) };
  }
  const named = Object.entries(spec).flatMap(([operator, operands]) =>
    isDoc(operands)
      ? Object.entries(operands).map(([name, operand]) => ({ operator, path: splitPath(name), operand }))
      : [],
  );
  const paths = named.map(({ path }) => path);
  refuseAny([
    ...Object.entries(spec).map(
      ([operator, operands]) =>
        () =>
          refuseForm(operator, operands),
    ),
    ...paths.map((path) => () => refuseEmptyNames(path)),
    ...named.map(
      ({ operator, operand }) =>
        () =>
          void READERS[operator]?.(operand),
    ),
    () => refuseUnfit(readArrayFilters(arrayFilters), paths),
    () => refuseCollisions(paths),
    () => refuseMixedPaths(paths),
  ]);
  const filters = readArrayFilters(arrayFilters);
  const edits = named.flatMap(({ operator, path, operand }): Edit[] => {
    const change = READERS[operator]?.(operand);
    return change === undefined ? [] : [{ path, change, onInsertOnly: operator === "$setOnInsert" }];
  });
  return { replaces: false, apply: (doc, context) => applyEdits(doc, edits, { ...context, filters }) };
}

function refuseForm(operator: string, operands: Value): void {
  if (!Object.hasOwn(READERS, operator)) throw new Refusal(FAILED_TO_PARSE, `Unknown modifier: ${operator}`);
  if (!isDoc(operands)) throw new Refusal(FAILED_TO_PARSE, "Modifiers operate on fields");
}

function refuseEmptyNames(path: readonly string[]): void {
  if (path.includes("")) throw new Refusal(EMPTY_NAME, "an empty name in a path");
}

function refuseCollisions(paths: readonly (readonly string[])[]): void {
  for (const [at, one] of paths.entries()) {
    for (const other of paths.slice(at + 1)) {
      const shared = Math.min(one.length, other.length);
      if (one.slice(0, shared).join(".") === other.slice(0, shared).join(".")) {
        throw new Refusal(CONFLICT, `${one.join(".")} and ${other.join(".")} conflict`);
      }
    }
  }
}

function applyEdits(before: Doc, edits: readonly Edit[], context: Parameters<typeof expandPath>[2]): Doc {
  const applied = edits.filter(({ onInsertOnly }) => !onInsertOnly || context.inserting);
  const placed = (edit: Edit) => expandPath(edit.path, before, context).map((path) => ({ ...edit, path }));
  const work = (doc: Doc, places: readonly Edit[]) => {
    for (const { path, change } of places) applyAt(doc, path, change);
    return doc;
  };
  refuseAny([
    ...applied.map((edit) => () => void work(copy(before) as Doc, placed(edit))),
    () => refuseCollisions(applied.flatMap(placed).map(({ path }) => path)),
  ]);
  const inOrder = applied.flatMap(placed).toSorted((left, right) => orderPaths(left.path, right.path));
  const doc = work(copy(before) as Doc, inOrder);
  const [old, now] = [field(before, "_id"), field(doc, "_id")];
  if (old !== undefined && (now === undefined || !same(old, now)))
    throw new Refusal(IMMUTABLE, "_id is immutable");
  return withIdFirst(doc);
}

function orderPaths(left: readonly string[], right: readonly string[]): number {
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    if (part === other) continue;
    return isIndex(part) && isIndex(other) ? Number(part) - Number(other) : part < other ? -1 : 1;
  }
  return left.length - right.length;
}

function isIndex(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part);
}

type Holder = Doc | Value[];

function applyAt(doc: Doc, path: readonly string[], change: Change): void {
  let holder: Holder = doc;
  for (const [at, part] of path.entries()) {
    const last = at === path.length - 1;
    if (isArray(holder) && !isIndex(part)) return notViable(change, path);
    const held: Value | undefined = getIn(holder, part);
    if (last || held === undefined) return put(holder, part, path.slice(at + 1), held, change);
    if (!isArray(held) && !isDoc(held)) return notViable(change, path);
    holder = held as Holder;
  }
}

function notViable(change: Change, path: readonly string[]): void {
  if (change.needsPath) throw new Refusal(PATH_NOT_VIABLE, `${path.join(".")} cannot be created`);
}

function put(
  holder: Holder,
  part: string,
  below: readonly string[],
  held: Value | undefined,
  change: Change,
): void {
  const next = change.to(below.length === 0 ? held : undefined);
  if (next === "leave") return;
  if (next === "remove") {
    if (held === undefined) return;
    if (Array.isArray(holder)) holder[Number(part)] = null;
    else delete holder[part];
    return;
  }
  const value = below.reduceRight<Value>((inner, name) => ({ [name]: inner }), next.value);
  if (!Array.isArray(holder)) holder[part] = value;
  else {
    while (holder.length < Number(part)) holder.push(null);
    holder[Number(part)] = value;
  }
}

function getIn(holder: Holder, part: string): Value | undefined {
  return Array.isArray(holder) ? holder[Number(part)] : field(holder, part);
}

function replace(before: Doc, spec: Doc): Doc {
  const [old, now] = [field(before, "_id"), field(spec, "_id")];
  if (old !== undefined && now !== undefined && !same(old, now))
    throw new Refusal(IMMUTABLE, "_id is immutable");
  const id = now ?? old;
  return withIdFirst({ ...(id === undefined ? {} : { _id: id }), ...spec });
}

function withIdFirst(doc: Doc): Doc {
  const id = field(doc, "_id");
  return id === undefined ? doc : { _id: id, ...doc };
}

/** Documents and arrays anew; leaves are never changed in place. */
export function copy(value: Value): Value {
  if (isArray(value)) return value.map(copy);
  if (!isDoc(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]));
}
