// What the embedded store costs as it grows: operations a second and processor time of the store's process for each, with a
// store for each size; beside lmdb alone with the same documents as the floor, and beside the MongoDB of MONGODB_URI when it
// is set. All are measured in turn, round after round, so that the machine's noise falls on each. `--quick` measures little.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFloor, type Floor } from "./store/floor.ts";
import { measure, type Cost } from "./store/measuring.ts";
import { insertPlain, operations, type Operation } from "./store/operations.ts";
import { openEmbedded, openMongo, type Place } from "./store/places.ts";
import { planFrom } from "./store/plan.ts";
import { Tally } from "./store/tally.ts";
import { report } from "./report.ts";

const plan = planFrom(process.argv.slice(2));
const mongodbUri = process.env["MONGODB_URI"];
const begin = performance.now();
const folder = await mkdtemp(join(tmpdir(), "pliego-bench-store-"));
const tally = new Tally();
/** How many numbers each place and floor has used up. */
const used = new Map<Place | Floor, number>();

function take(one: Place | Floor, count: number): number {
  const from = used.get(one) ?? 0;
  used.set(one, from + count);
  return from;
}

const say = (what: string) => console.log(`${what}: ${Math.round((performance.now() - begin) / 1000)} s`);
const perform = (place: Place, operation: Operation, count: number): Promise<Cost> =>
  measure(place, operation, take(place, count), count);

/** Stores of one size, and the floor for it. */
interface Stage {
  readonly places: readonly Place[];
  readonly floor: Floor;
}

const stages: Stage[] = [];
for (const size of plan.sizes) {
  const places = [await openEmbedded(folder, size)];
  if (mongodbUri !== undefined && mongodbUri !== "") places.push(await openMongo(mongodbUri, size));
  stages.push({ places, floor: await openFloor(folder, size) });
  for (const place of places) tally.loaded(place);
  say(`${size} documents loaded`);
}
for (const { places, floor } of stages) {
  for (const place of places)
    for (const operation of operations)
      if (operation.documents === undefined)
        await perform(place, operation, operation === insertPlain ? plan.insertWarming : plan.warming);
  await floor.put(take(floor, plan.insertWarming), plan.insertWarming);
}
say("warm");
for (let round = 1; round <= plan.rounds; round += 1) {
  for (const operation of operations) {
    for (const { places, floor } of stages) {
      for (const place of places)
        tally.add(place, operation, await perform(place, operation, operation.count(plan, place.size)));
      if (operation === insertPlain)
        tally.addFloor(floor.size, await floor.put(take(floor, plan.inserts), plan.inserts));
    }
  }
  say(`round ${round} of ${plan.rounds}`);
}
for (const one of stages.flatMap(({ places, floor }) => [...places, floor])) await one.leave();
await rm(folder, { recursive: true, force: true });
if (mongodbUri === undefined || mongodbUri === "") console.log("not run on MongoDB: MONGODB_URI is not set");
report("store", tally.figures(), tally.bars(plan.sizes));
process.exit(0);
