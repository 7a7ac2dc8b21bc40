// insert, update, delete and findAndModify. Each runs inside one commit, or inside a transaction's overlay.
import { ObjectId } from "bson";
import { type Call, document, documents, flag, integer } from "./call.ts";
import { type Target, insertDocument, removeDocument, replaceDocument } from "./documents.ts";
import { StoreError, must } from "./errors.ts";
import { parsePattern } from "./indexes.ts";
import { sameValue } from "./key-encoding.ts";
import { own } from "./paths.ts";
import { compileProjection } from "./projection.ts";
import { EVERYTHING, type Query, select } from "./query.ts";
import { DELETE_STATEMENT, UPDATE_STATEMENT, refuseUnknown } from "./subset.ts";
import { compileUpdate, upsertBase } from "./update.ts";
import { type Doc, type Value, encode } from "./values.ts";

/** Documents in one command, as hello promises. */
export const MAX_BATCH = 100_000;

type WriteError = Readonly<Record<string, unknown>>;

/** Runs the statements of a command in order; a refused one is reported, and ends an ordered command. */
function eachStatement<T>(
  call: Call,
  statements: readonly T[],
  run: (statement: T, index: number) => void,
): WriteError[] {
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw new StoreError(
      2,
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations.`,
    );
  }
  const errors: WriteError[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      // In a transaction the first refusal ends it all.
      if (!(error instanceof StoreError) || call.use?.isTransaction === true) throw error;
      errors.push({
        index,
        code: error.code,
        codeName: error.codeName,
        errmsg: error.message,
        ...error.details,
      });
      if (flag(call.body, "ordered", true)) break;
    }
  }
  return errors;
}

function withErrors(fields: object, errors: readonly WriteError[]): object {
  return errors.length === 0 ? fields : { ...fields, writeErrors: errors };
}

export function insert(call: Call, target: Target): object {
  let n = 0;
  const errors = eachStatement(call, documents(call.body, "documents"), (doc) => {
    insertDocument(target, own(doc, "_id") === undefined ? { _id: new ObjectId(), ...doc } : doc);
    n += 1;
  });
  return withErrors({ n }, errors);
}

export function update(call: Call, target: Target): object {
  let n = 0;
  let nModified = 0;
  const upserted: object[] = [];
  const errors = eachStatement(call, documents(call.body, "updates"), (statement, index) => {
    refuseUnknown(statement, UPDATE_STATEMENT, "Update option");
    const multi = flag(statement, "multi");
    const spec = must(own(statement, "u") ?? null, "an update has u");
    const done = updateMatching(
      target,
      { ...EVERYTHING, filter: document(statement, "q"), limit: multi ? 0 : 1 },
      spec,
      flag(statement, "upsert"),
      multi,
    );
    n += done.matched + (done.insertedId === undefined ? 0 : 1);
    nModified += done.modified;
    if (done.insertedId !== undefined) upserted.push({ index, _id: done.insertedId });
  });
  return withErrors({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }, errors);
}

interface Updated {
  readonly matched: number;
  readonly modified: number;
  readonly insertedId: Value | undefined;
  readonly before: Doc | undefined;
  readonly after: Doc | undefined;
}

function updateMatching(target: Target, query: Query, spec: Value, upsert: boolean, multi: boolean): Updated {
  const { apply, replaces } = compileUpdate(spec);
  if (replaces && multi)
    throw new StoreError(9, "multi update is not supported for replacement-style update");
  const collection = target.catalog.find(target.view, target.namespace);
  // All are found before the first is changed, so that none is met again where its change has put it.
  const found = [...select(target.view, collection, query)];
  let modified = 0;
  let after: Doc | undefined;
  for (const one of found) {
    const before = one.doc();
    after = apply(before, false);
    refuseOtherId(before, after);
    if (encode(after).equals(one.bytes)) continue;
    replaceDocument(target, before, after);
    modified += 1;
  }
  if (found.length > 0 || !upsert)
    return { matched: found.length, modified, insertedId: undefined, before: found[0]?.doc(), after };
  const base = upsertBase(query.filter);
  const made = apply(base, true);
  if (own(base, "_id") !== undefined) refuseOtherId(base, made);
  const inserted = own(made, "_id") === undefined ? { _id: new ObjectId(), ...made } : made;
  insertDocument(target, inserted);
  return { matched: 0, modified: 0, insertedId: own(inserted, "_id"), before: undefined, after: inserted };
}

function refuseOtherId(before: Doc, after: Doc): void {
  if (own(after, "_id") === undefined || !sameValue(own(before, "_id"), own(after, "_id"))) {
    throw new StoreError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
}

export function remove(call: Call, target: Target): object {
  let n = 0;
  const errors = eachStatement(call, documents(call.body, "deletes"), (statement) => {
    refuseUnknown(statement, DELETE_STATEMENT, "Delete option");
    const limit = integer(statement, "limit", 0);
    if (limit > 1) throw new StoreError(9, "The limit field in delete objects must be 0 or 1");
    const collection = target.catalog.find(target.view, target.namespace);
    const found = [
      ...select(target.view, collection, { ...EVERYTHING, filter: document(statement, "q"), limit }),
    ];
    for (const one of found) removeDocument(target, one.doc());
    n += found.length;
  });
  return withErrors({ n }, errors);
}

export function findAndModify(call: Call, target: Target): object {
  const { body } = call;
  const query: Query = {
    ...EVERYTHING,
    filter: document(body, "query", {}),
    sort: parsePattern(own(body, "sort") ?? {}, "Sort"),
    limit: 1,
  };
  const spec = own(body, "update");
  const fields = document(body, "fields", {});
  const project = Object.keys(fields).length === 0 ? (doc: Doc) => doc : compileProjection(fields);
  const answer = (doc: Doc | undefined) => (doc === undefined ? null : project(doc));
  if (flag(body, "remove")) {
    if (spec !== undefined || flag(body, "new") || flag(body, "upsert"))
      throw new StoreError(9, "Cannot specify remove with update, new or upsert");
    const collection = target.catalog.find(target.view, target.namespace);
    const found = [...select(target.view, collection, query)][0]?.doc();
    if (found !== undefined) removeDocument(target, found);
    return { lastErrorObject: { n: found === undefined ? 0 : 1 }, value: answer(found) };
  }
  if (spec === undefined) throw new StoreError(9, "Either an update or remove=true must be specified");
  const done = updateMatching(target, query, spec, flag(body, "upsert"), false);
  const upserted = done.insertedId === undefined ? {} : { upserted: done.insertedId };
  return {
    lastErrorObject: {
      n: done.matched + (done.insertedId === undefined ? 0 : 1),
      updatedExisting: done.matched > 0,
      ...upserted,
    },
    value: answer(flag(body, "new") ? done.after : done.before),
  };
}
