// What is done with the documents, one function each. `at` counts up over the whole run and is never given twice to one
// place; finds and updates take a document that was loaded, inserts make the next one after those.
import type { mongo } from "mongoose";
import { consultationOf, perConsultation, statuses, submittedAt, suggestion, tagOf } from "./documents.ts";
import { parallel, type Place } from "./places.ts";
import type { Plan } from "./plan.ts";

export interface Operation {
  readonly name: string;
  readonly parallel: number;
  /** How many in one round, at a place of this size. */
  readonly count: (plan: Plan, size: number) => number;
  /** Documents that one of them looks at: the cost is said for one. */
  readonly documents?: (size: number) => number;
  readonly run: (place: Place, at: number) => Promise<unknown>;
}

const pageSize = 20;
/** A prime, so that documents are taken all over the collection and seldom twice. */
const stride = 7_919;

const loaded = (place: Place, at: number): number => (at * stride) % place.size;
const fresh = (place: Place, at: number): number => place.size + at;

const keyOf = (at: number) => ({ consultation: consultationOf(at), number: at % perConsultation });
const many = (plan: Plan): number => plan.operations;

export const findOne: Operation = {
  name: "find one by its unique key",
  parallel,
  count: many,
  run: (place, at) => found(place.suggestions.findOne(keyOf(loaded(place, at)))),
};

const findNewest: Operation = {
  name: `find the ${pageSize} newest of a status before a date`,
  parallel,
  count: many,
  run: (place, at) => {
    const before =
      pageSize * statuses.length + (loaded(place, at) % (place.size - pageSize * statuses.length));
    return page(
      place.suggestions
        .find({ status: statuses[at % statuses.length] as string, submittedAt: { $lt: submittedAt(before) } })
        .sort({ submittedAt: -1 })
        .limit(pageSize),
    );
  },
};

const findTagged: Operation = {
  name: `find ${pageSize} of a tag`,
  parallel,
  count: many,
  run: (place, at) => page(place.suggestions.find({ tags: tagOf(loaded(place, at)) }).limit(pageSize)),
};

export const insertPlain: Operation = {
  name: "insert, _id alone",
  parallel,
  count: (plan) => plan.inserts,
  run: (place, at) => place.plain.insertOne(suggestion(fresh(place, at))),
};

const insertOneByOne: Operation = {
  ...insertPlain,
  name: "insert, _id alone, one after another",
  parallel: 1,
  count: (plan) => plan.operations / 4,
};

const insertIndexed: Operation = {
  name: "insert, 3 indexes",
  parallel,
  count: many,
  run: (place, at) => place.suggestions.insertOne(suggestion(fresh(place, at))),
};

const update: Operation = {
  name: "update one by its unique key (one index moves)",
  parallel,
  count: many,
  run: async (place, at) => {
    const { matchedCount } = await place.suggestions.updateOne(keyOf(loaded(place, at)), {
      $set: { status: statuses[(at + 1) % statuses.length] as string },
      $inc: { "counts.supports": 1 },
    });
    if (matchedCount !== 1) throw new Error(`${place.name}: no suggestion to update`);
  },
};

const transact: Operation = {
  name: "transaction (find, update, insert, commit)",
  parallel,
  count: (plan) => plan.transactions,
  run: (place, at) =>
    place.client.withSession((session) =>
      session.withTransaction(async () => {
        const key = keyOf(loaded(place, at));
        await found(place.suggestions.findOne(key, { session }));
        await place.suggestions.updateOne(key, { $inc: { "counts.comments": 1 } }, { session });
        await place.receipts.insertOne({ number: at, at: submittedAt(at) }, { session });
      }),
    ),
};

const scan: Operation = {
  name: "scan by a field without an index, per document",
  parallel: 1,
  count: (plan, size) => Math.max(1, Math.round(plan.scanned / size)),
  documents: (size) => size,
  run: async (place) => {
    if ((await place.suggestions.find({ "counts.supports": -1 }).toArray()).length > 0)
      throw new Error(`${place.name}: a scan found what is not there`);
  },
};

export const finds: readonly Operation[] = [findOne, findNewest, findTagged];
export const operations: readonly Operation[] = [
  insertPlain,
  insertIndexed,
  insertOneByOne,
  ...finds,
  update,
  transact,
  scan,
];

async function found(finding: Promise<unknown>): Promise<void> {
  if ((await finding) === null) throw new Error("a loaded suggestion was not found");
}

async function page(cursor: mongo.FindCursor<unknown>): Promise<void> {
  const { length } = await cursor.toArray();
  if (length === 0) throw new Error("a page of suggestions came empty");
}
