// The full numbers of a graceful stop (P20), of lost acknowledgements (P4) and of a client that sleeps for minutes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { acknowledgementsLost, asleep, gracefulStop, openHome, type Home } from "./faults.ts";
import { howMany, seedOfRun } from "./seeds.ts";

const hour = { timeout: 3_600_000 };
const seed = seedOfRun();
let home: Home;
beforeAll(async () => {
  console.log(`seed ${seed}`);
  home = await openHome();
}, 60_000);
afterAll(() => home.close());

test("[L63] live: a graceful stop with five hundred writers, again and again", hour, async () => {
  const [stops, writers] = [howMany("STOPS", 50), howMany("WRITERS", 500)];
  for (let nth = 1; nth <= stops; nth += 1) {
    const plan = { seed: seed + nth, writers, deaf: writers - 8, typingMs: 3000, pauseMs: 10_000 };
    const stop = await gracefulStop(home, plan);
    console.log(`stop ${nth} of ${stops}: ${JSON.stringify(stop)}`);
    expect(stop).toMatchObject({ code: 0, faults: { lost: [], doubled: [] }, closes: { 1012: writers } });
    expect(stop.stoppedMs).toBeLessThan(10_000);
    expect(stop.backMs).toBeLessThan(5_000);
  }
});

test("[L60] live: lost acknowledgements never look like saved, two hundred times", hour, async () => {
  for (let nth = 0; nth < howMany("SILENCES", 200); nth += 1) {
    const standings = await acknowledgementsLost(home, { seed: seed + nth, silentMs: 500 });
    expect(standings.whileSilent).not.toContain("saved");
    expect(standings.afterwards).toBe("saved");
  }
});

test("[L61] live: a client that slept for minutes comes back, and all have the same text", hour, async () => {
  await asleep(home, { seed, sleepMs: howMany("SLEEP_S", 180) * 1000 });
});
