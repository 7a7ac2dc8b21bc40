// What product code may call on mongoose and on its driver: methods that send only what subset.ts lists. The check of
// the subset (e2e/checks/subset.ts) compares it with the code.
import mongoose from "mongoose";

const { Aggregate, Connection, Model, Query, mongo } = mongoose;

/** Methods that product code may call. What a pipeline or a command holds is looked at by itself. */
export const DRIVER_METHODS: ReadonlySet<string> = new Set(
  [
    "find findOne findById exists distinct countDocuments estimatedDocumentCount aggregate command runCursorCommand",
    "create insertOne insertMany updateOne updateMany replaceOne deleteOne deleteMany bulkWrite save",
    "findOneAndUpdate findOneAndReplace findOneAndDelete findByIdAndUpdate findByIdAndDelete",
    "where eq ne gt gte lt lte in nin elemMatch and or nor",
    "sort skip limit select projection batchSize maxTimeMS lean session orFail exec cursor toArray next hasNext",
    "createCollection createCollections createIndex createIndexes syncIndexes dropIndex dropIndexes indexes",
    "listCollections drop dropCollection dropDatabase explain stats validate",
    "startSession withTransaction startTransaction commitTransaction abortTransaction endSession inTransaction",
    "model modelNames deleteModel collection asPromise openUri close getClient db on once off emit trusted",
  ].flatMap((names) => names.split(" ")),
);

/** Names of options that would send a field outside the subset, or read as another server would. */
export const OPTIONS_OUTSIDE: ReadonlySet<string> = new Set(
  [
    "collation hint allowDiskUse let bypassDocumentValidation tailable awaitData returnKey showRecordId",
    "allowPartialResults noCursorTimeout populate autopopulate rawResult batchUpdate",
    "capped timeseries validator validationLevel validationAction viewOn clusteredIndex",
    "changeStreamPreAndPostImages encryptedFields wildcardProjection weights default_language",
    "language_override textIndexVersion textSearchLanguage hidden storageEngine bits",
  ].flatMap((names) => names.split(" ")),
);

/** Every public method of mongoose and of its driver that DRIVER_METHODS does not list. */
export function methodsOutside(): ReadonlySet<string> {
  const types: readonly object[] = [
    Query.prototype,
    Model,
    Aggregate.prototype,
    Connection.prototype,
    mongo.Db.prototype,
    mongo.Collection.prototype,
    mongo.FindCursor.prototype,
    mongo.ClientSession.prototype,
  ];
  const names = types.flatMap(methodNames).filter((name) => /^[a-z]/.test(name));
  return new Set(names.filter((name) => !DRIVER_METHODS.has(name)));
}

function methodNames(type: object): string[] {
  if (type === Object.prototype || type === Function.prototype) return [];
  const parent = Object.getPrototypeOf(type) as object | null;
  return [...Object.getOwnPropertyNames(type), ...(parent === null ? [] : methodNames(parent))];
}
