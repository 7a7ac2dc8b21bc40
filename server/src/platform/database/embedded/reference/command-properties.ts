// The property of the commands: a running store answers and leaves behind what the reference says it may.
import { EJSON, ObjectId } from "bson";
import fc from "fast-check";
import type { Connection } from "mongoose";
import { expect } from "vitest";
import type { Doc, Value } from "../values.ts";
import { expected, expectAgreement, shown } from "./agreement.ts";
import * as reference from "./collection.ts";
import { type Command, command, documents } from "./command-generators.ts";
import { order } from "./order.ts";
import { Refusal, Undecided } from "./refusal.ts";
import type { SortPattern } from "./sort.ts";

/** What the store answered: the whole answer, or the number of its refusal. */
type Answer = { readonly value: Doc } | { readonly refused: readonly number[] };

/** Runs a few commands on a few documents in each of the collections, which may have indexes. */
export async function checkCommands(
  connection: Connection,
  collections: readonly string[],
  runs: number,
): Promise<void> {
  const commands = fc.array(command, { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(
    fc.constantFrom(...collections),
    documents,
    commands,
    async (name, docs, list) => {
      const store = new Store(connection, name);
      let held = await store.begin(docs);
      for (const one of list) held = await check(store, held, one);
    },
  );
  await fc.assert(property, { numRuns: runs });
}

/** One collection of the store, spoken to in plain commands, so that every type arrives as it was drawn. */
class Store {
  readonly #connection: Connection;
  readonly #name: string;
  constructor(connection: Connection, name: string) {
    this.#connection = connection;
    this.#name = name;
  }

  async run(verb: string, fields: object): Promise<Answer> {
    const db = this.#connection.db;
    if (db === undefined) throw new Error("the connection is open");
    try {
      const options = { promoteValues: false, bsonRegExp: true };
      const value = (await db.command({ [verb]: this.#name, ...fields }, options)) as Doc;
      const [error] = (value["writeErrors"] ?? []) as Doc[];
      return error === undefined ? { value } : { refused: [Number(String(error["code"]))] };
    } catch (error) {
      // A number of the answer, which comes as an Int32.
      const code = Number(String((error as { code?: unknown }).code));
      if (Number.isNaN(code)) throw error;
      return { refused: [code] };
    }
  }

  async begin(docs: readonly Doc[]): Promise<readonly Doc[]> {
    await this.run("delete", { deletes: [{ q: {}, limit: 0 }] });
    expect(await this.run("insert", { documents: docs })).toHaveProperty("value.n");
    return docs;
  }

  async all(): Promise<readonly Doc[]> {
    return batch(await this.run("find", { filter: {}, sort: { _id: 1 } }));
  }
}

function batch(answer: Answer): readonly Doc[] {
  if ("refused" in answer) throw new Error(`refused: ${answer.refused.join()}`);
  return (answer.value["cursor"] as Doc)["firstBatch"] as readonly Doc[];
}

const byId = (docs: readonly Doc[]) => docs.toSorted((left, right) => order(left["_id"], right["_id"]));
const sortSpec = (sort: SortPattern) => Object.fromEntries(sort);

/** Runs the command on both sides; what the store holds then. */
async function check(store: Store, held: readonly Doc[], given: Command): Promise<readonly Doc[]> {
  switch (given.kind) {
    case "find": {
      const { sort, ...rest } = given.spec;
      const answer = await store.run("find", { ...rest, sort: sortSpec(sort) });
      read(() => reference.find(held, given.spec), answer, batch, { held, given });
      return held;
    }
    case "aggregate": {
      const pipeline = given.pipeline.map((stage) =>
        "$sort" in stage ? { $sort: sortSpec(stage.$sort) } : stage,
      );
      const answer = await store.run("aggregate", { pipeline, cursor: {} });
      read(() => reference.aggregate(held, given.pipeline), answer, batch, { held, given });
      return held;
    }
    case "count": {
      const { filter, skip, limit } = given;
      const answer = await store.run("count", { query: filter, skip, limit });
      const all = { filter, skip, limit, sort: [], projection: {} };
      read(
        () => reference.find(held, all).length,
        answer,
        (one) => number(one, "n"),
        { held, given },
      );
      return held;
    }
    case "distinct": {
      const answer = await store.run("distinct", { key: given.path, query: given.filter });
      // Which of equal values is answered, 1 or 1.0, is not said: they are compared by the order.
      const values = (one: Answer) =>
        ("value" in one ? (one.value["values"] as Value[]) : []).toSorted(order);
      const said = expected(() => reference.distinct(held, given.path, given.filter));
      if ("value" in said && "value" in answer) {
        const pairs = said.value as readonly Value[];
        expect(values(answer).length, shown({ held, given })).toBe(pairs.length);
        for (const [at, value] of values(answer).entries()) expect(order(value, pairs[at])).toBe(0);
      } else read(() => reference.distinct(held, given.path, given.filter), answer, values, { held, given });
      return held;
    }
    case "delete": {
      const answer = await store.run("delete", { deletes: [{ q: given.filter, limit: given.limit }] });
      const ending = () => reference.remove(held, given.filter, given.limit);
      return write(ending, answer, (one) => ({ n: number(one, "n") }), await store.all(), { held, given });
    }
    case "update":
      return checkUpdate(store, held, given.spec);
    case "findAndModify":
      return checkModification(store, held, given.spec);
  }
}

async function checkUpdate(store: Store, held: readonly Doc[], spec: reference.UpdateStatement) {
  const { filter: q, update: u, multi, upsert, arrayFilters } = spec;
  const filters = arrayFilters.length > 0 ? { arrayFilters } : {};
  const answer = await store.run("update", { updates: [{ q, u, multi, upsert, ...filters }] });
  const made = "value" in answer ? (answer.value["upserted"] as Doc[] | undefined)?.[0] : undefined;
  const told = (one: Answer) => ({
    n: number(one, "n"),
    nModified: number(one, "nModified"),
    ...(made === undefined ? {} : { upserted: made["_id"] }),
  });
  const ending = () => reference.update(held, spec, made?.["_id"] ?? null);
  return write(ending, answer, told, await store.all(), { held, given: spec });
}

async function checkModification(store: Store, held: readonly Doc[], spec: reference.Modification) {
  const { filter, update, arrayFilters, sort, projection } = spec;
  const filters = arrayFilters.length > 0 ? { arrayFilters } : {};
  const change = spec.remove ? { remove: true } : { update, new: spec.new, upsert: spec.upsert, ...filters };
  const fields = { query: filter, sort: sortSpec(sort), fields: projection, ...change };
  const answer = await store.run("findAndModify", fields);
  const after = await store.all();
  const known = new Set(held.map((doc) => shown(doc["_id"])));
  const madeId = after.find((doc) => !known.has(shown(doc["_id"])))?.["_id"] ?? new ObjectId();
  const ending = () => reference.findAndModify(held, spec, madeId);
  return write(ending, answer, (one) => ("value" in one ? (one.value["value"] ?? null) : null), after, {
    held,
    given: spec,
  });
}

function number(answer: Answer, name: string): number {
  return "value" in answer ? Number(String(answer.value[name])) : Number.NaN;
}

function read(say: () => unknown, answer: Answer, told: (answer: Answer) => unknown, given: unknown): void {
  expectAgreement(expected(say), "value" in answer ? { value: told(answer) } : answer, given);
}

/** The store's answer and documents must be one of the endings. */
function write(
  say: () => reference.Endings,
  answer: Answer,
  told: (answer: Answer) => unknown,
  after: readonly Doc[],
  given: { readonly held: readonly Doc[]; readonly given: unknown },
): readonly Doc[] {
  let endings: reference.Endings;
  try {
    endings = say();
  } catch (error) {
    if (error instanceof Undecided) return after;
    if (!(error instanceof Refusal)) throw error;
    endings = { good: [], refused: [{ codes: error.codes, docs: given.held }] };
  }
  const did = "value" in answer ? shown({ answer: told(answer), docs: byId(after) }) : undefined;
  const isGood = endings.good.some(({ answer, docs }) => shown({ answer, docs: byId(docs) }) === did);
  const isRefused =
    "refused" in answer &&
    endings.refused.some(
      ({ codes, docs }) =>
        (codes.includes(undefined) || codes.includes(answer.refused[0])) &&
        shown(byId(docs)) === shown(byId(after)),
    );
  if (isGood || isRefused) return after;
  const story = { given, answer, after, endings };
  expect.fail(`no ending of the reference: ${EJSON.stringify(story, { relaxed: false })}`);
}
