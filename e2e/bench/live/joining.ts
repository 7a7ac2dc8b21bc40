// Many readers who come at the same moment and want the whole text: what each costs the server, and how long it waits.
import type { Bar } from "../report.ts";
import type { Crowds } from "./crowds.ts";
import { enter } from "./members.ts";
import { medianOf, quantile, type Found } from "./numbers.ts";
import type { Plan } from "./plan.ts";
import { profiled } from "./profiling.ts";
import type { Stage } from "./stage.ts";
import { readersOf, type Target } from "./targets.ts";
import { pause } from "./waiting.ts";

interface Joined {
  readonly cpuUs: number;
  readonly waitsMs: readonly number[];
}

const nothing = Uint8Array.of(0);
const quietMs = 500;
const warmingReaders = 50;
const limits = { short: 0.2, long: 0.05 };

export async function measureJoins(stage: Stage, plan: Plan): Promise<Found> {
  const figures: Record<string, number> = {};
  const bars: Bar[] = [];
  const { ours, peer, crowds } = stage;
  for (const history of ["short", "long"] as const) {
    const { room } = stage[history];
    // Somebody is there already, so that the room is loaded.
    const present = [
      await enter(ours, room, { role: "reader" }),
      await enter(peer, room, { role: "reader" }),
    ];
    for (const target of [ours, peer]) await joinAtOnce(target, room, crowds, warmingReaders);
    const found = { ours: [] as Joined[], peer: [] as Joined[] };
    for (let round = 0; round < plan.joinRounds[history]; round += 1)
      for (const name of ["ours", "peer"] as const)
        found[name].push(
          await profiled(plan, stage[name], `${history}-joins`, () =>
            joinAtOnce(stage[name], room, crowds, plan.joiners),
          ),
        );
    for (const one of present) one.close();
    for (const [name, joins] of Object.entries(found)) {
      const about = `${plan.joiners} join at once, ${history} history: ${name}`;
      figures[`${about}, CPU each (µs)`] = medianOf(joins, ({ cpuUs }) => cpuUs);
      figures[`${about}, p95 (ms)`] = medianOf(joins, ({ waitsMs }) => quantile(waitsMs, 0.95));
    }
    const cpu = (joins: readonly Joined[]) => medianOf(joins, ({ cpuUs }) => cpuUs);
    bars.push({
      name: `CPU of a join, ${history} history, to the peer's`,
      value: cpu(found.ours) / cpu(found.peer),
      limit: limits[history],
    });
  }
  return { figures, bars };
}

async function joinAtOnce(target: Target, room: string, crowds: Crowds, count: number): Promise<Joined> {
  const scout = await enter(target, room, { role: "reader" });
  scout.close();
  await pause(quietMs);
  const group = `${target.name}:${room}:joining`;
  const cpuBefore = await target.server.cpuSeconds();
  const waitsMs = await crowds.open(group, readersOf(target, room, nothing, scout.entryBytes), count, count);
  const cpu = (await target.server.cpuSeconds()) - cpuBefore;
  await pause(quietMs);
  await crowds.close(group);
  await pause(quietMs);
  return { cpuUs: (cpu * 1e6) / count, waitsMs };
}
