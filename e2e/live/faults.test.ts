// A small part of the endurance of the rooms, for every run: a few kills, a graceful stop, a client asleep, lost
// acknowledgements. The full numbers are in the *.endurance.ts beside this file.
import { afterAll, beforeAll, expect, test } from "vitest";
import { acknowledgementsLost, asleep, gracefulStop, openHome, type Home } from "./faults.ts";
import { everyPlaceInTurn, killAgainAndAgain } from "./kill-lane.ts";
import { poisonedLog } from "./poison.ts";
import { openRoomsServer } from "./rooms-server.ts";
import { seedOfRun } from "./seeds.ts";
import { noFaults } from "./writers.ts";

const seed = seedOfRun();
let home: Home;
beforeAll(async () => void (home = await openHome()));
afterAll(() => home.close());

test("[L60] what was said to be saved is there, once, after a kill at each named place and at random", async () => {
  const tally = await killAgainAndAgain({
    seed,
    kills: 8,
    aim: everyPlaceInTurn,
    withinMs: 1000,
    report: () => {},
  });
  expect(tally.faults).toEqual([]);
  expect(tally.acknowledged).toBeGreaterThan(0);
});

test("[L63] a graceful stop with thirty writers ends in time, tells them to come back, and loses nothing", async () => {
  const stop = await gracefulStop(home, { seed, writers: 30, deaf: 22, typingMs: 1000, pauseMs: 400 });
  expect(stop).toMatchObject({ code: 0, faults: { lost: [], doubled: [] }, closes: { 1012: 30 } });
  expect(stop.stoppedMs).toBeLessThan(10_000);
});

test("[L61] a client that slept comes back, and all have the same text", async () => {
  await asleep(home, { seed, sleepMs: 1500 });
});

test("[L60] with the acknowledgements lost on the way the page's light never says saved", async () => {
  const standings = await acknowledgementsLost(home, { seed, silentMs: 600 });
  expect(standings.whileSilent).not.toContain("saved");
  expect(standings.afterwards).toBe("saved");
});

test("[L71] broken entries in a room's log are set aside and told; the room opens with everything else, and goes on", async () => {
  const server = await openRoomsServer(1);
  expect(await poisonedLog(server, seed)).toEqual([noFaults, noFaults]);
  expect(server.printed().match(/cannot be read and is set aside/g)?.length).toBeGreaterThanOrEqual(3);
  await server.close();
});
