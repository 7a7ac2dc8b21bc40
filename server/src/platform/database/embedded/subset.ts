// The closed subset: every command, option, operator and stage that the store serves, in one place (rule E1).
// What is not listed is refused by name; nothing is ever ignored. To serve more, add it here, implement it,
// and add conformance cases.
import { StoreError, outsideSubset } from "./errors.ts";
import { type Doc, isDoc } from "./values.ts";

/** Fields that any command may carry beside its own. */
export const ENVELOPE = [
  "$db",
  "lsid",
  "txnNumber",
  "autocommit",
  "startTransaction",
  "$readPreference",
  "readConcern",
  "writeConcern",
  "maxTimeMS",
  "comment",
];

/**
 * Each command and its own fields.
 *
 * | group       | commands                                                                                       |
 * | ----------- | ---------------------------------------------------------------------------------------------- |
 * | connection  | hello isMaster ping buildInfo endSessions                                                        |
 * | schema      | create drop dropDatabase listCollections createIndexes dropIndexes listIndexes                   |
 * | read        | find aggregate count distinct explain getMore killCursors                                        |
 * | inspection  | validate dbStats                                                                                 |
 * | write       | insert update delete findAndModify                                                               |
 * | transaction | commitTransaction abortTransaction                                                               |
 */
export const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  hello: ["helloOk", "client", "compression", "topologyVersion", "maxAwaitTimeMS", "backpressure"],
  isMaster: ["helloOk", "client", "compression", "topologyVersion", "maxAwaitTimeMS", "backpressure"],
  ping: [],
  buildInfo: [],
  endSessions: [],
  create: [],
  drop: [],
  dropDatabase: [],
  listCollections: ["filter", "nameOnly", "authorizedCollections", "cursor"],
  createIndexes: ["indexes", "commitQuorum"],
  dropIndexes: ["index"],
  listIndexes: ["cursor"],
  find: ["filter", "sort", "projection", "skip", "limit", "batchSize", "singleBatch"],
  aggregate: ["pipeline", "cursor"],
  count: ["query", "limit", "skip"],
  distinct: ["key", "query"],
  explain: ["verbosity"],
  validate: ["full"],
  dbStats: ["scale", "freeStorage"],
  getMore: ["collection", "batchSize"],
  killCursors: ["cursors"],
  insert: ["documents", "ordered"],
  update: ["updates", "ordered"],
  delete: ["deletes", "ordered"],
  findAndModify: ["query", "sort", "remove", "update", "new", "fields", "upsert"],
  commitTransaction: ["recoveryToken"],
  abortTransaction: ["recoveryToken"],
};

/** Other spellings of commands that drivers use. */
export const ALIASES: Readonly<Record<string, string>> = {
  ismaster: "isMaster",
  buildinfo: "buildInfo",
  findandmodify: "findAndModify",
  dbstats: "dbStats",
};

/** Commands that may run inside a transaction. */
export const IN_TRANSACTION: ReadonlySet<string> = new Set(
  (
    "find aggregate distinct getMore killCursors insert update delete findAndModify " +
    "create createIndexes commitTransaction abortTransaction"
  ).split(" "),
);

export const UPDATE_STATEMENT = ["q", "u", "upsert", "multi"];
export const DELETE_STATEMENT = ["q", "limit"];

/** Operators that combine whole conditions, and operators on one field. Implicit equality needs none. */
export const QUERY_COMBINERS = ["$and", "$or", "$nor"];
export const QUERY_OPERATORS = [
  "$eq",
  "$ne",
  "$gt",
  "$gte",
  "$lt",
  "$lte",
  "$in",
  "$nin",
  "$exists",
  "$not",
  "$elemMatch",
];

export const UPDATE_OPERATORS = [
  "$set",
  "$unset",
  "$setOnInsert",
  "$inc",
  "$min",
  "$max",
  "$push",
  "$addToSet",
  "$pull",
];
export const PUSH_MODIFIERS = ["$each", "$slice"];

/** $group only as countDocuments writes it: a constant _id and sums of the number 1. */
export const STAGES = ["$match", "$sort", "$skip", "$limit", "$project", "$count", "$group"];

export const INDEX_OPTIONS = [
  "v",
  "key",
  "name",
  "unique",
  "sparse",
  "partialFilterExpression",
  "expireAfterSeconds",
  "background",
];
/** Conditions that a partial index may state, beside implicit equality. */
export const PARTIAL_OPERATORS = ["$eq", "$exists", "$gt", "$gte", "$lt", "$lte"];

/** Refuses by name the first field of a document that is not in the list. */
export function refuseUnknown(doc: Doc, known: readonly string[], what: string): void {
  for (const name of Object.keys(doc)) {
    if (!known.includes(name)) throw outsideSubset(`${what} ${name}`);
  }
}

/** The command's proper name, or a refusal: 59 for an unknown command, 40415 for an unknown field of a known one. */
export function admitCommand(command: Doc): string {
  const spelled = Object.keys(command)[0] ?? "";
  const name = ALIASES[spelled] ?? spelled;
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known === undefined)
    throw new StoreError(
      59,
      `no such command: '${spelled}' (outside the subset that the embedded store serves)`,
    );
  for (const field of Object.keys(command).slice(1)) {
    if (!known.includes(field) && !ENVELOPE.includes(field)) {
      throw new StoreError(
        40415,
        `BSON field '${name}.${field}' is outside the subset that the embedded store serves`,
      );
    }
  }
  admitReadConcern(command["readConcern"]);
  return name;
}

function admitReadConcern(concern: Doc[string] | undefined): void {
  if (concern === undefined) return;
  if (!isDoc(concern)) throw new StoreError(9, "readConcern must be a document");
  refuseUnknown(concern, ["level", "atClusterTime"], "readConcern option");
  const level = concern["level"] ?? "local";
  if (
    typeof level !== "string" ||
    !["local", "available", "majority", "snapshot", "linearizable"].includes(level)
  ) {
    throw outsideSubset(`readConcern level ${String(level)}`);
  }
}
