// Which function carries out which command of subset.ts; the store itself answers those about connections, sessions and
// cursors.
import { aggregate } from "./aggregation.ts";
import type { Call } from "./call.ts";
import type { Catalog } from "./catalog.ts";
import type { Results } from "./cursors.ts";
import type { Target } from "./documents.ts";
import { explain } from "./explain.ts";
import { validate } from "./integrity.ts";
import * as reads from "./read-commands.ts";
import * as schema from "./schema-commands.ts";
import { dbStats } from "./statistics.ts";
import type { Storage } from "./storage.ts";
import type { View } from "./views.ts";
import * as writes from "./write-commands.ts";

/** A reading command answers documents for a cursor, values that may take time to find, or fields at once. */
export type ReadCommand = (
  call: Call,
  view: View,
  catalog: Catalog,
  storage: Storage,
) => Results | reads.Answering | object;
/** A command that changes the catalog, in one commit. */
export type SchemaCommand = (call: Call, target: Target) => object;

export const READS: Readonly<Record<string, ReadCommand>> = {
  find: reads.find,
  aggregate,
  count: reads.count,
  distinct: reads.distinct,
  explain,
  validate,
  dbStats,
  listIndexes: schema.listIndexes,
  listCollections: schema.listCollections,
};
/** What a writing command's body asks for. */
export type WriteCommandOf = (call: Call) => writes.WriteCommand;

export const WRITES: Readonly<Record<string, WriteCommandOf>> = {
  insert: writes.insert,
  update: writes.update,
  delete: writes.remove,
  findAndModify: writes.findAndModify,
};
export const SCHEMA: Readonly<Record<string, SchemaCommand>> = {
  create: schema.create,
  drop: schema.drop,
  createIndexes: schema.createIndexes,
  dropIndexes: schema.dropIndexes,
  dropDatabase: schema.dropDatabase,
};

export function isResults(result: object): result is Results {
  return "documents" in result && "namespace" in result;
}
