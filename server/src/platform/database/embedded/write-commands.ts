// insert, update, delete and findAndModify as statements: what each looks for, and what it does with what it found.
// writing.ts runs them.
import { ObjectId } from "bson";
import { type Call, document, documents, flag, integer } from "./call.ts";
import { type Target, insertDocument, insertStorable, removeDocument, replaceDocument } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { parsePattern } from "./indexes.ts";
import { sameValue } from "./key-encoding.ts";
import { own } from "./paths.ts";
import { compileProjection } from "./projection.ts";
import { EVERYTHING, type Found, type Query } from "./query.ts";
import { rawDocument } from "./raw-documents.ts";
import { DELETE_STATEMENT, UPDATE_STATEMENT, refuseUnknown } from "./subset.ts";
import { compileUpdate, upsertBase } from "./update.ts";
import { type Doc, type Value, decode, encode } from "./values.ts";

/** Documents in one command, as hello promises. */
export const MAX_BATCH = 100_000;

export type WriteError = Readonly<Record<string, unknown>>;

/** What a command has done so far; it may be kept and gone on with. */
export interface Outcome {
  n: number;
  nModified: number;
  upserted: object[];
  writeErrors: WriteError[];
  /** Characters in the messages of these. */
  told: number;
  /** Of a findAndModify. */
  value: Doc | null;
}

export interface Statement {
  /** What to look for; undefined when nothing is looked for. */
  readonly query: Query | undefined;
  /** Does what is due with the documents found, or with none; counts it in the outcome. */
  readonly run: (target: Target, found: readonly Found[], outcome: Outcome) => void;
}

export interface WriteCommand {
  readonly count: number;
  /** Throws StoreError when the statement is not sound. */
  readonly statement: (index: number) => Statement;
  /** After a refused statement, are the others left undone? */
  readonly isOrdered: boolean;
  /** Is a refused statement reported beside what the others did, or is it the command's failure? */
  readonly reportsErrors: boolean;
  readonly answer: (outcome: Outcome) => object;
}

function batchOf<T>(
  call: Call,
  items: readonly T[],
  statement: (item: T, index: number) => Statement,
  answer: WriteCommand["answer"],
): WriteCommand {
  if (items.length === 0 || items.length > MAX_BATCH) {
    throw new StoreError(
      2,
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${items.length} operations.`,
    );
  }
  return {
    count: items.length,
    statement: (index) => statement(items[index] as T, index),
    isOrdered: flag(call.body, "ordered", true),
    reportsErrors: true,
    answer: (outcome) =>
      outcome.writeErrors.length === 0
        ? answer(outcome)
        : { ...answer(outcome), writeErrors: outcome.writeErrors },
  };
}

export function insert(call: Call): WriteCommand {
  // Documents that do not come as bytes are no array of documents, and refused as such.
  const raw = call.documents ?? documents(call.body, "documents").map((doc) => rawDocument(encode(doc)));
  // What has to be decoded is decoded now: one that cannot be is the command's failure.
  const given = raw.map(({ bytes, isStorable }) => (isStorable ? bytes : decode(bytes, "from outside")));
  const statement = (one: Buffer | Doc): Statement => ({
    query: undefined,
    run: (target, _found, outcome) => {
      if (Buffer.isBuffer(one)) insertStorable(target, one);
      else insertDocument(target, withId(one));
      outcome.n += 1;
    },
  });
  return batchOf(call, given, statement, ({ n }) => ({ n }));
}

const withId = (doc: Doc): Doc => (own(doc, "_id") === undefined ? { _id: new ObjectId(), ...doc } : doc);

export function update(call: Call): WriteCommand {
  const statement = (spec: Doc, index: number): Statement => {
    refuseUnknown(spec, UPDATE_STATEMENT, "Update option");
    const isMulti = flag(spec, "multi");
    if (isMulti) refuseRetryable(call, "multi: true");
    const query = { ...EVERYTHING, filter: document(spec, "q"), limit: isMulti ? 0 : 1 };
    const change = changeOf(query, required(spec, "u"), flag(spec, "upsert"), arrayFilters(spec));
    if (change.replaces && isMulti)
      throw new StoreError(9, "multi update is not supported for replacement-style update");
    return {
      query,
      run: (target, found, outcome) => {
        const done = change.run(target, found);
        outcome.n += found.length + (done.insertedId === undefined ? 0 : 1);
        outcome.nModified += done.modified;
        if (done.insertedId !== undefined) outcome.upserted.push({ index, _id: done.insertedId });
      },
    };
  };
  return batchOf(call, documents(call.body, "updates"), statement, ({ n, nModified, upserted }) => ({
    n,
    nModified,
    ...(upserted.length > 0 ? { upserted } : {}),
  }));
}

interface Updated {
  readonly modified: number;
  readonly insertedId: Value | undefined;
  /** Of the last document. */
  readonly after: Doc | undefined;
}

interface Change {
  readonly replaces: boolean;
  readonly run: (target: Target, found: readonly Found[]) => Updated;
}

function required(statement: Doc, field: string): Value {
  const value = own(statement, field);
  if (value === undefined) throw new StoreError(9, `The field ${field} is missing from a statement`);
  return value;
}

function arrayFilters(statement: Doc): readonly Doc[] {
  return own(statement, "arrayFilters") === undefined ? [] : documents(statement, "arrayFilters");
}

function changeOf(query: Query, spec: Value, upserts: boolean, filters: readonly Doc[]): Change {
  const { apply, replaces } = compileUpdate(spec, { filter: query.filter, arrayFilters: filters });
  return {
    replaces,
    run: (target, found) => {
      let modified = 0;
      let after: Doc | undefined;
      for (const one of found) {
        const before = one.doc();
        after = apply(before, false);
        refuseOtherId(before, after);
        const bytes = encode(after);
        if (bytes.equals(one.bytes)) continue;
        replaceDocument(target, one, after, bytes);
        modified += 1;
      }
      if (found.length > 0 || !upserts) return { modified, insertedId: undefined, after };
      const base = upsertBase(query.filter, replaces);
      const made = apply(base, true);
      if (own(base, "_id") !== undefined) refuseOtherId(base, made);
      // The _id comes first, as it is stored and answered.
      const id = own(made, "_id");
      const inserted = { _id: id === undefined ? new ObjectId() : id, ...made };
      insertDocument(target, inserted);
      return { modified: 0, insertedId: own(inserted, "_id"), after: inserted };
    },
  };
}

/** As in MongoDB: a statement of many commits cannot be done once, however often it is sent. */
function refuseRetryable({ use }: Call, what: string): void {
  if (use?.number !== undefined && !use.isTransaction)
    throw new StoreError(72, `Cannot use retryable writes with ${what}`);
}

function refuseOtherId(before: Doc, after: Doc): void {
  if (own(after, "_id") === undefined || !sameValue(own(before, "_id"), own(after, "_id"))) {
    throw new StoreError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
}

export function remove(call: Call): WriteCommand {
  const statement = (spec: Doc): Statement => {
    refuseUnknown(spec, DELETE_STATEMENT, "Delete option");
    const limit = integer(spec, "limit", 0);
    if (limit > 1) throw new StoreError(9, "The limit field in delete objects must be 0 or 1");
    if (limit === 0) refuseRetryable(call, "limit: 0");
    return {
      query: { ...EVERYTHING, filter: document(spec, "q"), limit },
      run: (target, found, outcome) => {
        for (const one of found) removeDocument(target, one);
        outcome.n += found.length;
      },
    };
  };
  return batchOf(call, documents(call.body, "deletes"), statement, ({ n }) => ({ n }));
}

export function findAndModify(call: Call): WriteCommand {
  const { body } = call;
  const query: Query = {
    ...EVERYTHING,
    filter: document(body, "query", {}),
    sort: parsePattern(own(body, "sort") ?? {}, "Sort"),
    limit: 1,
  };
  const fields = document(body, "fields", {});
  const project = Object.keys(fields).length === 0 ? (doc: Doc) => doc : compileProjection(fields);
  const value = (doc: Doc | undefined) => (doc === undefined ? null : project(doc));
  const isNew = flag(body, "new");
  const isUpsert = flag(body, "upsert");
  const spec = own(body, "update");
  const one = { count: 1, isOrdered: true, reportsErrors: false };
  if (flag(body, "remove")) {
    if (spec !== undefined || isNew || isUpsert)
      throw new StoreError(9, "Cannot specify remove with update, new or upsert");
    const run: Statement["run"] = (target, [found], outcome) => {
      if (found !== undefined) removeDocument(target, found);
      outcome.n = found === undefined ? 0 : 1;
      outcome.value = value(found?.doc());
    };
    const answer: WriteCommand["answer"] = (outcome) => ({
      lastErrorObject: { n: outcome.n },
      value: outcome.value,
    });
    return { ...one, statement: () => ({ query, run }), answer };
  }
  if (spec === undefined) throw new StoreError(9, "Either an update or remove=true must be specified");
  const change = changeOf(query, spec, isUpsert, arrayFilters(body));
  const run: Statement["run"] = (target, [found], outcome) => {
    const done = change.run(target, found === undefined ? [] : [found]);
    if (done.insertedId !== undefined) outcome.upserted.push({ _id: done.insertedId });
    outcome.nModified = found === undefined ? 0 : 1;
    outcome.n = outcome.nModified + outcome.upserted.length;
    outcome.value = value(isNew ? done.after : found?.doc());
  };
  const answer: WriteCommand["answer"] = ({ n, nModified, upserted: [made], value: given }) => ({
    lastErrorObject: {
      n,
      updatedExisting: nModified > 0,
      ...(made === undefined ? {} : { upserted: (made as { readonly _id: Value })._id }),
    },
    value: given,
  });
  return { ...one, statement: () => ({ query, run }), answer };
}
