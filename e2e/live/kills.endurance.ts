// The full numbers of P1: kill -9 at random moments and at six named places. KILLS says how many, SEED what they are
// made of, LANES how many installations die side by side.
import { expect, test } from "vitest";
import { everyPlaceInTurn, killAgainAndAgain } from "./kill-lane.ts";
import { howMany, seedOfRun } from "./seeds.ts";

const dayMs = 86_400_000;

test(
  "[L60] live: nothing that was said to be saved is lost, and nothing is there twice, after a thousand kills",
  { timeout: dayMs },
  async () => {
    const [kills, lanes, seed] = [howMany("KILLS", 1000), howMany("LANES", 2), seedOfRun()];
    const started = performance.now();
    const tallies = await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        killAgainAndAgain({
          seed: seed + lane,
          kills: Math.ceil(kills / lanes),
          aim: everyPlaceInTurn,
          withinMs: 3000,
          report: (line) => console.log(`${Math.round((performance.now() - started) / 1000)} s, ${line}`),
        }),
      ),
    );
    for (const tally of tallies) console.log(JSON.stringify(tally));
    expect(tallies.flatMap(({ faults }) => faults)).toEqual([]);
  },
);
