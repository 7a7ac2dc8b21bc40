// What an update makes of a document: operators, replacement, and the document an upsert starts from.
// Pure: the old document is never changed.
import { StoreError, outsideSubset } from "./errors.ts";
import { hasOperators } from "./match.ts";
import { copyValue, own, setAt } from "./paths.ts";
import {
  type ArrayFilters,
  type Expand,
  compileArrayFilters,
  compilePath,
  filterNames,
  isPlaceholder,
} from "./placeholders.ts";
import { compilePosition } from "./positions.ts";
import { UPDATE_OPERATORS, serves } from "./subset.ts";
import { type Change, compileChange } from "./update-operators.ts";
import { type Doc, type Value, describe, isArray, isDoc } from "./values.ts";

/** Makes the new document; `inserting` when an upsert makes it, so that $setOnInsert counts. */
export type Update = (doc: Doc, inserting: boolean) => Doc;

/** What an update may refer to beside its own operators. */
export interface UpdateContext {
  /** The filter that selects the documents: "$" in a path is where it matched an array. */
  readonly filter?: Doc;
  readonly arrayFilters?: readonly Doc[];
}

/** Compiles an update once; refuses by name pipelines and what else is outside the subset. */
export function compileUpdate(
  spec: Value,
  { filter = {}, arrayFilters = [] }: UpdateContext = {},
): { readonly apply: Update; readonly replaces: boolean } {
  if (isArray(spec)) throw outsideSubset("An update pipeline");
  if (!isDoc(spec)) throw new StoreError(9, "An update must be a document");
  const names = Object.keys(spec);
  if (!names.some((name) => name.startsWith("$"))) {
    if (arrayFilters.length > 0)
      throw new StoreError(9, "arrayFilters may not be specified for replacement updates");
    return { apply: (doc) => replace(doc, spec), replaces: true };
  }
  return {
    apply: applyOperators(compileSteps(spec, compileArrayFilters(arrayFilters)), filter),
    replaces: false,
  };
}

/** One operator on one path, which may have placeholders. */
interface Step {
  readonly path: string;
  readonly expand: Expand;
  readonly change: Change;
  readonly onInsertOnly: boolean;
}

function compileSteps(spec: Doc, filters: ArrayFilters): readonly Step[] {
  const steps: Step[] = [];
  for (const [operator, fields] of Object.entries(spec)) {
    if (!serves(UPDATE_OPERATORS, operator)) throw outsideSubset(`Update operator ${operator}`);
    if (!isDoc(fields))
      throw new StoreError(9, `Modifiers operate on fields but ${operator} holds ${describe(fields)}`);
    for (const [path, operand] of Object.entries(fields)) {
      const expand = compilePath(path, filters);
      for (const step of steps) refuseConflict(step.path, path);
      const change = compileChange(operator, path, operand);
      steps.push({ path, expand, change, onInsertOnly: operator === "$setOnInsert" });
    }
  }
  const used = new Set(steps.flatMap((step) => filterNames(step.path)));
  for (const name of filters.keys()) {
    if (!used.has(name))
      throw new StoreError(
        9,
        `The array filter for identifier '${name}' was not used in the update ${describe(spec)}`,
      );
  }
  return steps.sort((a, b) => comparePaths(a.path, b.path));
}

/** Every path is found in the document as it was, before the first change. */
function applyOperators(steps: readonly Step[], filter: Doc): Update {
  const isPlain = !steps.some(({ path }) => path.split(".").some(isPlaceholder));
  const positionIn = isPlain ? undefined : compilePosition(filter);
  return (doc, inserting) => {
    const position = () => (positionIn as (doc: Doc) => number)(inserting ? {} : doc);
    const changes = steps
      .filter(({ onInsertOnly }) => inserting || !onInsertOnly)
      .flatMap(({ expand, change }) => expand(doc, position).map((path) => ({ path, change })));
    if (!isPlain) {
      changes.sort((a, b) => comparePaths(a.path, b.path));
      // In this order a path comes right before those that it conflicts with.
      for (const [at, { path }] of changes.entries())
        if (at > 0) refuseConflict(changes[at - 1]?.path ?? "", path);
    }
    const next = copyValue(doc);
    for (const { path, change } of changes) change(next, path);
    return next;
  };
}

/** MongoDB works in the order of the names of fields, whatever the order in the update; numbers by their size. */
function comparePaths(one: string, other: string): number {
  const [parts, others] = [one.split("."), other.split(".")];
  for (const [at, part] of parts.entries()) {
    const against = others[at];
    if (against === undefined) return 1;
    if (part === against) continue;
    const areNumbers = /^\d+$/.test(part) && /^\d+$/.test(against);
    return areNumbers ? Number(part) - Number(against) : part < against ? -1 : 1;
  }
  return parts.length - others.length;
}

/** Two changes may not meet: neither may contain the other, nor may one number an array whose elements another filters. */
function refuseConflict(one: string, other: string): void {
  const [parts, others] = [one.split("."), other.split(".")];
  const fork = parts.findIndex((part, at) => part !== others[at]);
  const [here, there] = fork < 0 ? [undefined, undefined] : [parts[fork], others[fork]];
  const isFiltered = (part = "") => part.startsWith("$[");
  if (here === undefined || there === undefined || isFiltered(here) !== isFiltered(there)) {
    throw new StoreError(40, `Updating the path '${other}' would create a conflict at '${one}'`);
  }
}

function replace(doc: Doc, replacement: Doc): Doc {
  const given = own(replacement, "_id");
  const id = given === undefined ? own(doc, "_id") : given;
  const next = copyValue(replacement);
  delete next["_id"];
  return id === undefined ? next : { _id: id, ...next };
}

/**
 * The document an upsert starts from: what the filter says by equality, of which a replacement takes the _id alone.
 * Refuses a filter that says two things of one path, and one that says only a part of the _id.
 */
export function upsertBase(filter: Doc, replaces: boolean): Doc {
  const base: Doc = {};
  const paths: string[] = [];
  for (const [path, value] of equalitiesOf(filter)) {
    if (path.startsWith("_id."))
      throw new StoreError(
        111,
        `field at '_id' must be exactly specified, field at sub-path '${path}' found`,
      );
    if (replaces && path !== "_id") continue;
    const other = paths.find((known) => `${known}.`.startsWith(`${path}.`) || path.startsWith(`${known}.`));
    if (other !== undefined)
      throw new StoreError(54, `cannot infer query fields to set, both '${other}' and '${path}' are matched`);
    paths.push(path);
    setAt(base, path, copyValue(value));
  }
  return base;
}

function* equalitiesOf(filter: Doc): Generator<[string, Value]> {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === "$and" && isArray(operand)) for (const branch of operand) yield* equalitiesOf(branch as Doc);
    if (name.startsWith("$")) continue;
    if (!hasOperators(operand)) {
      yield [name, operand];
      continue;
    }
    const equal = own(operand, "$eq");
    if (equal !== undefined) yield [name, equal];
    const oneOf = own(operand, "$in");
    if (isArray(oneOf) && oneOf.length === 1) yield [name, oneOf[0] as Value];
  }
}
