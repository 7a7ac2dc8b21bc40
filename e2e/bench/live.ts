// What the live rooms cost beside a named peer (@hocuspocus/server), measured in one run on the same documents: deliveries,
// joins, memory, durable updates; and beside plain socket.io, what an announcement costs. `--quick` measures little,
// `--profile=FOLDER` keeps profiles of the servers, `--only=PART` measures one part.
import { measureAnnouncing } from "./live/announcing.ts";
import { measureDeliveries } from "./live/deliveries.ts";
import { measureDurability } from "./live/durability.ts";
import { gather, type Gathering } from "./live/gathering.ts";
import { measureJoins } from "./live/joining.ts";
import { measureMemory } from "./live/memory.ts";
import type { Found } from "./live/numbers.ts";
import { planFrom } from "./live/plan.ts";
import { setStage } from "./live/stage.ts";
import { report } from "./report.ts";

const options = process.argv.slice(2);
const plan = planFrom(options);
const only = options.find((option) => option.startsWith("--only="))?.slice("--only=".length);
const begin = performance.now();
const found: Found[] = [];

async function part(name: string, measure: () => Promise<Found>): Promise<void> {
  if (only !== undefined && only !== name) return;
  found.push(await measure());
  console.log(`${name}: ${Math.round((performance.now() - begin) / 1000)} s`);
}

const stageParts = ["memory", "joins", "deliveries"];
if (only === undefined || stageParts.includes(only)) {
  const stage = await setStage();
  const gatherings: Gathering[] = [];
  for (const target of [stage.ours, stage.peer, stage.floor]) gatherings.push(await gather(target, stage));
  await part("memory", () => measureMemory(gatherings, plan));
  await part("joins", () => measureJoins(stage, plan));
  await part("deliveries", () => measureDeliveries(gatherings, plan));
  for (const gathering of gatherings) await gathering.close();
  await stage.strike();
}
await part("durable", () => measureDurability(plan));
await part("announcements", () => measureAnnouncing(plan));
report(
  "live",
  Object.assign({}, ...found.map(({ figures }) => figures)) as Record<string, number>,
  found.flatMap(({ bars }) => bars),
);
process.exit(0);
