// For the tests of kill -9: rounds of load, kill, and comparison (rules E2, E6, E8, E10).
import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import mongoose from "mongoose";
import { expect } from "vitest";
import type { Lane } from "./kill-lane.ts";
import { lanes } from "./kill-load.ts";
import { type StoreProcess, startStore } from "./test-process.ts";
import { checkFiles, freshDirectory } from "./test-store.ts";

/** The kill comes so many milliseconds at most after the first acknowledgement. */
const WITHIN_MS = 400;
/** Every so many rounds the process is killed while it starts, too. */
const START_KILL_EVERY = 4;
/** Starting takes about this long. */
const STARTING_MS = 250;
const SWEEP_MS = 100;

/** What happened, for the report. */
export interface Figures {
  readonly kills: number;
  readonly killsWhileStarting: number;
  /** Acknowledged steps of each lane. */
  readonly answered: Readonly<Record<string, number>>;
  /** Steps that the driver gave up: what it sent again met the same death, or it does not send such a command again. */
  readonly unanswered: number;
}

/** Kills so many times under load, compares after each, and answers the figures; throws what an expectation throws. */
export async function killRounds(kills: number): Promise<Figures> {
  const directory = freshDirectory();
  const start = () => startStore(directory, { sweepMs: SWEEP_MS });
  let store = start();
  const connection = await mongoose
    .createConnection(
      (await store.uri) as string,
      {
        // Long enough for the slowest restart: an operation that was under way waits for it and is sent again.
        serverSelectionTimeoutMS: 20_000,
        heartbeatFrequencyMS: 500,
        minHeartbeatFrequencyMS: 20,
      } as mongoose.ConnectOptions,
    )
    .asPromise();
  const load = new Load(await lanes(connection));
  let killsWhileStarting = 0;
  try {
    for (let kill = 1; kill <= kills; kill++) {
      await load.runUntil(async () => {
        await wait(randomInt(WITHIN_MS + 1));
        await store.kill();
      });
      if (kill % START_KILL_EVERY === 0) {
        await killWhileStarting(start());
        killsWhileStarting += 1;
      }
      await checkFiles(directory);
      store = start();
      if ((await store.uri) === undefined) throw new Error((await store.ended).errors);
      await load.settle();
      await load.check();
    }
  } finally {
    // The driver says goodbye to a store that serves; to a dead one it would wait.
    await connection.close();
    await store.kill();
  }
  await checkFiles(directory);
  rmSync(directory, { recursive: true, force: true });
  return { kills, killsWhileStarting, answered: load.answered, unanswered: load.unanswered };
}

async function killWhileStarting(store: StoreProcess): Promise<void> {
  await wait(randomInt(STARTING_MS));
  await store.kill();
}

/** Was it the connection that broke, or a cursor or transaction that ended with the process? */
function isDeath(error: unknown): boolean {
  const { MongoBulkWriteError, MongoNetworkError, MongoServerError } = mongoose.mongo;
  if (error instanceof MongoNetworkError) return true;
  // The driver passes on as it is what writing to a closed socket throws, and stumbles over it in a commit.
  if ((error as NodeJS.ErrnoException).code === "EPIPE") return true;
  if (error instanceof TypeError && error.message.endsWith("hasErrorLabel is not a function")) return true;
  // insertMany wraps it; a refusal of the store has a code.
  if (error instanceof MongoBulkWriteError && error.code === undefined) return true;
  return error instanceof MongoServerError && (error.code === 43 || error.code === 251);
}

/** One lane and the states that it may be in: one, or several after a step that was never answered. */
class Running {
  readonly #lane: Lane<unknown>;
  #possible: readonly unknown[];
  answered = 0;
  unanswered = 0;

  constructor(lane: Lane<unknown>) {
    this.#lane = lane;
    this.#possible = [lane.begin];
  }

  get name(): string {
    return this.#lane.name;
  }

  /** Takes steps until told to stop, or until one stays unanswered. */
  async run(isStopping: () => boolean, acknowledged: () => void): Promise<void> {
    while (!isStopping()) {
      const step = this.#lane.next(this.#possible[0] as never);
      this.#possible = step.possible;
      try {
        this.#possible = [await step.run()];
      } catch (error) {
        if (!isDeath(error)) throw error;
        this.unanswered += 1;
        return;
      }
      this.answered += 1;
      acknowledged();
    }
  }

  async check(): Promise<void> {
    const found = await this.#lane.look();
    expect(this.#possible, `what may be there of ${this.name}`).toContainEqual(found);
    this.#possible = [found];
  }
}

/** All lanes, running from one kill to the next. */
class Load {
  readonly #lanes: readonly Running[];
  #running: Promise<unknown> = Promise.resolve();

  constructor(all: readonly Lane<never>[]) {
    this.#lanes = all.map((lane) => new Running(lane as Lane<unknown>));
  }

  get answered(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#lanes.map((lane) => [lane.name, lane.answered]));
  }

  get unanswered(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.unanswered, 0);
  }

  /** Lets all lanes run; does `then` after the first acknowledgement, and lets no lane take a new step. */
  async runUntil(then: () => Promise<void>): Promise<void> {
    let isStopping = false;
    let acknowledged = () => {};
    const first = new Promise<void>((resolve) => (acknowledged = resolve));
    this.#running = Promise.all(this.#lanes.map((lane) => lane.run(() => isStopping, acknowledged)));
    // A lane that fails before the first acknowledgement ends the wait.
    await Promise.race([first, this.#running]);
    await then();
    isStopping = true;
  }

  /** Waits until every step that was under way is answered, or given up by the driver. */
  async settle(): Promise<void> {
    await this.#running;
  }

  async check(): Promise<void> {
    for (const lane of this.#lanes) await lane.check();
  }
}
