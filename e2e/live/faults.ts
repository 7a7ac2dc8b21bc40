// Faults that are no kill: a graceful stop with many writers, a client that sleeps, acknowledgements that are lost on the
// way. One installation serves them all, one after the other.
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { draftRoom } from "@pliego/shared/live/rooms.ts";
import { emails, password } from "../support/people.ts";
import { repository } from "../support/repository.ts";
import { sessionCookie, type SavingEvent } from "../support/room-client.ts";
import { emptyDataDir, removeDataDir, startServer, type RunningServer } from "../support/running-server.ts";
import {
  faultsOfServer,
  openWriter,
  settle,
  until,
  type Entrance,
  type Faults,
  type Writer,
} from "./writers.ts";

export interface Home {
  server: RunningServer;
  readonly dataDir: string;
  readonly entrance: Entrance;
  /** Starts the server again where it was; it has to have ended. */
  readonly startAgain: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The product on an empty folder, which can be stopped and started again at the same address. */
export async function openHome(): Promise<Home> {
  const dataDir = await emptyDataDir();
  const env = { LIVE_SOCKETS_PER_ADDRESS: "2000" };
  const server = await startServer(dataDir, env);
  const { port } = new URL(server.url);
  const cookie = await sessionCookie(server.url, emails.official, password);
  const home: Home = {
    server,
    dataDir,
    entrance: { origin: server.url, cookie, room: draftRoom("datos-abiertos") },
    startAgain: async () => void (home.server = await startServer(dataDir, { ...env, PORT: port })),
    close: async () => {
      await home.server.kill();
      await removeDataDir(dataDir);
    },
  };
  return home;
}

/** People of different tests in one room write different words. */
let people = 0;
const openOne = (
  home: Home,
  seed: number,
  options: Parameters<typeof openWriter>[3] = {},
): Promise<Writer> => {
  people += 1;
  return openWriter(home.entrance, people, seed, options);
};
const closeAll = (writers: readonly Writer[]) => Promise.all(writers.map((writer) => writer.close()));
const allAreIn = (writers: readonly Writer[]) =>
  until("everybody is in the room", () => writers.every(({ client }) => client.isSettled()), 60_000);

export interface Stopped {
  readonly code: number | null;
  readonly stoppedMs: number;
  /** How many connections ended with each code. */
  readonly closes: Readonly<Record<number, number>>;
  readonly faults: Faults;
  /** How long until a writer was back with all her words saved, after the server was: 95 of 100. */
  readonly backMs: number;
}

/** SIGTERM while everybody writes. Those who are deaf write as the others do, but take in nothing. */
export async function gracefulStop(
  home: Home,
  plan: { seed: number; writers: number; deaf: number; typingMs: number; pauseMs: number },
): Promise<Stopped> {
  const writers = await Promise.all(
    Array.from({ length: plan.writers }, (_, nth) => openOne(home, plan.seed, { isDeaf: nth < plan.deaf })),
  );
  await allAreIn(writers);
  const before = writers.map(({ client }) => ({ client, closes: client.closes.length }));
  for (const writer of writers) writer.type(plan.pauseMs / 2, plan.pauseMs * 1.5);
  await wait(plan.typingMs);
  const asked = performance.now();
  for (const { proxy } of writers) proxy.gate("closed");
  const code = await home.server.stop();
  const stoppedMs = performance.now() - asked;
  for (const writer of writers) writer.stop();
  await until("everybody notices", () => before.every(({ client, closes }) => client.closes.length > closes));
  const codes: Record<number, number> = {};
  for (const { client, closes } of before) {
    const code = client.closes[closes] ?? 0;
    codes[code] = (codes[code] ?? 0) + 1;
  }

  await home.startAgain();
  const faults = await faultsOfServer(home.entrance, writers);
  const opened = performance.now();
  const back: number[] = [];
  for (const { proxy } of writers) proxy.gate("open");
  await Promise.all(
    writers.map(async ({ client }) => {
      await until("a writer is back", () => client.isSettled(), 60_000);
      back.push(performance.now() - opened);
    }),
  );
  await settle(home.entrance, writers);
  await closeAll(writers);
  const backMs = back.toSorted((a, b) => a - b)[Math.floor(back.length * 0.95)] ?? 0;
  return { code, stoppedMs, closes: codes, faults, backMs };
}

/** One of three writers falls asleep with her machine: nothing passes, in neither direction, and she wrote before. */
export async function asleep(home: Home, plan: { seed: number; sleepMs: number }): Promise<void> {
  const sleeper = await openOne(home, plan.seed);
  const awake = [await openOne(home, plan.seed), await openOne(home, plan.seed)];
  const writers = [sleeper, ...awake];
  await allAreIn(writers);
  for (const direction of ["toServer", "toClient"] as const) sleeper.proxy.set(direction, { state: "held" });
  for (let nth = 0; nth < 5; nth += 1) sleeper.write();
  for (const writer of awake) writer.type(20, 60);
  await wait(plan.sleepMs);
  for (const direction of ["toServer", "toClient"] as const) sleeper.proxy.set(direction, { state: "open" });
  sleeper.write();
  await settle(home.entrance, writers);
  await closeAll(writers);
}

interface Light {
  readonly notOpen: object;
  readonly afterwards: (saving: object, event: SavingEvent) => object;
  readonly standingOf: (saving: object) => string;
}

/**
 * The server stores and answers, and the answers are lost: what the page's light says meanwhile, and in the end. The
 * client's own state machine is read where it stands, since the client is no library.
 */
export async function acknowledgementsLost(
  home: Home,
  plan: { seed: number; silentMs: number },
): Promise<{ readonly whileSilent: readonly string[]; readonly afterwards: string }> {
  const light = (await import(join(repository, "client/src/editor/drafting/saving.ts"))) as Light;
  let saving = light.notOpen;
  let standings: string[] = [];
  const writer = await openOne(home, plan.seed, {
    onSaving: (event) => {
      saving = light.afterwards(saving, event);
      standings.push(light.standingOf(saving));
    },
  });
  await allAreIn([writer]);
  writer.write();
  await until("the light says saved", () => standings.at(-1) === "saved");

  writer.proxy.set("toClient", { state: "lost" });
  writer.write();
  standings = [light.standingOf(saving)];
  writer.type(10, 40);
  await wait(plan.silentMs);
  writer.stop();
  writer.proxy.cutAll();
  await until("the cut is noticed", () => standings.includes("offline"));
  const whileSilent = [...standings];
  writer.proxy.set("toClient", { state: "open" });
  writer.proxy.cutAll();
  await until("the light says saved again", () => light.standingOf(saving) === "saved");
  await settle(home.entrance, [writer]);
  const standing = light.standingOf(saving);
  await closeAll([writer]);
  return { whileSilent, afterwards: standing };
}
