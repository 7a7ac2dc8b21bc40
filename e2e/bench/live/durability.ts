// Many documents with one writer each, who writes as fast as the server says that it took her updates, until the power
// goes off: how many updates a second were taken, and how many of those are still there afterwards.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { draftRoom } from "@pliego/shared/live/rooms.ts";
import { enter } from "./members.ts";
import { medianOf, type Found } from "./numbers.ts";
import { makeInstallation } from "./our-installation.ts";
import type { Plan } from "./plan.ts";
import { madePolicy } from "./seeds.ts";
import { stateOf } from "./stage.ts";
import { startOurs, startPeer, storeForPeer, type Target } from "./targets.ts";
import { pause } from "./waiting.ts";

interface Kept {
  readonly takenPerSecond: number;
  readonly lostPerSecond: number;
  readonly lost: number;
  readonly cpuUs: number;
}

/** Updates that a writer may have on their way, and how often she looks: 50 a second are below what a connection may send. */
const window = 4;
const lookEveryMs = 20;

const wordsEach = 300;
const seed = 3;

export async function measureDurability(plan: Plan): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), "pliego-bench-durable-"));
  const [ourDir, peerDir] = [join(folder, "ours"), join(folder, "peer")];
  const slugs = Array.from({ length: plan.documents }, (_, at) => `documento-${at}`);
  const policy = madePolicy(wordsEach, seed);
  await makeInstallation(ourDir, new Map(slugs.map((slug) => [slug, policy])), plan.documents);
  const rooms = slugs.map(draftRoom);
  const first = await startOurs(ourDir);
  for (const room of rooms) await storeForPeer(peerDir, room, await stateOf(first, room));
  await first.server.stop();
  const found = { ours: [] as Kept[], peer: [] as Kept[] };
  for (let round = 0; round < plan.killRounds; round += 1) {
    found.ours.push(await writeAndKill(() => startOurs(ourDir, plan.documents), rooms, plan.writingSeconds));
    found.peer.push(await writeAndKill(() => startPeer(peerDir), rooms, plan.writingSeconds));
  }
  await rm(folder, { recursive: true, force: true });
  const figures: Record<string, number> = {};
  const lostOf = (kept: readonly Kept[]) => kept.reduce((sum, { lost }) => sum + lost, 0);
  for (const [name, kept] of Object.entries(found)) {
    const about = `${plan.documents} documents, one writing in each: ${name}`;
    figures[`${about}, acknowledged updates a second`] = medianOf(kept, (one) => one.takenPerSecond);
    figures[`${about}, of those durable, a second`] = medianOf(
      kept,
      (one) => one.takenPerSecond - one.lostPerSecond,
    );
    figures[`${about}, CPU of an acknowledged update (µs)`] = medianOf(kept, ({ cpuUs }) => cpuUs);
    figures[`${about}, acknowledged but lost after kill -9`] = lostOf(kept);
  }
  return {
    figures,
    bars: [{ name: "acknowledged by ours but lost after kill -9", value: lostOf(found.ours), limit: 0 }],
  };
}

/** Kills the server and starts it again with `restart`; answers it with what was found. */
async function writeAndKill(
  start: () => Promise<Target>,
  rooms: readonly string[],
  seconds: number,
): Promise<Kept> {
  const target = await start();
  const writers = await Promise.all(rooms.map((room) => enter(target, room, { role: "writer" })));
  const cpuBefore = await target.server.cpuSeconds();
  const begin = performance.now();
  const looks = setInterval(() => {
    for (const writer of writers) if (writer.sent() - writer.taken() < window) writer.type();
  }, lookEveryMs);
  await pause(seconds * 1000);
  clearInterval(looks);
  const spent = (performance.now() - begin) / 1000;
  const cpu = (await target.server.cpuSeconds()) - cpuBefore;
  await target.server.kill();
  const taken = writers.map((writer) => writer.taken());
  for (const writer of writers) writer.close();
  const again = await start();
  const found = await Promise.all(rooms.map((room) => enter(again, room, { role: "writer" })));
  const lost = found.reduce((sum, { clockOf }, at) => {
    const missing = (taken[at] ?? 0) - clockOf(writers[at]?.doc.clientID ?? 0);
    return sum + Math.max(0, missing);
  }, 0);
  await again.server.kill();
  const all = taken.reduce((sum, each) => sum + each, 0);
  return { takenPerSecond: all / spent, lostPerSecond: lost / spent, lost, cpuUs: (cpu * 1e6) / all };
}
