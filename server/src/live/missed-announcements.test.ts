// What a page missed: told when it comes back, in order and once, or the page is told to look anew.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { announcementEvent, type Announcement, type Wish } from "@pliego/shared/live/announcements.ts";
import { routes } from "@pliego/shared/routes.ts";
import type { Consultation } from "../consultations/actions.ts";
import { announce } from "../notifications/actions.ts";
import { listAfter } from "../notifications/announcements.model.ts";
import { inTransaction } from "../platform/database/connection.ts";
import { followAsPage, sinceVersion, upTo } from "../testing/announcement-pages.ts";
import { actsIn, threePeople, twoParagraphs, type ThreePeople } from "../testing/three-people.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
let people: ThreePeople;
let consultation: Consultation;
let count = 0;

beforeAll(async () => {
  world = await startWorld();
  people = await threePeople(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(twoParagraphs, `perdidos-${count}`);
});

const page = (wish: Wish, cookie?: string) => followAsPage(world, wish, cookie);
/** As a page that was made with this version. */
const at = (version: number) => sinceVersion(version, consultation);
/** An act that changes nothing but the version. */
const told = (kind: "deadline" | "queue" = "deadline") =>
  inTransaction(world.ctx.db, (tx) =>
    announce(
      world.ctx,
      tx,
      consultation,
      kind === "queue" ? { kind, folio: "F", change: "arrived", waiting: 1 } : { kind },
    ),
  );

test("[L32] a page that comes back is told exactly what it missed, in order and once, also while more happens and jobs deliver in any order", async () => {
  const reader = page(at(1));
  await reader.answered();
  await told();
  await expect.poll(reader.versions).toEqual([2]);
  for (let round = 1; round <= 5; round += 1) {
    // The connection is cut under it; acts go on while it is away and while it comes back.
    reader.socket.io.engine.close();
    const before = round * 6 - 4;
    await told();
    await told();
    const meanwhile = [told(), told(), told(), told()];
    await reader.answered(round + 1);
    await Promise.all(meanwhile);
    await world.settled();
    await expect.poll(() => reader.versions().length).toBe(before + 5);
    expect(reader.versions()).toEqual(upTo(2, before + 6));
  }
  expect(reader.state.missing).toBe(false);
});

test("[L32] announcements that are delivered late, early or twice are shown in order and once", async () => {
  const reader = page(at(1));
  await reader.answered();
  await world.settled();
  const send = (announcement: Announcement) =>
    reader.socket.listeners(announcementEvent).forEach((listen) => listen(announcement));
  await Promise.all(upTo(2, 9).map(() => told()));
  await world.settled();
  const kept = await listAfter(world.ctx.db, "public", consultation._id, 1, 99);
  for (const announcement of kept.toReversed()) send(announcement);
  await expect.poll(reader.versions).toEqual(upTo(2, 9));
});

test("[L32] where an announcement is missing the page asks, and what is held back comes with it", async () => {
  const reader = page(at(1));
  await reader.answered();
  // It is on disk and its delivery is late: the next one comes first.
  const listeners = reader.socket.listeners(announcementEvent);
  reader.socket.off(announcementEvent);
  await told();
  await world.settled();
  await expect.poll(() => reader.socket.connected).toBe(true);
  for (const listen of listeners) reader.socket.on(announcementEvent, listen);
  await told();
  await expect.poll(() => reader.state.missing).toBe(true);
  expect(reader.versions()).toEqual([]);
  reader.ask();
  await expect.poll(reader.versions).toEqual([2, 3]);
  expect(reader.state.missing).toBe(false);
});

test("[L32] moderators are told by consultation what they missed; one that opened meanwhile is told from its beginning", async () => {
  const moderator = page({ desk: "queue" }, await world.cookieOf(people.moderator));
  await moderator.answered();
  moderator.socket.io.engine.close();
  await told("queue");
  const earlier = consultation.slug;
  consultation = await world.consultation(twoParagraphs, `abierta-despues-${count}`);
  await told("queue");
  await told("queue");
  await moderator.answered(2);
  const all = () => moderator.state.shown.map(({ consultation: slug, version }) => `${slug} ${version}`);
  await expect
    .poll(() => all().toSorted())
    .toEqual([`${consultation.slug} 1`, `${consultation.slug} 2`, `${earlier} 1`]);
});

test("[L32] what happens between a work screen and its connection is told, too", async () => {
  const session = await world.signedIn(people.moderator);
  const screen = await (await session.get(routes.queue())).text();
  const { folio } = await actsIn(world, people, consultation).suggested("razonable", "breve");
  const said = /<script type="application\/json" id="script-words">(.+?)<\/script>/s.exec(screen)![1]!;
  const { since } = (JSON.parse(said) as { page: { since: Record<string, number> } }).page;
  const moderator = page({ desk: "queue", since }, await world.cookieOf(people.moderator));
  await expect.poll(moderator.news).toMatchObject([{ kind: "queue", folio, change: "arrived" }]);
});

test("[L32] who missed more than can be told, or knows a version that never was, is told to look anew, and goes on from there", async () => {
  for (let act = 0; act < 201; act += 1) await told();
  const behind = page(at(1));
  const ahead = page(at(5000));
  const near = page(at(2));
  await Promise.all([behind.answered(), ahead.answered(), near.answered()]);
  const lost = { ok: true, missed: [], lost: [consultation.slug], versions: { [consultation.slug]: 202 } };
  expect([behind.state.answers, ahead.state.answers]).toEqual([[lost], [lost]]);
  expect(near.versions()).toEqual(upTo(3, 202));
  await told();
  await expect
    .poll(() => [behind.versions(), ahead.versions(), near.versions().at(-1)])
    .toEqual([[203], [203], 203]);
});
