import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "../../testing/world.ts";
import { inTransaction } from "../database/connection.ts";
import { enqueue, startJobs, type JobHandler } from "./jobs.ts";
import { countJobs } from "./jobs.model.ts";

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

const done = () => world.ctx.db.collection<{ _id: string; what: string }>("testEffects");
const effects = async () => (await done().find({}).sort({ _id: 1 }).toArray()).map(({ what }) => what);
let kinds = 0;
/** A kind of job of this test alone; the world's own runner knows no handler for it and leaves it for later. */
const freshKind = () => `test-${(kinds += 1)}`;
const handler = (more: Partial<JobHandler> = {}): JobHandler => ({
  inTransaction: async (tx, payload) =>
    void (await done().insertOne({ _id: world.ctx.newId(), what: String(payload["what"]) }, { session: tx })),
  ...more,
});

test("[J1] a job is written with the act that needs it: no act, no job", async () => {
  const kind = freshKind();
  await expect(
    inTransaction(world.ctx.db, async (tx) => {
      await enqueue(world.ctx, tx, kind, { what: "nothing" });
      throw new Error("the act failed");
    }),
  ).rejects.toThrow("the act failed");
  expect(await countJobs(world.ctx.db)).toBe(0);
});

test("[J2] a job that fails is tried again until it succeeds, and what it does in the database is done once", async () => {
  await world.stopJobs();
  const kind = freshKind();
  let tries = 0;
  const jobs = startJobs(world.ctx, {
    [kind]: handler({
      outside: async () => {
        tries += 1;
        if (tries < 3) throw new Error("the mail server is away");
      },
    }),
  });
  await inTransaction(world.ctx.db, (tx) => enqueue(world.ctx, tx, kind, { what: kind }));
  for (let round = 0; round < 3; round += 1) {
    await jobs.settled();
    world.clock.advance(60_000);
  }
  await jobs.settled();
  expect([
    tries,
    (await effects()).filter((what) => what === kind).length,
    await countJobs(world.ctx.db),
  ]).toEqual([3, 1, 0]);
  await jobs.stop();
});

test("[J3] two runners share the work: each of fifty jobs is done once", async () => {
  const kind = freshKind();
  await inTransaction(world.ctx.db, async (tx) => {
    for (let index = 0; index < 50; index += 1)
      await enqueue(world.ctx, tx, kind, { what: `${kind}-${index}` });
  });
  const runners = [1, 2].map(() => startJobs(world.ctx, { [kind]: handler() }));
  await Promise.all(runners.map((runner) => runner.settled()));
  const own = (await effects()).filter((what) => what.startsWith(`${kind}-`));
  expect([own.length, new Set(own).size, await countJobs(world.ctx.db)]).toEqual([50, 50, 0]);
  await Promise.all(runners.map((runner) => runner.stop()));
});

test("[J3] a job whose runner died in the middle is taken up by another when its lock has passed, and done once", async () => {
  const kind = freshKind();
  await inTransaction(world.ctx.db, (tx) => enqueue(world.ctx, tx, kind, { what: kind }));
  let reached = false;
  const dead = startJobs(world.ctx, {
    [kind]: { outside: () => ((reached = true), new Promise<void>(() => {})) },
  });
  await expect.poll(() => reached).toBe(true);
  void dead;
  const other = startJobs(world.ctx, { [kind]: handler() });
  await other.settled();
  expect((await effects()).includes(kind)).toBe(false);
  world.clock.advance(61_000);
  await other.settled();
  expect((await effects()).filter((what) => what === kind)).toHaveLength(1);
  await other.stop();
});
