import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { startWorld, type World } from "../../testing/world.ts";
import { recordBackup } from "./backups.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.person("citizen");
});
afterAll(() => world.close());

interface Ready {
  readonly documents: number;
  readonly bytes: number;
  readonly [name: string]: unknown;
}
const ready = async (): Promise<Ready> => (await (await world.visitor().get(routes.ready())).json()) as Ready;

test("[O13] /readyz names the database and tells its size, its disk and its last backup, and nothing of the machine", async () => {
  const first = await ready();
  expect(first).toMatchObject({
    status: "ready",
    database: expect.stringMatching(/^(embedded store \(MongoDB protocol\)|MongoDB \d)/),
    bytes: expect.any(Number),
    diskFreeBytes: expect.any(Number),
    diskUsedShare: expect.any(Number),
    since: process.env["MONGODB_URI"] ? null : expect.stringMatching(/^20\d\d-/),
    lastBackup: null,
    advice: expect.any(Array),
    measuredAt: "2026-11-23T16:00:00.000Z",
  });
  expect(first.bytes).toBeGreaterThan(0);
  expect(first["diskFreeBytes"]).toBeGreaterThan(0);
  expect(JSON.stringify(first)).not.toMatch(/[/\\]|sock|mdb|localhost|127\.0/);
});

test("[O13] what has changed is told 30 s later, to the first who asks", async () => {
  const before = await ready();
  const finishedAt = new Date(world.clock.now().getTime() - 3 * 3_600_000);
  await recordBackup(world.ctx.db, { finishedAt, documents: 5, bytes: 1000 });
  await world.person("official");
  expect(await ready()).toEqual(before);
  world.clock.advance(30_000);
  const after = await ready();
  expect(after).toMatchObject({ lastBackup: { finishedAt: finishedAt.toISOString(), ageHours: 3 } });
  expect(after.documents).toBeGreaterThan(before.documents);
});
