// A small part of fuzz.endurance.ts for every run: the same seeds, no judgement of time, since machines are noisy. Most
// of the frames go straight into a room, since half of a frame's cost over the network is coming in again.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fuzz, patientLimits } from "./fuzz.ts";
import { fuzzRoom } from "./fuzz-room.ts";
import { openRoomsServer, type RoomsServer } from "./rooms-server.ts";

let server: RoomsServer;
beforeAll(async () => void (server = await openRoomsServer(1, patientLimits)));
afterAll(() => server.close());

test("[L62] twenty thousand mutated frames neither end a room nor cost an honest writer a change", async () => {
  const { faults, closes } = await fuzzRoom(1, 20_000);
  expect(faults).toEqual([]);
  expect(closes[4400]).toBeGreaterThan(1_000);
});

test("[L62] over the network the process lives, she keeps her connection, and the room loads again as it is", async () => {
  const plan = { seed: 1, frames: 1_000, sockets: 4, quietForMs: 500, report: () => {} };
  const fuzzed = await fuzz(server, plan);
  expect(fuzzed.faults).toEqual([]);
  expect(fuzzed.frames).toBe(1_000);
});
