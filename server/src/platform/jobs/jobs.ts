// The one durable job runner. A job is written with the act that needs it, is tried until it succeeds, and its effects
// in the database happen in the same transaction as its end: at least once tried, done once. Effects outside the
// database (a message to browsers) may repeat after a crash and must carry what lets the receiver notice.
import type { Context } from "../context.ts";
import { committed, inTransaction, type Tx } from "../database/connection.ts";
import { claimJob, finishJob, insertJob, postponeJob, type Job } from "./jobs.model.ts";

export interface JobHandler {
  /** Effects in the database, in the transaction that ends the job. */
  readonly inTransaction?: (tx: Tx, payload: Job["payload"]) => Promise<void>;
  /** Effects outside, before the job ends. */
  readonly outside?: (payload: Job["payload"]) => Promise<void>;
}

export interface JobRunner {
  /** Waits until nothing that is due is left. */
  readonly settled: () => Promise<void>;
  /** Lets the running job end and starts no other. */
  readonly stop: () => Promise<void>;
}

const lockMs = 60_000;
const pollMs = 1_000;
const longestWaitMs = 3_600_000;

/** Adds a job to the outbox, in the act's own transaction; it runs at once, or when it is time. */
export async function enqueue(
  ctx: Context,
  tx: Tx,
  kind: string,
  payload: Job["payload"],
  runAt: Date = ctx.clock.now(),
): Promise<void> {
  const job: Job = { _id: ctx.newId(), kind, payload, runAt, lockedUntil: runAt, attempts: 0, error: "" };
  await insertJob(ctx.db, job, tx);
}

export function startJobs(ctx: Context, handlers: Readonly<Record<string, JobHandler>>): JobRunner {
  let stopped = false;
  let running: Promise<void> | undefined;
  let again = false;

  const drain = async () => {
    do {
      again = false;
      while (!stopped && (await runOne(ctx, handlers))) continue;
    } while (again && !stopped);
  };
  const wake = () => {
    again = true;
    running ??= drain()
      .catch((error: unknown) => ctx.log.error({ err: error }, "jobs: the outbox could not be read"))
      .finally(() => {
        running = undefined;
        if (again && !stopped) wake();
      });
  };
  // Acts of this process wake the runner; those of others (the command line) are found by looking now and then.
  const poll = setInterval(wake, pollMs);
  poll.unref();
  ctx.db.on(committed, wake);
  wake();
  return {
    settled: async () => {
      wake();
      while (running !== undefined) await running;
    },
    stop: async () => {
      stopped = true;
      ctx.db.off(committed, wake);
      clearInterval(poll);
      await running;
    },
  };
}

/** Runs the job that is due longest; false when none is. */
async function runOne(ctx: Context, handlers: Readonly<Record<string, JobHandler>>): Promise<boolean> {
  const now = ctx.clock.now();
  const job = await claimJob(ctx.db, now, new Date(now.getTime() + lockMs));
  if (job === null) return false;
  try {
    const handler = handlers[job.kind];
    if (handler === undefined) throw new Error(`no handler for jobs of kind ${job.kind}`);
    await handler.outside?.(job.payload);
    await inTransaction(ctx.db, async (tx) => {
      if (await finishJob(ctx.db, job, tx)) await handler.inTransaction?.(tx, job.payload);
    });
  } catch (error) {
    const waitMs = Math.min(1000 * 2 ** Math.min(job.attempts, 20), longestWaitMs);
    ctx.log.warn(
      { err: error, job: job._id, kind: job.kind, attempts: job.attempts },
      "jobs: will be tried again",
    );
    const runAt = new Date(ctx.clock.now().getTime() + waitMs);
    await postponeJob(ctx.db, job, runAt, error instanceof Error ? error.message.slice(0, 500) : "failed");
  }
  return true;
}
