// The closed subset: every command, option, operator and stage that the store serves, in one place (rule E1), each
// with a sentence of what is served and where it ends. What is not listed is refused by name; nothing is ever ignored.
// To serve more, add it here, implement it, and add conformance cases; docs/EMBEDDED-STORE.md shows these tables.
import { outsideSubset } from "./errors.ts";
import type { Doc } from "./values.ts";

/** Names that are served, each with a sentence for the documentation. */
export type Listed = Readonly<Record<string, string>>;

export interface Command {
  readonly serves: string;
  /** Its own fields, beside those of ENVELOPE. */
  readonly fields: Listed;
}

const HELLO: Listed = {
  helloOk: "Taken; the answer says helloOk too.",
  client: "Taken; what a driver says of itself is not kept.",
  compression: "Taken; the answer offers no compression.",
  topologyVersion: "Taken; the answer comes at once and has none.",
  maxAwaitTimeMS: "Taken; the answer comes at once.",
  backpressure: "Taken; the answer offers none.",
};
const RECOVERY: Listed = { recoveryToken: "Taken; one member needs none." };
const ORDERED = "Whether the first refused statement ends the command; true when not said.";

export const COMMANDS: Readonly<Record<string, Command>> = {
  hello: {
    serves: "Says what the store is: the one member of a replica set, wire version 21.",
    fields: HELLO,
  },
  isMaster: { serves: "The older spelling of hello, also as OP_QUERY.", fields: HELLO },
  ping: { serves: "Answers.", fields: {} },
  buildInfo: { serves: "Version 7.0.0 as what drivers may expect, and the engine's own name.", fields: {} },
  endSessions: { serves: "Ends sessions and aborts their open transactions.", fields: {} },
  create: { serves: "A plain collection; no capped ones, views, validators or time series.", fields: {} },
  drop: { serves: "A collection with its indexes; one that does not exist is no error.", fields: {} },
  dropDatabase: { serves: "All collections of the database.", fields: {} },
  listCollections: {
    serves: "The collections of the database, in one batch.",
    fields: {
      filter: "A filter on what is answered.",
      nameOnly: "Names and types alone.",
      authorizedCollections: "Taken; there are no users, so all are.",
      cursor: "Taken; all come in the first batch.",
    },
  },
  createIndexes: {
    serves:
      "Builds indexes while others read and write; at most 64 for a collection, each of 1 to 32 fields.",
    fields: { indexes: "Their definitions.", commitQuorum: "Taken; there is one member." },
  },
  dropIndexes: {
    serves: "Drops indexes; never the one on _id.",
    fields: { index: "A name, a key pattern, an array of names, or *." },
  },
  listIndexes: {
    serves: "All indexes, in one batch.",
    fields: { cursor: "Taken; all come in the first batch." },
  },
  find: {
    serves: "Documents of one collection, by the best index, from one snapshot.",
    fields: {
      filter: "See query operators.",
      sort: "Fields with 1 or -1; without an index up to 100 MB are sorted in memory.",
      projection: "Fields to answer, or fields to leave out; nothing computed, sliced or positional.",
      skip: "A whole number.",
      limit: "A whole number; 0 for all.",
      batchSize: "A whole number; without it 101 documents, then up to 16 MB.",
      singleBatch: "The first batch is all.",
    },
  },
  aggregate: {
    serves: "A pipeline on one collection; leading $match, $sort, $skip and $limit use indexes.",
    fields: { pipeline: "See stages.", cursor: "With batchSize alone, or empty." },
  },
  count: {
    serves: "How many documents match.",
    fields: { query: "See query operators.", limit: "A whole number; 0 for all.", skip: "A whole number." },
  },
  distinct: {
    serves: "The different values of a field, elements of arrays one by one.",
    fields: { key: "The field, dotted.", query: "See query operators." },
  },
  explain: {
    serves:
      "The plan of a find, count, distinct, aggregate, update, delete or findAndModify; changes nothing.",
    fields: {
      verbosity: "queryPlanner, executionStats or allPlansExecution; the last two also run the query.",
    },
  },
  validate: {
    serves: "Looks at every document and index entry of a collection.",
    fields: { full: "Taken; it always looks at all." },
  },
  dbStats: {
    serves: "How many documents and bytes a database holds, and the size of the files.",
    fields: { scale: "1 alone.", freeStorage: "0 alone." },
  },
  getMore: {
    serves: "The next batch; a cursor left alone for ten minutes is closed, and of over 1000 the idlest.",
    fields: { collection: "The cursor's collection.", batchSize: "A whole number." },
  },
  killCursors: { serves: "Closes cursors.", fields: { cursors: "Their ids." } },
  insert: {
    serves: "Up to 100 000 documents, on disk before the answer.",
    fields: { documents: "What to insert; an _id is made where there is none.", ordered: ORDERED },
  },
  update: {
    serves: "Up to 100 000 statements.",
    fields: { updates: "See update statements.", ordered: ORDERED },
  },
  delete: {
    serves: "Up to 100 000 statements.",
    fields: { deletes: "See delete statements.", ordered: ORDERED },
  },
  findAndModify: {
    serves: "Changes or removes one document and answers it.",
    fields: {
      query: "See query operators.",
      sort: "Which of several: fields with 1 or -1.",
      remove: "Removes instead of updating.",
      update: "See update operators; or a whole document in its place.",
      new: "Answers the document as it is after the update.",
      fields: "A projection of the answer.",
      upsert: "Inserts where nothing matches.",
      arrayFilters: "The filters of $[name] in the update's paths.",
    },
  },
  commitTransaction: {
    serves: "Commits wholly, on disk before the answer, or not at all.",
    fields: RECOVERY,
  },
  abortTransaction: { serves: "Forgets what the transaction wrote.", fields: RECOVERY },
};

/** Fields that any command may carry beside its own. */
export const ENVELOPE: Listed = {
  $db: "The database.",
  lsid: "The session; it ends after 30 idle minutes.",
  txnNumber: "Of a retryable write or of a transaction; a write sent twice is done once.",
  autocommit: "false inside a transaction.",
  startTransaction: "On the first command of a transaction; at most 500 are open.",
  $readPreference: "Taken; every read is from the one member.",
  readConcern: "local, available, majority, snapshot or linearizable: every read sees what is on disk.",
  writeConcern: "w 0, 1 or majority, j and a timeout: every write is on disk before its answer.",
  maxTimeMS:
    "Gives up after so many milliseconds, with error 50; for a cursor all its batches count together.",
  comment: "Taken.",
};
export const READ_CONCERN: Listed = {
  level: "local, available, majority, snapshot or linearizable.",
  atClusterTime:
    "With snapshot: the moment that an earlier read of it fixed, for 30 minutes after its last use.",
};
export const WRITE_CONCERN: Listed = {
  w: "0, 1 or majority; more members are refused with error 100.",
  j: "Holds always.",
  journal: "The same, as older drivers say it.",
  wtimeout: "Taken; nothing is waited for.",
  wtimeoutMS: "Taken; nothing is waited for.",
};
export const AGGREGATE_CURSOR: Listed = { batchSize: "As in find." };

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

export const UPDATE_STATEMENT: Listed = {
  q: "Which documents; see query operators.",
  u: "See update operators; or a whole document in the place of one. No pipelines.",
  upsert: "Inserts where nothing matches, from the equalities of q and the update.",
  multi: "Updates all that match; not with a whole document.",
  arrayFilters: "The filters of $[name] in paths: each is about one name, and each is used.",
};
export const DELETE_STATEMENT: Listed = {
  q: "Which documents; see query operators.",
  limit: "1 for the first, 0 for all.",
};

/** What combines whole conditions. */
export const QUERY_COMBINERS: Listed = {
  $and: "All of the conditions.",
  $or: "At least one of them.",
  $nor: "None of them.",
};
/** What asks something of one field; implicit equality needs no operator. */
export const QUERY_OPERATORS: Listed = {
  $eq: "Equal, or an array that has an equal element; null also where the field is missing.",
  $ne: "Not $eq.",
  $gt: "Greater, among values of the operand's type.",
  $gte: "Greater or equal, among values of the operand's type.",
  $lt: "Less, among values of the operand's type.",
  $lte: "Less or equal, among values of the operand's type.",
  $in: "Equal to one of several; no regular expressions.",
  $nin: "Not $in.",
  $exists: "Whether the field is there.",
  $not: "The opposite of other operators; no regular expression.",
  $elemMatch: "An array of which one element meets all the conditions.",
};
/** In a filter, beside conditions. */
export const QUERY_REMARKS: Listed = { $comment: "Taken." };

export const UPDATE_OPERATORS: Listed = {
  $set: "Sets a field, making what is missing on the way.",
  $unset: "Removes a field; an element of an array becomes null.",
  $setOnInsert: "Sets a field when an upsert inserts.",
  $inc: "Adds a number of any type but Decimal128.",
  $min: "Sets a field where the value is less, in the BSON order.",
  $max: "Sets a field where the value is greater, in the BSON order.",
  $push: "Adds to the end of an array.",
  $addToSet: "Adds what the array does not have.",
  $pull: "Removes the elements that are equal or that a filter selects.",
};
export const PUSH_MODIFIERS: Listed = {
  $each: "Several values at once.",
  $slice: "Keeps the first, or with a negative number the last, so many.",
};
export const ADD_TO_SET_MODIFIERS: Listed = { $each: "Several values at once." };
/** What an update's path may have in the place of an array position. */
export const PLACEHOLDERS: Listed = {
  $: "The first element that the query matched; refused where two conditions met arrays at different positions.",
  "$[]": "Every element.",
  "$[name]": "The elements that the array filter of that name selects.",
};

export const STAGES: Listed = {
  $match: "See query operators.",
  $sort: "Fields with 1 or -1.",
  $skip: "A whole number.",
  $limit: "A whole number of at least 1.",
  $project: "As the projection of find: nothing computed.",
  $count: "How many documents, under a plain field name.",
  $group: "All documents as one: _id is a constant.",
};
export const ACCUMULATORS: Listed = { $sum: "Of a constant number, as countDocuments writes it." };

export const INDEX_OPTIONS: Listed = {
  v: "2 alone.",
  key: "Fields with 1 or -1; no text, hashed, geo or wildcard keys, no positions of arrays.",
  name: "Made from the key where there is none.",
  unique: "The second of two equal keys is refused with error 11000.",
  sparse: "Leaves out documents that have none of the fields.",
  partialFilterExpression: "Leaves out documents that do not match; see partial indexes.",
  expireAfterSeconds: "Removes documents so long after the date in the index's one field.",
  background: "Taken; as in MongoDB it makes no difference.",
};
/** Conditions that a partial index may state, beside implicit equality. */
export const PARTIAL_OPERATORS: Listed = {
  $eq: "Equal.",
  $exists: "true alone.",
  $gt: "Greater.",
  $gte: "Greater or equal.",
  $lt: "Less.",
  $lte: "Less or equal.",
};

/** Is the name in the list? */
export function serves(list: Listed, name: string): boolean {
  return Object.hasOwn(list, name);
}

/** Refuses by name the first field of a document that is not in the list. */
export function refuseUnknown(doc: Doc, known: Listed, what: string): void {
  for (const name of Object.keys(doc)) {
    if (!serves(known, name)) throw outsideSubset(`${what} ${name}`);
  }
}
