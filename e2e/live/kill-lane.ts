// Kill after kill: four people write without a pause through bad networks, the server dies at a random moment or at a
// named place, and starts again. Before anybody may come back, everything that it said is saved has to be in its text,
// once: what a client still had and sent again would hide what was lost.
import { setTimeout as wait } from "node:timers/promises";
import { roomFailpoints, type RoomFailpoint } from "@pliego/server/platform/failpoints.ts";
import { openRoomsServer, type RoomsServer } from "./rooms-server.ts";
import { chanceOf, type Chance } from "./seeds.ts";
import { badLuck, faultsOfServer, openWriter, settle, type Faults, type Writer } from "./writers.ts";

export interface KillTally {
  readonly kills: number;
  /** How many died at each place; "random" for those killed from outside. */
  readonly places: Readonly<Record<string, number>>;
  readonly written: number;
  readonly acknowledged: number;
  /** One sentence for each fault found, with its cycle. */
  readonly faults: readonly string[];
}

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  /** What the nth kill aims at; undefined: a random moment. */
  readonly aim: (nth: number) => RoomFailpoint | undefined;
  /** A random kill comes this many ms after the start, at most. */
  readonly withinMs: number;
  readonly report: (line: string) => void;
}

const writersOfRoom = 4;
/** After so many kills the text has grown long: a new installation, new people. */
const killsOfInstallation = 40;
/** Everybody stops and is compared after so many kills. */
const killsBetweenComparisons = 8;
/** Snapshots come sooner than usual, so that every life has one; rooms are looked after every 5 s. */
const limits = { snapshotEntries: 10, tendMs: 500 };
/** A named place that is not reached in this time is given up, and the server is killed where it is. */
const patienceMs = 8_000;
/** Which time it is reached is the last one: writes and joins are many (the first join is the test's own), snapshots few. */
const times: Readonly<Record<RoomFailpoint, readonly [number, number]>> = {
  "room.before-write": [1, 60],
  "room.after-write": [1, 60],
  "room.after-ack": [1, 60],
  "room.mid-snapshot": [1, 1],
  "room.mid-compaction": [1, 2],
  "room.mid-join": [2, 6],
};

/** The named places and random moments in turn: of seven kills one is random. */
export const everyPlaceInTurn = (nth: number): RoomFailpoint | undefined =>
  roomFailpoints[nth % (roomFailpoints.length + 1)];

export async function killAgainAndAgain(plan: KillPlan): Promise<KillTally> {
  const tally = {
    kills: 0,
    places: {} as Record<string, number>,
    written: 0,
    acknowledged: 0,
    faults: [] as string[],
  };
  const chance = chanceOf(plan.seed);
  while (tally.kills < plan.kills) {
    const kills = Math.min(killsOfInstallation, plan.kills - tally.kills);
    await killInstallation(kills, plan, chance, tally);
    plan.report(
      `seed ${plan.seed}: ${tally.kills} kills ${JSON.stringify(tally.places)}, ${tally.acknowledged} of ` +
        `${tally.written} edits acknowledged, ${tally.faults.length} faults`,
    );
  }
  return tally;
}

const count = (tally: Tally, place: string) => {
  tally.places[place] = (tally.places[place] ?? 0) + 1;
};

type Tally = {
  kills: number;
  places: Record<string, number>;
  written: number;
  acknowledged: number;
  faults: string[];
};

async function killInstallation(kills: number, plan: KillPlan, chance: Chance, tally: Tally): Promise<void> {
  const server = await openRoomsServer(1, limits);
  const entrance = server.entrance(0);
  const writers: Writer[] = [];
  for (let number = 0; number < writersOfRoom; number += 1) {
    const twice = () => chance.happens(0.05);
    writers.push(await openWriter(entrance, number, plan.seed + tally.kills, { twice }));
  }
  const note = (what: string) => tally.faults.push(`seed ${plan.seed}, kill ${tally.kills}: ${what}`);
  let aim: RoomFailpoint | undefined;
  try {
    for (let nth = 1; nth <= kills; nth += 1) {
      for (const writer of writers) writer.type(15, 60);
      tally.kills += 1;
      const place = await death(server, aim, plan, chance, writers);
      count(tally, place);
      for (const { proxy } of writers) proxy.gate("closed");

      const compare = nth % killsBetweenComparisons === 0 || nth === kills;
      // Where all settle and are compared, the server has to live on: the next death is a random one.
      aim = compare ? undefined : plan.aim(tally.kills);
      for (let found = undefined as Faults | undefined; found === undefined;) {
        const nthTime = aim === undefined ? 0 : chance.between(...times[aim]);
        await server.startAgain(aim === undefined ? {} : { FAILPOINT: `${aim}:${nthTime}` });
        try {
          found = await faultsOfServer(entrance, writers);
        } catch (error) {
          if (aim === undefined || server.isAlive()) throw error;
          tally.kills += 1;
          count(tally, `${aim}, while opening`);
          aim = undefined;
          continue;
        }
        if (found.lost.length > 0) note(`died at ${place}, lost what was saved: ${found.lost.join(" ")}`);
        if (found.doubled.length > 0) note(`died at ${place}, doubled: ${found.doubled.join(" ")}`);
      }
      for (const { proxy } of writers) proxy.gate("open");
      for (const writer of writers) writer.stop();

      if (!compare) continue;
      await settle(entrance, writers);
      const after = await faultsOfServer(entrance, writers);
      const unsaved = writers.flatMap(({ client }) => client.unsaved());
      for (const word of [...after.lost, ...after.doubled, ...unsaved]) note(`after settling: ${word}`);
    }
  } finally {
    tally.written += writers.reduce((sum, { written }) => sum + written.length, 0);
    tally.acknowledged += writers.reduce((sum, { client }) => sum + client.acknowledged.size, 0);
    for (const writer of writers) await writer.close();
    await server.close();
  }
}

/** Lets the server die as planned, with the networks getting worse meanwhile; answers where it died. */
async function death(
  server: RoomsServer,
  aim: RoomFailpoint | undefined,
  plan: KillPlan,
  chance: Chance,
  writers: readonly Writer[],
): Promise<string> {
  const weather = setInterval(() => badLuck(chance.pick(writers).proxy, chance), 200);
  try {
    if (aim !== undefined) {
      const died = await Promise.race([server.died().then(() => true), wait(patienceMs, false)]);
      if (died) return aim;
    } else await wait(chance.below(plan.withinMs));
    await server.kill();
    return aim === undefined ? "random" : "random, as its place was not reached";
  } finally {
    clearInterval(weather);
  }
}
