// The property "index plan = full scan": a collection with random indexes and one without, with the same documents,
// answer alike and change alike. Order is compared by sort keys: which of two equal ones comes first is nobody's
// promise.
import fc from "fast-check";
import type { Connection, mongo } from "mongoose";
import { type KeyField, parsePattern, sortKey } from "./indexes.ts";
import { encodeKey } from "./key-encoding.ts";
import {
  type Change,
  anyChange,
  anyFields,
  anyIndexes,
  anyPath,
  anyQuery,
  changeCommand,
} from "./random-queries.ts";
import { type Doc, type Value, decode, encode } from "./values.ts";

const anyAsking = fc.record({
  query: anyQuery,
  skip: fc.oneof(fc.constant(0), fc.nat(3)),
  limit: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 })),
  distinct: fc.option(anyPath, { nil: undefined, freq: 1 }),
});
interface Asking {
  readonly filter: object;
  readonly sort: Readonly<Record<string, number>>;
  readonly skip: number;
  readonly limit: number;
  readonly distinct: string | undefined;
}

/** Two collections, and how to ask them. */
interface Pair {
  readonly run: (command: object) => Promise<mongo.Document>;
  readonly plain: string;
  readonly indexed: string;
}

export function plansAgree(connection: Connection): fc.IAsyncProperty<unknown> {
  let round = 0;
  return fc.asyncProperty(
    fc.array(anyFields, { minLength: 8, maxLength: 25, size: "max" }),
    anyIndexes,
    fc.array(fc.tuple(anyChange, fc.array(anyAsking, { minLength: 6, maxLength: 6 })), {
      minLength: 1,
      maxLength: 3,
    }),
    async (docs, indexes, rounds) => {
      round += 1;
      const database = connection.getClient().db(`planning${round}`);
      const run = (command: object) => database.command({ ...command }, { promoteValues: false });
      const pair: Pair = { run, plain: "plain", indexed: "indexed" };
      if (indexes.length > 0) await run({ createIndexes: pair.indexed, indexes });
      const documents = docs.map((doc, _id) => ({ _id, ...doc }));
      // What a unique index or two arrays in one index keep out is missing in both.
      await run({ insert: pair.indexed, documents, ordered: false });
      await copyToPlain(pair);
      for (const [change, queries] of rounds) {
        for (const { query, ...asking } of queries)
          await compareReads(pair, { ...asking, ...query(indexes) });
        await compareChange(pair, change);
        const checked = await run({ validate: pair.indexed });
        same(checked["valid"], true, checked);
      }
      await run({ dropDatabase: 1 });
    },
  );
}

async function contents({ run }: Pair, name: string): Promise<Doc[]> {
  return (await run({ find: name, sort: { _id: 1 }, batchSize: 1000 }))["cursor"].firstBatch;
}

async function copyToPlain(pair: Pair): Promise<void> {
  const documents = await contents(pair, pair.indexed);
  await pair.run({ delete: pair.plain, deletes: [{ q: {}, limit: 0 }] });
  if (documents.length > 0) await pair.run({ insert: pair.plain, documents });
}

async function compareChange(pair: Pair, change: Change): Promise<void> {
  const answers: string[] = [];
  for (const name of [pair.plain, pair.indexed]) {
    const done = await pair
      .run(changeCommand(name, change))
      .catch((error: Error): mongo.Document => ({ refused: error.message }));
    answers.push(hex({ n: done["n"], nModified: done["nModified"], value: done["value"] }));
    if ("refused" in done || "writeErrors" in done) {
      // An index refused it midway (or no index could): they start again from the same documents.
      await copyToPlain(pair);
      return;
    }
  }
  same(answers[1], answers[0], change);
  same((await contents(pair, pair.indexed)).map(hex), (await contents(pair, pair.plain)).map(hex), change);
}

async function compareReads({ run, plain, indexed }: Pair, query: Asking): Promise<void> {
  const { filter, sort, skip, limit } = query;
  const pattern = parsePattern(decode(encode({ ...sort })), "sort");
  const list = async (command: object) => (await run(command))["cursor"].firstBatch as Doc[];
  const find = { filter, sort, batchSize: 1000 };
  // A sort in memory by two arrays at once is refused; no index could have held them.
  const full = await list({ find: plain, ...find }).catch(refused);
  if (full === undefined) return;
  const found = await list({ find: indexed, ...find });
  same(found.map(hex).toSorted(), full.map(hex).toSorted(), query);
  same(keysOf(found, pattern), keysOf(full, pattern), query);

  const page = full.slice(skip, limit > 0 ? skip + limit : undefined);
  const all = new Set(full.map(hex));
  const leading = [
    { $match: filter },
    ...(pattern.length > 0 ? [{ $sort: sort }] : []),
    { $skip: skip },
    ...(limit > 0 ? [{ $limit: limit }] : []),
  ];
  for (const paged of [
    await list({ find: indexed, ...find, skip, limit }),
    await list({ aggregate: indexed, pipeline: leading, cursor: { batchSize: 1000 } }),
  ]) {
    same(keysOf(paged, pattern), keysOf(page, pattern), query);
    same(new Set(paged.map(hex).filter((one) => all.has(one))).size, page.length, query);
  }
  const counted = await run({ count: indexed, query: filter, skip, limit });
  same(Number(counted["n"]), page.length, query);
  const group = { $group: { _id: 1, n: { $sum: 1 } } };
  const [sum] = await list({ aggregate: indexed, pipeline: [...leading, group], cursor: {} });
  same(Number(sum?.["n"] ?? 0), page.length, query);

  if (query.distinct === undefined) return;
  const distinct = async (name: string) => {
    const { values } = await run({ distinct: name, key: query.distinct, query: filter });
    return (values as Value[]).map((value) => encodeKey(value).toString("hex")).toSorted();
  };
  same(await distinct(indexed), await distinct(plain), query);
}

function refused(error: mongo.MongoServerError): undefined {
  // Numbers arrive with their BSON type.
  if (Number(error.code) !== 171) throw error;
}

function keysOf(list: readonly Doc[], pattern: readonly KeyField[]): readonly string[] {
  return list.map((doc) => (pattern.length === 0 ? "" : sortKey(doc, pattern).toString("hex")));
}

function hex(doc: object): string {
  return encode(doc as Doc).toString("hex");
}

function same(given: unknown, wanted: unknown, what: object): void {
  const [left, right] = [JSON.stringify(given), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${JSON.stringify(what)} gives ${left}, a full scan ${right}`);
}
