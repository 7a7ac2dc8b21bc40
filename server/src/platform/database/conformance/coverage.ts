// What the subset has, in the words of words.ts, so that the suite can tell what no case of it sends.
import * as subset from "../embedded/subset.ts";

/** How each list of subset.ts is said. A list that is not here counts as covered by nothing. */
const LISTS: Readonly<Record<string, string>> = {
  ENVELOPE: "any",
  IN_TRANSACTION: "transaction",
  READ_CONCERN: "read concern",
  WRITE_CONCERN: "write concern",
  AGGREGATE_CURSOR: "cursor",
  UPDATE_STATEMENT: "update statement",
  DELETE_STATEMENT: "delete statement",
  QUERY_COMBINERS: "query",
  QUERY_OPERATORS: "query",
  QUERY_REMARKS: "query",
  UPDATE_OPERATORS: "update",
  PUSH_MODIFIERS: "$push",
  ADD_TO_SET_MODIFIERS: "$addToSet",
  PLACEHOLDERS: "path",
  STAGES: "stage",
  ACCUMULATORS: "accumulator",
  INDEX_OPTIONS: "index",
  PARTIAL_OPERATORS: "partial",
};

/** What no case can send or see, and why. */
const EXCUSED: Readonly<Record<string, string>> = {
  ...greetingOf("hello"),
  ...greetingOf("isMaster"),
  "commitTransaction.recoveryToken": "drivers send it to sharded clusters only",
  "abortTransaction.recoveryToken": "drivers send it to sharded clusters only",
  "write concern journal": "only older drivers spell it so",
  "write concern wtimeoutMS": "only older drivers spell it so",
};

/** The driver says these when it connects, unseen by command monitoring: without them no case would run. */
function greetingOf(command: string): Readonly<Record<string, string>> {
  const words = fieldsOf(subset.COMMANDS[command]).map((field) => `${command}.${field}`);
  return Object.fromEntries(words.map((word) => [word, "in the driver's greeting"]));
}

/** What the subset has and no case has sent with success. */
export function uncovered(answered: ReadonlySet<string>): readonly string[] {
  return wordsOfSubset().filter((word) => !answered.has(word) && !Object.hasOwn(EXCUSED, word));
}

/** Every command, field, option, operator and stage of the subset. */
function wordsOfSubset(): readonly string[] {
  return Object.entries(subset).flatMap(([name, list]) => {
    if (typeof list === "function") return [];
    if (name === "COMMANDS") return wordsOfCommands();
    if (name === "ALIASES") return Object.keys(list);
    const kind = LISTS[name];
    if (kind === undefined) return [`${name}, a list that coverage.ts does not know`];
    return namesOf(list).map((one) => `${kind} ${one}`);
  });
}

function wordsOfCommands(): readonly string[] {
  return Object.entries(subset.COMMANDS).flatMap(([command, served]) => [
    command,
    ...fieldsOf(served).map((field) => `${command}.${field}`),
  ]);
}

/** A list of names, or names each with a sentence. */
function namesOf(list: object): readonly string[] {
  return Symbol.iterator in list ? [...(list as Iterable<string>)] : Object.keys(list);
}

/** A command's own fields. */
function fieldsOf(served: object | undefined): readonly string[] {
  if (served === undefined) return [];
  return namesOf("fields" in served ? (served.fields as object) : served);
}
