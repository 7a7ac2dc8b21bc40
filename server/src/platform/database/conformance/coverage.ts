// What the subset has, in the words of words.ts, so that the suite can tell what no case of it sends.
import * as subset from "../embedded/subset.ts";

/** How each list of subset.ts is said. A list that is not here counts as covered by nothing. */
const LISTS: Readonly<Record<string, string>> = {
  ENVELOPE: "any",
  IN_TRANSACTION: "transaction",
  UPDATE_STATEMENT: "update statement",
  DELETE_STATEMENT: "delete statement",
  QUERY_COMBINERS: "query",
  QUERY_OPERATORS: "query",
  UPDATE_OPERATORS: "update",
  PUSH_MODIFIERS: "push",
  STAGES: "stage",
  INDEX_OPTIONS: "index",
  PARTIAL_OPERATORS: "partial",
};

/** What no case can send or see, and why. */
const EXCUSED: Readonly<Record<string, string>> = {
  ...greetingOf("hello"),
  ...greetingOf("isMaster"),
  "commitTransaction.recoveryToken": "drivers send it to sharded clusters only",
  "abortTransaction.recoveryToken": "drivers send it to sharded clusters only",
};

/** The driver says these when it connects, unseen by command monitoring: without them no case would run. */
function greetingOf(command: string): Readonly<Record<string, string>> {
  const fields = subset.COMMANDS[command] ?? [];
  return Object.fromEntries(fields.map((field) => [`${command}.${field}`, "in the driver's greeting"]));
}

/** What the subset has and no case has sent with success. */
export function uncovered(answered: ReadonlySet<string>): readonly string[] {
  return [...wordsOfSubset()].filter((word) => !answered.has(word) && !Object.hasOwn(EXCUSED, word));
}

function* wordsOfSubset(): Iterable<string> {
  for (const [name, list] of Object.entries(subset)) {
    if (typeof list === "function") continue;
    const kind = LISTS[name];
    if (name === "COMMANDS") yield* wordsOfCommands();
    else if (name === "ALIASES") yield* Object.keys(list);
    else if (kind === undefined) yield `${name}, a list that coverage.ts does not know`;
    else for (const one of list as Iterable<string>) yield `${kind} ${one}`;
  }
}

function* wordsOfCommands(): Iterable<string> {
  for (const [command, fields] of Object.entries(subset.COMMANDS)) {
    yield command;
    for (const field of fields) yield `${command}.${field}`;
  }
}
