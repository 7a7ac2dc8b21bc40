import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { io, type Socket } from "socket.io-client";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
  type Answer,
  type News,
  type Wish,
} from "@pliego/shared/live/announcements.ts";
import { hear, settle, sinceOf, streamsFrom, type Heard } from "@pliego/shared/live/streams.ts";
import { routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import type { Consultation } from "../consultations/actions.ts";
import { decide, simulate } from "../decisions/actions.ts";
import { moderate } from "../moderation/actions.ts";
import { announce } from "../notifications/actions.ts";
import { listAfter } from "../notifications/announcements.model.ts";
import { inTransaction } from "../platform/database/connection.ts";
import { latestRevision } from "../policies/actions.ts";
import { submitSuggestion, suggestionAt, withdrawSuggestion } from "../suggestions/actions.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";

const policy =
  "# Norma\n\nLos entes publicarán sus datos en un plazo razonable.\n\nLos datos serán gratuitos.\n";

let world: World;
let people: Record<"citizen" | "moderator" | "official", TestPerson>;
let consultation: Consultation;
let count = 0;
const open: (() => void)[] = [];

beforeAll(async () => {
  world = await startWorld();
  people = {
    citizen: await world.person("citizen"),
    moderator: await world.person("moderator"),
    official: await world.person("official"),
  };
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const close of open.splice(0)) close();
  count += 1;
  consultation = await world.consultation(policy, `avisos-${count}`);
});

/** A page that follows as the client does: in order, once, asking by version after each connection. */
function page(wish: Wish, cookie = "") {
  const headers = { origin: world.url, ...(cookie === "" ? {} : { cookie }) };
  const socket: Socket = io(world.url, {
    path: socketPath,
    transports: ["websocket"],
    extraHeaders: headers,
    reconnectionDelay: 10,
    forceNew: true,
  });
  open.push(() => socket.disconnect());
  const about = "consultation" in wish ? "public" : wish.desk === "queue" ? "queue" : "public";
  let streams = streamsFrom(about, wish.since);
  const state = {
    shown: [] as Announcement[],
    arrived: [] as Announcement[],
    answers: [] as Answer[],
    missing: false,
  };
  const handOn = (heard: Heard) => {
    ({ streams } = heard);
    state.missing = heard.missing;
    state.shown.push(...heard.ready);
  };
  socket.on(announcementEvent, (announcement: Announcement) => {
    state.arrived.push(announcement);
    handOn(hear(streams, announcement));
  });
  const ask = () => {
    socket.emit(followEvent, { ...wish, since: sinceOf(streams) }, (answer: Answer) => {
      state.answers.push(answer);
      if (answer.ok) handOn(settle(streams, answer));
    });
  };
  socket.on("connect", ask);
  return {
    socket,
    state,
    ask,
    news: () => state.shown.map(({ news }) => news),
    versions: () => state.shown.map(({ version }) => version),
    answered: (times = 1) => expect.poll(() => state.answers.length).toBe(times),
  };
}

async function suggested(from: string, to: string) {
  const latest = await latestRevision(world.ctx, consultation.policy);
  const block = [...eachBlock(latest.doc)].find((candidate) => blockWords(candidate).includes(from))!;
  const { folio } = await submitSuggestion(world.ctx, people.citizen.actor, consultation.slug, {
    base: latest.number,
    block: block.attrs.id,
    words: blockWords(block).replace(from, to),
    rationale: "Para que se entienda mejor.",
    key: `key-${count}-${to}`.replaceAll(/[^a-z0-9-]/gi, "-").slice(0, 60),
  });
  return { folio, block: block.attrs.id };
}
const moderated = (folio: string, verdict: "approve" | "hide") =>
  moderate(world.ctx, people.moderator.actor, folio, {
    verdict,
    rule: verdict === "hide" ? "personal-data" : "",
    sentence: verdict === "hide" ? "Contiene datos personales de terceras personas." : "",
  });
async function published(from: string, to: string) {
  const sent = await suggested(from, to);
  await moderated(sent.folio, "approve");
  return sent;
}
async function decided(folio: string, outcome: "accepted" | "rejected") {
  const suggestion = await suggestionAt(world.ctx, people.citizen.actor, folio);
  const { hash } = await simulate(world.ctx, suggestion);
  return decide(world.ctx, people.official.actor, folio, {
    outcome,
    reason: "Mejora el texto y no contradice otro artículo.",
    shown: hash,
  });
}
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
/** As a page that was made with this version. */
const at = (version: number): Wish => ({
  consultation: consultation.slug,
  since: { [consultation.slug]: version },
});
const upTo = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("[L28] who follows a consultation hears of a decision and its version at once; what waits for moderation is for moderators only", async () => {
  const reader = page({ consultation: consultation.slug });
  const moderator = page({ desk: "queue" }, await world.cookieOf(people.moderator));
  await Promise.all([reader.answered(), moderator.answered()]);
  const { folio, block } = await published("razonable", "breve");
  await decided(folio, "accepted");
  await expect.poll(reader.news).toMatchObject([
    { kind: "suggestion", folio, change: "arrived", counts: { [block]: { waiting: 1, decided: 0 } } },
    { kind: "decision", folio, revision: 2, counts: { [block]: { waiting: 0, decided: 1 } } },
  ]);
  expect(reader.versions()).toEqual([2, 3]);
  await expect.poll(moderator.news).toEqual([
    { kind: "queue", folio, change: "arrived", waiting: 1 },
    { kind: "queue", folio, change: "left", waiting: 0 },
  ]);
});

test("[L28] officials hear at their desk what is published, taken back and decided in every consultation", async () => {
  const official = page({ desk: "desk" }, await world.cookieOf(people.official));
  await official.answered();
  const first = await published("razonable", "breve");
  await withdrawSuggestion(world.ctx, people.citizen.actor, first.folio);
  const second = await published("gratuitos", "abiertos");
  await decided(second.folio, "rejected");
  await expect
    .poll(() => official.news().map((news) => [news.kind, "change" in news && news.change]))
    .toEqual([
      ["suggestion", "arrived"],
      ["suggestion", "left"],
      ["suggestion", "arrived"],
      ["decision", false],
    ]);
  expect(official.news()[1]).toMatchObject({ counts: { [first.block]: { waiting: 0, decided: 0 } } });
});

test("[L31] each act that somebody should know of makes one announcement of its stream, and a refused one makes none", async () => {
  const moderator = page({ desk: "queue" }, await world.cookieOf(people.moderator));
  const reader = page(at(1));
  await Promise.all([reader.answered(), moderator.answered()]);
  const hidden = await suggested("razonable", "breve");
  await moderated(hidden.folio, "hide");
  await expect(moderated(hidden.folio, "approve")).rejects.toThrow();
  await expect(decided(hidden.folio, "accepted")).rejects.toThrow();
  const shown = await published("gratuitos", "abiertos");
  await expect(withdrawSuggestion(world.ctx, people.official.actor, shown.folio)).rejects.toThrow();
  await world.settled();
  await expect.poll(reader.versions).toEqual([2]);
  const mine = () => moderator.state.shown.filter(({ consultation: slug }) => slug === consultation.slug);
  await expect.poll(() => mine().map(({ version }) => version)).toEqual([1, 2, 3, 4]);
});

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
  consultation = await world.consultation(policy, `abierta-despues-${count}`);
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
  const { folio } = await suggested("razonable", "breve");
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

test("[L33] a small change of the text comes with its announcement, escaped; a large one does not", async () => {
  const reader = page(at(1));
  await reader.answered();
  const small = await published("razonable", "de <30> días & noches");
  await decided(small.folio, "accepted");
  const { hash, publishedAt } = await latestRevision(world.ctx, consultation.policy);
  await expect
    .poll(() => reader.state.shown.at(-1))
    .toMatchObject({
      news: {
        kind: "decision",
        revision: 2,
        decision: { folio: small.folio, outcome: "accepted", revision: 2 },
      },
      text: {
        number: 2,
        hash,
        publishedAt: publishedAt.toISOString(),
        changed: [
          {
            id: small.block,
            html: "Los entes publicarán sus datos en un plazo de &lt;30&gt; días &amp; noches.",
          },
        ],
      },
    });
  const large = await published("gratuitos", `gratuitos ${"y abiertos ".repeat(400)}`);
  await decided(large.folio, "accepted");
  await expect.poll(() => reader.state.shown.at(-1)?.news.kind).toBe("decision");
  await expect.poll(() => reader.state.shown.length).toBe(4);
  expect(reader.state.shown.at(-1)!.text).toBeUndefined();
  expect(JSON.stringify(reader.state.shown.at(-1)).length).toBeLessThan(4096);
});

test("[L35] the end of a consultation is announced when it has come, once, and it is a new version of its pages", async () => {
  const reader = page(at(1));
  await reader.answered();
  await world.settled();
  expect(reader.news()).toEqual([]);
  world.clock.advance(consultation.closesAt.getTime() - world.clock.now().getTime());
  await world.settled();
  expect(reader.news()).toEqual([]);
  world.clock.advance(1);
  await world.settled();
  await expect.poll(reader.news).toEqual([{ kind: "deadline" } satisfies News]);
  await world.settled();
  expect(reader.versions()).toEqual([2]);
});
