// What a projection leaves of a document, written from MongoDB's pages on find's projection and on projecting fields
// of documents in arrays. Only inclusion and exclusion: the subset has no expressions.
import { type Doc, type Value, isArray, isDoc } from "../values.ts";
import { isTrue } from "./match.ts";
import { rank } from "./order.ts";
import { splitPath } from "./reach.ts";
import { Refusal } from "./refusal.ts";

interface Tree {
  readonly [name: string]: Tree | "whole";
}

/** Reads a projection; throws a Refusal for one that MongoDB refuses. */
export function readProjection(spec: Doc): (doc: Doc) => Doc {
  const entries = flatten(spec, "");
  for (const [path, value] of entries) {
    if (typeof value !== "boolean" && rank(value) !== 10) throw new Refusal(undefined, `${path}: only flags`);
    if (splitPath(path).some((part) => part === "")) throw new Refusal(undefined, "an empty name in a path");
  }
  const id = entries.filter(([path]) => path === "_id").map(([, value]) => isTrue(value))[0];
  const others = entries.filter(([path]) => path !== "_id");
  const kinds = new Set(others.map(([, value]) => isTrue(value)));
  if (kinds.size > 1) throw new Refusal(undefined, "inclusion and exclusion in one projection");
  const includes = kinds.size === 0 ? id === true : kinds.has(true);
  // _id is left in unless it is named with false.
  const namesId = includes ? id !== false : id === false;
  const paths = [...others.map(([path]) => path), ...(namesId ? ["_id"] : [])];
  const tree = plant(paths);
  return includes ? (doc) => include(doc, tree) : (doc) => exclude(doc, tree);
}

/** A document in a projection is another way of writing dotted paths. */
function flatten(spec: Doc, prefix: string): [string, Value][] {
  return Object.entries(spec).flatMap(([name, value]): [string, Value][] =>
    isDoc(value) && Object.keys(value).length > 0
      ? flatten(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value]],
  );
}

function plant(paths: readonly string[]): Tree {
  const root: Record<string, Tree | "whole"> = {};
  for (const path of paths) {
    let at = root;
    const parts = splitPath(path);
    for (const [index, part] of parts.entries()) {
      const last = index === parts.length - 1;
      const known = at[part];
      if (known === "whole" || (last && known !== undefined))
        throw new Refusal(undefined, `Path collision at ${path}`);
      const next: Tree | "whole" = last ? "whole" : (known ?? {});
      at[part] = next;
      if (next !== "whole") at = next as Record<string, Tree | "whole">;
    }
  }
  return root;
}

function include(doc: Doc, tree: Tree): Doc {
  return fields(doc, (name, value) => {
    const below = tree[name];
    if (below === undefined) return undefined;
    return below === "whole" ? value : inside(value, (inner) => include(inner, below), undefined);
  });
}

function exclude(doc: Doc, tree: Tree): Doc {
  return fields(doc, (name, value) => {
    const below = tree[name];
    if (below === "whole") return undefined;
    return below === undefined ? value : inside(value, (inner) => exclude(inner, below), value);
  });
}

/** Documents are projected, also in arrays of any depth; a leaf is dropped by an inclusion and kept by an exclusion. */
function inside(value: Value, project: (doc: Doc) => Doc, leaf: Value | undefined): Value | undefined {
  if (isDoc(value)) return project(value);
  if (!isArray(value)) return leaf;
  return value.flatMap((item) => {
    const left = inside(item, project, leaf === undefined ? undefined : item);
    return left === undefined ? [] : [left];
  });
}

function fields(doc: Doc, keep: (name: string, value: Value) => Value | undefined): Doc {
  return Object.fromEntries(
    Object.entries(doc).flatMap(([name, value]) => {
      const kept = keep(name, value);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}
