// Projection: which fields of a document are answered. Inclusion or exclusion, dotted; nothing computed.
import { StoreError, outsideSubset } from "./errors.ts";
import { own } from "./paths.ts";
import { type Doc, type Value, bsonClass, isArray, isDoc, isNumeric, isTruthy } from "./values.ts";

/** The wanted or unwanted fields, as a tree of their dotted names. */
interface Fields {
  readonly [name: string]: Fields | true;
}

/** Compiles a projection; refuses by name what computes, slices or mixes. */
export function compileProjection(spec: Doc): (doc: Doc) => Doc {
  const entries = flatten(spec, "");
  const named = entries.filter(([name]) => name !== "_id");
  const withId = entries.find(([name]) => name === "_id")?.[1];
  const includes = named.length > 0 ? (named[0]?.[1] ?? false) : withId === true;
  const mixed = named.find(([, wanted]) => wanted !== includes);
  if (mixed !== undefined) throw new StoreError(2, `Projection mixes inclusion and exclusion at ${mixed[0]}`);
  const fields = tree(named.map(([name]) => name));
  if (includes) {
    return (doc) => {
      const kept = include(doc, fields);
      const id = own(doc, "_id");
      return withId === false || id === undefined ? kept : { _id: id, ...kept };
    };
  }
  return (doc) => {
    const kept = exclude(doc, fields);
    if (withId === false) delete kept["_id"];
    return kept;
  };
}

function flatten(spec: Doc, prefix: string): [string, boolean][] {
  return Object.entries(spec).flatMap(([field, value]): [string, boolean][] => {
    const name = prefix + field;
    if (field.startsWith("$")) throw outsideSubset(`Projection operator ${field}`, 2);
    if (name.split(".").some((part) => part.startsWith("$") || part === ""))
      throw outsideSubset(`Projection path ${name}`, 2);
    if (typeof value === "boolean" || isNumeric(value)) return [[name, isTruthy(value)]];
    if (isDoc(value) && Object.keys(value).length > 0) return flatten(value, `${name}.`);
    throw outsideSubset(`Projection of ${name} as ${bsonClass(value) ?? typeof value}`, 2);
  });
}

function tree(names: readonly string[]): Fields {
  const root = branch();
  for (const name of names) {
    const parts = name.split(".");
    const last = parts.pop() as string;
    let node = root;
    for (const part of parts) {
      if (node[part] === true) throw new StoreError(2, `Path collision at ${name}`);
      node = (node[part] ??= branch()) as Record<string, unknown>;
    }
    if (node[last] !== undefined) throw new StoreError(2, `Path collision at ${name}`);
    node[last] = true;
  }
  return root as Fields;
}

/** Without a prototype: a client's name may be the name of something that objects inherit. */
const branch = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

function include(doc: Doc, fields: Fields): Doc {
  const kept: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const wanted = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (wanted === undefined) continue;
    const part = wanted === true ? value : includeWithin(value, wanted);
    if (part !== undefined) kept[name] = part;
  }
  return kept;
}

function includeWithin(value: Value, fields: Fields): Value | undefined {
  if (isDoc(value)) return include(value, fields);
  if (!isArray(value)) return undefined;
  return value.map((element) => includeWithin(element, fields)).filter((element) => element !== undefined);
}

function exclude(doc: Doc, fields: Fields): Doc {
  const kept: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const unwanted = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (unwanted === undefined) kept[name] = value;
    else if (unwanted !== true) kept[name] = excludeWithin(value, unwanted);
  }
  return kept;
}

function excludeWithin(value: Value, fields: Fields): Value {
  if (isDoc(value)) return exclude(value, fields);
  return isArray(value) ? value.map((element) => excludeWithin(element, fields)) : value;
}
