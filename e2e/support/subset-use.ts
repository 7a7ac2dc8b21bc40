// What one file of product code asks of the database that the embedded store does not serve: operators, stages,
// options, and methods of mongoose that would send another command. It sees what is written out, not what is computed.
import {
  OPTIONS_OUTSIDE,
  DRIVER_METHODS,
  methodsOutside,
} from "@pliego/server/platform/database/embedded/driver-methods.ts";
import * as subset from "@pliego/server/platform/database/embedded/subset.ts";
import { type Token, calledBefore, closing, ownersOf, tokensOf } from "./source-tokens.ts";

export interface Fault {
  readonly line: number;
  readonly what: string;
}

const anywhere: subset.Listed = {
  ...subset.QUERY_COMBINERS,
  ...subset.QUERY_OPERATORS,
  ...subset.QUERY_REMARKS,
  ...subset.UPDATE_OPERATORS,
  ...subset.STAGES,
};
/** What is served within something else, and nothing but that. */
const within: readonly (readonly [string, subset.Listed])[] = [
  ["$push", subset.PUSH_MODIFIERS],
  ["$addToSet", subset.ADD_TO_SET_MODIFIERS],
  ["$group", subset.ACCUMULATORS],
];
const outside = methodsOutside();
/** Names that plain JavaScript has too; in a chain that ends with exec they are mongoose's all the same. */
const plain = new Set(
  [Array, Map, Set, Promise, String, Number, Date, Buffer, Object, Function, Math].flatMap((type) => [
    ...Object.getOwnPropertyNames(type),
    ...Object.getOwnPropertyNames((type as { prototype?: object }).prototype ?? {}),
  ]),
);

/** Everything in the source that is outside the subset. Methods and options are looked at where mongoose is imported. */
export function usesOutside(source: string): readonly Fault[] {
  const tokens = tokensOf(source);
  const owners = ownersOf(tokens);
  const isModel = tokens.some((token, at) => token.value === "mongoose" && tokens[at - 1]?.value === "from");
  return tokens.flatMap((token, at) => {
    const what =
      operatorFault(token, owners[at] ?? []) ??
      (isModel ? (methodFault(tokens, at) ?? optionFault(tokens, at) ?? indexFault(tokens, at)) : undefined);
    return what === undefined ? [] : [{ line: token.line, what }];
  });
}

function operatorFault({ kind, value }: Token, owners: readonly string[]): string | undefined {
  if ((kind !== "name" && kind !== "text") || !/^\$\$?[a-zA-Z][\w.]*$/.test(value)) return undefined;
  if (owners.includes("partialFilterExpression"))
    return subset.serves(subset.PARTIAL_OPERATORS, value) ? undefined : `${value} in a partial index`;
  const list = within.find(([owner]) => owners.includes(owner))?.[1] ?? anywhere;
  return subset.serves(list, value) ? undefined : `the operator or expression ${value}`;
}

function methodFault(tokens: readonly Token[], at: number): string | undefined {
  if (tokens[at]?.value !== "(") return undefined;
  const called = calledBefore(tokens, at);
  const name = called?.value ?? "";
  const before = called === undefined ? -1 : tokens.indexOf(called) - 1;
  if (tokens[before]?.value !== "." || tokens[before - 1]?.value === "Math") return undefined;
  if (name === "command" || name === "runCursorCommand") return commandFault(tokens, at);
  if (outside.has(name) && !plain.has(name)) return `the method ${name}`;
  if (name !== "exec") return undefined;
  const strange = chainBefore(tokens, before).find((link) => !DRIVER_METHODS.has(link));
  return strange === undefined ? undefined : `the method ${strange} in a query`;
}

/** The methods of the chain that ends before a dot: of `model(db).find(x).sort(y)` find and sort. */
function chainBefore(tokens: readonly Token[], dot: number): readonly string[] {
  const chain: string[] = [];
  let at = dot;
  while (tokens[at]?.value === "." && tokens[at - 1]?.value === ")") {
    let open = at - 1;
    while (open >= 0 && closing(tokens, open) !== at - 1) open -= 1;
    const called = calledBefore(tokens, open);
    if (called === undefined) break;
    at = tokens.indexOf(called) - 1;
    if (tokens[at]?.value === ".") chain.push(called.value);
  }
  return chain;
}

function commandFault(tokens: readonly Token[], open: number): string | undefined {
  const name = tokens[open + 2]?.value ?? "";
  const isServed = Object.hasOwn(subset.COMMANDS, name) || Object.hasOwn(subset.ALIASES, name);
  return tokens[open + 1]?.value === "{" && isServed ? undefined : `the command ${name}`;
}

const isKey = (tokens: readonly Token[], at: number) =>
  (tokens[at]?.kind === "name" || tokens[at]?.kind === "text") && tokens[at + 1]?.value === ":";

function optionFault(tokens: readonly Token[], at: number): string | undefined {
  const name = tokens[at]?.value ?? "";
  return isKey(tokens, at) && OPTIONS_OUTSIDE.has(name) ? `the option ${name}` : undefined;
}

/** Of `schema.index(key, options)`, and of `index:` and `text:` of a path in a schema. */
function indexFault(tokens: readonly Token[], at: number): string | undefined {
  const value = tokens[at + 2];
  if (isKey(tokens, at) && tokens[at]?.value === "text" && value?.value === "true") return "a text index";
  if (isKey(tokens, at) && tokens[at]?.value === "index")
    return value?.kind === "text" ? `an index of the kind ${value.value}` : optionsFault(tokens, at + 2);
  if (tokens[at]?.value !== "index" || tokens[at - 1]?.value !== "." || tokens[at + 1]?.value !== "(")
    return undefined;
  const keysEnd = closing(tokens, at + 2);
  for (let key = at + 3; key < keysEnd; key++) {
    if (!isKey(tokens, key)) continue;
    const order = tokens[key + 2]?.value === "-" ? tokens[key + 3] : tokens[key + 2];
    if (order?.value !== "1") return `an index key of the kind ${order?.value ?? ""}`;
  }
  return optionsFault(tokens, keysEnd + 2);
}

function optionsFault(tokens: readonly Token[], open: number): string | undefined {
  if (tokens[open]?.value !== "{") return undefined;
  const end = closing(tokens, open);
  for (let at = open + 1; at < end; at++) {
    if ("([{".includes(tokens[at]?.value ?? "")) at = closing(tokens, at);
    // mongoose's own name for expireAfterSeconds.
    else if (
      isKey(tokens, at) &&
      tokens[at]?.value !== "expires" &&
      !subset.serves(subset.INDEX_OPTIONS, tokens[at]?.value ?? "")
    )
      return `the index option ${tokens[at]?.value}`;
  }
  return undefined;
}
