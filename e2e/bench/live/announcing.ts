// What readers really use: an announcement that carries a changed block, to everybody who has the page open.
import { socketPath, type Announcement } from "@pliego/shared/live/announcements.ts";
import { draws, someWords } from "../engine/made-text.ts";
import { median, type Bar } from "../report.ts";
import { startChild, type Child } from "./child.ts";
import type { Destination } from "./crowd.ts";
import { startCrowds, type Crowds } from "./crowds.ts";
import type { Found } from "./numbers.ts";
import type { Plan } from "./plan.ts";
import { pause } from "./waiting.ts";

const consultation = "breve";
const blockWords = 60;
const everyMs = 200;
const atOnce = 64;
const crowdProcesses = 2;

export async function measureAnnouncing(plan: Plan): Promise<Found> {
  const servers = {
    ours: await startChild("our-announcer.js"),
    plain: await startChild("plain-announcer.js"),
  };
  const crowds = await startCrowds(crowdProcesses);
  const figures: Record<string, number> = {};
  const bars: Bar[] = [];
  let before = 0;
  for (const readers of plan.followers) {
    const found = { ours: [] as number[], plain: [] as number[] };
    for (const name of ["ours", "plain"] as const)
      await growFollowing(servers[name], name, crowds, before, readers);
    for (let round = 0; round < plan.announceRounds; round += 1)
      for (const name of ["ours", "plain"] as const)
        found[name].push(await announce(servers[name], name, crowds, readers, plan.announcements));
    const about = `an announcement to ${readers} readers`;
    figures[`${about}: ours, CPU per delivery (µs)`] = median(found.ours);
    figures[`${about}: plain socket.io, CPU per delivery (µs)`] = median(found.plain);
    bars.push({
      name: `CPU of ${about}, to plain socket.io's`,
      value: median(found.ours) / median(found.plain),
      limit: 1,
    });
    before = readers;
  }
  await crowds.stop();
  for (const server of Object.values(servers)) await server.kill();
  return { figures, bars };
}

const announcementOf = (version: number): Announcement => ({
  consultation,
  version,
  news: {
    kind: "decision",
    folio: `PRU-2026-${String(version).padStart(5, "0")}`,
    revision: version,
    counts: { "8f3k2m9q": { waiting: 12, decided: version } },
  },
  text: {
    number: version,
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    publishedAt: "2026-11-25T16:00:00.000Z",
    changed: [{ id: "8f3k2m9q", html: someWords(draws(version), blockWords) }],
  },
});

/** A page that follows a consultation, as socket.io's protocol says it. */
const followers = (port: number): Destination => ({
  port,
  path: `${socketPath}/?EIO=4&transport=websocket`,
  headers: { origin: `http://127.0.0.1:${port}` },
  says: [
    { after: "0", text: "40" },
    { after: "40", text: `420${JSON.stringify(["follow", { consultation }])}` },
  ],
  ready: { heard: "430" },
});

/** Lets readers in until there are so many. */
async function growFollowing(
  server: Child,
  group: string,
  crowds: Crowds,
  from: number,
  to: number,
): Promise<void> {
  await crowds.open(group, followers(server.port), to - from, atOnce);
  await crowds.mark(group);
  await crowds.settled(group, to);
}

/** Processor time of one announcement reaching one reader, in µs. */
async function announce(
  server: Child,
  group: string,
  crowds: Crowds,
  readers: number,
  count: number,
): Promise<number> {
  await crowds.mark(group);
  const cpuBefore = await server.cpuSeconds();
  for (let version = 1; version <= count; version += 1) {
    await server.order("announce", announcementOf(version));
    await pause(everyMs);
  }
  const { frames } = await crowds.settled(group, readers);
  if (frames !== count) throw new Error(`${group}: ${frames} of ${count} announcements came`);
  return (((await server.cpuSeconds()) - cpuBefore) * 1e6) / (count * readers);
}
