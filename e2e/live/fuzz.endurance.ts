// The full numbers of mutated frames (P7). FRAMES says how many, SEED what they are made of.
import { expect, test } from "vitest";
import { fuzz, patientLimits } from "./fuzz.ts";
import { fuzzRoom } from "./fuzz-room.ts";
import { openRoomsServer } from "./rooms-server.ts";
import { howMany, seedOfRun } from "./seeds.ts";

const dayMs = 86_400_000;
/** How much slower it may get for somebody honest. */
const mostSlowdown = 2;
/** Below this, nobody notices, and the clock is coarser than the difference. */
const unnoticedMs = 20;

test(
  "[L62] live: a million mutated frames neither kill, brick nor slow a room",
  { timeout: dayMs },
  async () => {
    const [frames, seed] = [howMany("FRAMES", 1_000_000), seedOfRun()];
    const perServer = 100_000;
    for (let done = 0; done < frames; done += perServer) {
      const server = await openRoomsServer(1, patientLimits);
      const fuzzed = await fuzz(server, {
        seed: seed + done,
        frames: Math.min(perServer, frames - done),
        sockets: 2,
        quietForMs: 20_000,
        report: (line) => console.log(line),
      });
      console.log(`${done + fuzzed.frames} of ${frames}, seed ${seed + done}: ${JSON.stringify(fuzzed)}`);
      expect(fuzzed.faults).toEqual([]);
      expect(fuzzed.besideMs).toBeLessThan(Math.max(unnoticedMs, mostSlowdown * fuzzed.quietMs));
      await server.close();
    }
  },
);

test("[L62] live: a million mutated frames straight into a room", { timeout: dayMs }, async () => {
  const [frames, seed] = [howMany("FRAMES", 1_000_000), seedOfRun()];
  const perRoom = 50_000;
  for (let done = 0; done < frames; done += perRoom) {
    const { faults, closes } = await fuzzRoom(seed + done, Math.min(perRoom, frames - done));
    console.log(
      `${Math.min(frames, done + perRoom)} of ${frames}, seed ${seed + done}: ${JSON.stringify(closes)}`,
    );
    expect(faults, `seed ${seed + done}`).toEqual([]);
  }
});
