// Memory of a reader that only listens: what many add to a server that a few have warmed.
import type { Gathering } from "./gathering.ts";
import type { Found } from "./numbers.ts";
import type { Plan } from "./plan.ts";

const warmReaders = 100;

export async function measureMemory(gatherings: readonly Gathering[], plan: Plan): Promise<Found> {
  const kb = new Map<string, number>();
  for (const { target, grow, dismiss } of gatherings) {
    await grow(warmReaders);
    const before = await target.server.residentKb();
    await grow(warmReaders + plan.idleReaders);
    kb.set(target.name, ((await target.server.residentKb()) - before) / plan.idleReaders);
    await dismiss();
  }
  return {
    figures: Object.fromEntries(
      [...kb].map(([name, each]) => [`memory of an idle reader: ${name} (kB)`, each]),
    ),
    bars: [
      {
        name: "memory of an idle reader, to the peer's",
        value: (kb.get("ours") ?? Number.NaN) / (kb.get("peer") ?? Number.NaN),
        limit: 0.45,
      },
    ],
  };
}
