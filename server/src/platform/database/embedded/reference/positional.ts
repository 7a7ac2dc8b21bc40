// The positional operators, written from MongoDB's pages on `$`, `$[]` and `$[<identifier>]`: each stands for indexes
// of one array of the document to update.
import { type Doc, type Value, isArray, isDoc } from "../values.ts";
import { readFilter, type Selects } from "./match.ts";
import { field } from "./reach.ts";
import { BAD_VALUE, CONFLICT, FAILED_TO_PARSE, Refusal, refuseAny } from "./refusal.ts";

export interface Context {
  /** Does the update make a new document (an upsert)? */
  readonly inserting: boolean;
  /** The index of the element by which the filter selected the document, where there is one. */
  readonly position?: number | undefined;
}

type Filters = ReadonlyMap<string, Selects>;
const IDENTIFIED = /^\$\[(.*)\]$/;

/** Each array filter by its identifier. */
export function readArrayFilters(filters: readonly Doc[]): Filters {
  const read = new Map<string, Selects>();
  for (const filter of filters) {
    const names = new Set(identifiersIn(filter));
    const [name] = names;
    if (name === undefined || names.size > 1)
      throw new Refusal(FAILED_TO_PARSE, "an array filter has one identifier");
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw new Refusal(BAD_VALUE, "an identifier begins with a small letter");
    if (read.has(name)) throw new Refusal(FAILED_TO_PARSE, `two array filters for ${name}`);
    read.set(name, readFilter(filter));
  }
  return read;
}

/** Refuses an identifier in a path that has no filter, and a filter whose identifier no path has. */
export function refuseUnfit(filters: Filters, paths: readonly (readonly string[])[]): void {
  const asked = new Set(paths.flat().flatMap((part) => IDENTIFIED.exec(part)?.[1] || []));
  refuseAny([
    ...[...asked].map((name) => () => {
      if (!filters.has(name)) throw new Refusal(BAD_VALUE, `No array filter found for identifier '${name}'`);
    }),
    ...[...filters.keys()].map((name) => () => {
      if (!asked.has(name)) throw new Refusal(FAILED_TO_PARSE, `The array filter for '${name}' was not used`);
    }),
  ]);
}

function identifiersIn(filter: Doc): readonly string[] {
  return Object.entries(filter).flatMap(([name, operand]) => {
    if (!name.startsWith("$")) return [name.split(".")[0] ?? ""];
    return isArray(operand) ? operand.filter(isDoc).flatMap(identifiersIn) : [];
  });
}

/** `$[]` and `$[x]` beside any other way into the same array conflict; beside each other they do not. */
export function refuseMixedPaths(paths: readonly (readonly string[])[]): void {
  for (const one of paths) {
    for (const other of paths) {
      const at = one.findIndex((part, index) => part !== other[index]);
      const [left, right] = [one[at], other[at]];
      if (left === undefined || right === undefined) continue;
      if (IDENTIFIED.test(left) !== IDENTIFIED.test(right))
        throw new Refusal(CONFLICT, `${left} beside ${right}`);
    }
  }
}

/** The paths with indexes that a path with positional operators stands for in the document. */
export function expandPath(
  path: readonly string[],
  doc: Doc,
  context: Context & { readonly filters: Filters },
): readonly (readonly string[])[] {
  const at = path.findIndex((part) => part === "$" || IDENTIFIED.test(part));
  const part = path[at];
  if (part === undefined) return [path];
  const [before, after] = [path.slice(0, at), path.slice(at + 1)];
  const expand = (index: number) => expandPath([...before, String(index), ...after], doc, context);
  if (part === "$") {
    if (context.position === undefined) {
      throw new Refusal(BAD_VALUE, "The positional operator did not find the match needed from the query.");
    }
    return expand(context.position);
  }
  const items = before.reduce<Value | undefined>(
    (holder, name) =>
      isArray(holder) ? holder[Number(name)] : isDoc(holder) ? field(holder, name) : undefined,
    doc,
  );
  if (!isArray(items)) throw new Refusal(BAD_VALUE, `${before.join(".")} must be an array`);
  const name = IDENTIFIED.exec(part)?.[1] ?? "";
  const selects = name === "" ? () => true : context.filters.get(name);
  return items.flatMap((item, index) => (selects?.({ [name]: item }) === true ? expand(index) : []));
}
