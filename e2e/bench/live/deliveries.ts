// Deliveries at each size of the crowd, in turn from ours, the peer and the floor, and the medians over the rounds.
import type { Bar } from "../report.ts";
import type { Gathering, Measured } from "./gathering.ts";
import { medianOf, quantile, type Found } from "./numbers.ts";
import type { Plan } from "./plan.ts";
import { profiled } from "./profiling.ts";

const writerCounts = [1, 4] as const;
/** At most so much of the peer's processor time for a delivery, and so late, by how many write, and with so many reading. */
const limits = { 1: { cpu: 0.75, lateMs: 500 }, 4: { cpu: 0.5, lateMs: 200 } };
const judgedReaders = 5_000;

export async function measureDeliveries(gatherings: readonly Gathering[], plan: Plan): Promise<Found> {
  const figures: Record<string, number> = {};
  const bars: Bar[] = [];
  const judged = plan.deliveries.find(({ readers }) => readers === judgedReaders) ?? plan.deliveries.at(-1);
  for (const size of plan.deliveries) {
    const { readers, rounds } = size;
    for (const { grow } of gatherings) await grow(readers);
    const found = new Map<string, Measured[]>();
    for (let round = 0; round < rounds; round += 1)
      for (const { target, measure } of gatherings)
        for (const writers of writerCounts) {
          const key = `${target.name}:${writers}`;
          const what = `${readers}-readers-${writers}-writing`;
          const one = await profiled(plan, target, what, () => measure(writers, plan.typingSeconds));
          found.set(key, [...(found.get(key) ?? []), one]);
        }
    const cpu = (key: string) => medianOf(found.get(key) ?? [], ({ cpuUs }) => cpuUs);
    const late = (key: string, share: number) =>
      quantile(
        (found.get(key) ?? []).flatMap(({ latenciesMs }) => latenciesMs),
        share,
      );
    for (const writers of writerCounts) {
      const about = `${readers} readers, ${writers} writing`;
      for (const { target } of gatherings) {
        const key = `${target.name}:${writers}`;
        figures[`${about}: ${target.name}, CPU per delivery (µs)`] = cpu(key);
        for (const share of [50, 95, 99])
          figures[`${about}: ${target.name}, p${share} (ms)`] = late(key, share / 100);
        figures[`${about}: ${target.name}, messages per update`] = medianOf(
          found.get(key) ?? [],
          ({ messages }) => messages,
        );
      }
      if (size !== judged) continue;
      const value = cpu(`ours:${writers}`) / cpu(`peer:${writers}`);
      bars.push({ name: `CPU of a delivery, ${about}, to the peer's`, value, limit: limits[writers].cpu });
      bars.push({
        name: `p95 of a delivery, ${about} (ms)`,
        value: late(`ours:${writers}`, 0.95),
        limit: limits[writers].lateMs,
      });
    }
  }
  return { figures, bars };
}
