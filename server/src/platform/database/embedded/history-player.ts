// Plays a script of sessions against a served store through the driver, one command at a time in the order of the
// picks, and records what each command answered and how each transaction ended.
import type { ClientSession, Connection, mongo } from "mongoose";
import {
  type Answer,
  type History,
  type Operation,
  PLACES,
  type Place,
  type Row,
  type Rows,
} from "./history-checker.ts";
import type { Unit, Which } from "./history-checker.ts";
import { must } from "./errors.ts";

/** A transaction with how it shall end, or (without) a single operation outside one. */
export interface Part {
  readonly operations: readonly Operation[];
  readonly ending: "commit" | "abort" | "none";
}
/** What each session does, and which of those with something left does its next step. */
export interface Script {
  readonly before: Omit<Rows, "absent">;
  readonly sessions: readonly (readonly Part[])[];
  readonly picks: readonly number[];
}

type Table = mongo.Collection<Row>;

/** Plays the script in collections of its own, whose names end with the given one. */
export async function play(connection: Connection, script: Script, name: string): Promise<History> {
  const table = (place: Place): Table =>
    connection.getClient().db("pliego").collection<Row>(`${place}${name}`);
  await table("plain").createIndex({ k: 1 });
  await table("unique").createIndex({ k: 1 }, { unique: true });
  const before = { ...script.before, absent: [] };
  for (const place of PLACES) if (before[place].length > 0) await table(place).insertMany([...before[place]]);
  const sessions = script.sessions.map((parts) => new Player(parts, table));
  let step = 0;
  for (let live = sessions; live.length > 0; live = live.filter((session) => !session.isDone)) {
    const pick = (script.picks[step] ?? step) % live.length;
    await must(live[pick], "a pick is of those left").step(connection, step);
    step += 1;
  }
  const rows = await Promise.all(PLACES.map(async (place) => [place, await all(table(place), {})] as const));
  return {
    before,
    units: sessions.flatMap((session) => session.units),
    after: Object.fromEntries(rows) as unknown as Rows,
  };
}

class Player {
  readonly units: Unit[] = [];
  readonly #parts: Part[];
  readonly #table: (place: Place) => Table;
  #session: ClientSession | undefined;
  #calls: Unit["calls"][number][] = [];
  #start = 0;

  constructor(parts: readonly Part[], table: (place: Place) => Table) {
    this.#parts = [...parts];
    this.#table = table;
  }

  get isDone(): boolean {
    return this.#parts.length === 0;
  }

  async step(connection: Connection, step: number): Promise<void> {
    const part = must(this.#parts[0], "a session that is done is not picked");
    if (this.#calls.length === 0) {
      this.#start = step;
      if (part.ending !== "none") {
        this.#session = await connection.startSession();
        this.#session.startTransaction();
      }
    }
    const operation = part.operations[this.#calls.length];
    if (operation === undefined) return this.#finish(step, await this.#end(part.ending));
    const answer = await run(this.#table(operation.place), operation, this.#session).catch(duplicate);
    this.#calls.push({ operation, answer });
    if (part.ending === "none") await this.#finish(step, "committed");
    else if (answer === "duplicate") await this.#finish(step, await this.#end("abort"));
  }

  /** Answers how the transaction ended. */
  async #end(ending: Part["ending"]): Promise<Unit["outcome"]> {
    const session = must(this.#session, "a transaction has a session");
    if (ending === "abort") {
      await session.abortTransaction();
      return "aborted";
    }
    return session.commitTransaction().then(
      () => "committed",
      (error: mongo.MongoServerError) => {
        if (error.code !== 112 || !error.hasErrorLabel("TransientTransactionError")) throw error;
        return "conflict";
      },
    );
  }

  async #finish(end: number, outcome: Unit["outcome"]): Promise<void> {
    await this.#session?.endSession();
    this.#session = undefined;
    this.units.push({ calls: this.#calls, outcome, start: this.#start, end });
    this.#calls = [];
    this.#parts.shift();
  }
}

function duplicate(error: mongo.MongoServerError): "duplicate" {
  if (error.code !== 11000) throw error;
  return "duplicate";
}

async function run(table: Table, operation: Operation, session: ClientSession | undefined): Promise<Answer> {
  const options = session === undefined ? {} : { session };
  switch (operation.kind) {
    case "insert":
      await table.insertOne(operation.row, options);
      return 1;
    case "move": {
      const { _id, k, w } = operation.row;
      return (await table.updateOne({ _id }, { $set: { k, w } }, options)).matchedCount;
    }
    case "upsert": {
      const { _id, k, w } = operation.row;
      const change = { $inc: { v: 1 }, $set: { w }, $setOnInsert: { k } };
      const done = await table.updateOne({ _id }, change, { ...options, upsert: true });
      return done.matchedCount + done.upsertedCount;
    }
    default:
      return runWhere(table, operation, options);
  }
}

async function runWhere(
  table: Table,
  operation: Extract<Operation, { which: Which }>,
  options: { readonly session?: ClientSession },
): Promise<Answer> {
  const filter = filterOf(operation.which);
  const sort = { [operation.place === "unique" ? "k" : "_id"]: 1 } as const;
  const isOne = operation.which.by === "id";
  switch (operation.kind) {
    case "find":
      return all(table, filter, options);
    case "first":
      return plain(await table.find(filter, options).sort(sort).limit(1).next());
    case "count":
      return table.countDocuments(filter, options);
    case "delete":
      return (await (isOne ? table.deleteOne(filter, options) : table.deleteMany(filter, options)))
        .deletedCount;
    case "update": {
      const change =
        operation.change === "touch" ? { $max: { v: -1 } } : { $inc: { v: 1 }, $set: { w: operation.w } };
      const done = isOne
        ? table.updateOne(filter, change, options)
        : table.updateMany(filter, change, options);
      return (await done).matchedCount;
    }
    case "findAndModify": {
      const change = { $inc: { v: 1 }, $set: { w: operation.w } };
      return plain(await table.findOneAndUpdate(filter, change, { ...options, sort }));
    }
  }
}

function filterOf(which: Which): mongo.Filter<Row> {
  if (which.by === "id") return { _id: which.id };
  return which.by === "all" ? {} : { k: { $gte: which.low, $lt: which.high } };
}

async function all(
  table: Table,
  filter: mongo.Filter<Row>,
  options: { readonly session?: ClientSession } = {},
): Promise<Row[]> {
  const found = await table.find(filter, options).toArray();
  return found.map((row) => plain(row) as Row).sort((a, b) => a._id - b._id);
}

/** With its fields in one order. */
function plain(row: Row | null): Row | null {
  return row === null ? null : { _id: row._id, k: row.k, v: row.v, w: row.w };
}
