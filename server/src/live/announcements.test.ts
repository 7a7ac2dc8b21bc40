// Who hears of what: each act that somebody should know of, and nobody of what is not hers to see.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { News, Wish } from "@pliego/shared/live/announcements.ts";
import type { Consultation } from "../consultations/actions.ts";
import { latestRevision } from "../policies/actions.ts";
import { withdrawSuggestion } from "../suggestions/actions.ts";
import { followAsPage, sinceVersion } from "../testing/announcement-pages.ts";
import {
  actsIn,
  threePeople,
  twoParagraphs,
  type ActsOfThree,
  type ThreePeople,
} from "../testing/three-people.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
let people: ThreePeople;
let consultation: Consultation;
let acts: ActsOfThree;
let count = 0;

beforeAll(async () => {
  world = await startWorld();
  people = await threePeople(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(twoParagraphs, `avisos-${count}`);
  acts = actsIn(world, people, consultation);
});

const page = (wish: Wish, cookie?: string) => followAsPage(world, wish, cookie);
/** As a page that was made with this version. */
const at = (version: number) => sinceVersion(version, consultation);

test("[L28] who follows a consultation hears of a decision and its version at once; what waits for moderation is for moderators only", async () => {
  const reader = page({ consultation: consultation.slug });
  const moderator = page({ desk: "queue" }, await world.cookieOf(people.moderator));
  await Promise.all([reader.answered(), moderator.answered()]);
  const { folio, block } = await acts.published("razonable", "breve");
  await acts.decided(folio, "accepted");
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
  const first = await acts.published("razonable", "breve");
  await withdrawSuggestion(world.ctx, people.citizen.actor, first.folio);
  const second = await acts.published("gratuitos", "abiertos");
  await acts.decided(second.folio, "rejected");
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
  const hidden = await acts.suggested("razonable", "breve");
  await acts.moderated(hidden.folio, "hide");
  await expect(acts.moderated(hidden.folio, "approve")).rejects.toThrow();
  await expect(acts.decided(hidden.folio, "accepted")).rejects.toThrow();
  const shown = await acts.published("gratuitos", "abiertos");
  await expect(withdrawSuggestion(world.ctx, people.official.actor, shown.folio)).rejects.toThrow();
  await world.settled();
  await expect.poll(reader.versions).toEqual([2]);
  const mine = () => moderator.state.shown.filter(({ consultation: slug }) => slug === consultation.slug);
  await expect.poll(() => mine().map(({ version }) => version)).toEqual([1, 2, 3, 4]);
});

test("[L33] a small change of the text comes with its announcement, escaped; a large one does not", async () => {
  const reader = page(at(1));
  await reader.answered();
  const small = await acts.published("razonable", "de <30> días & noches");
  await acts.decided(small.folio, "accepted");
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
  const large = await acts.published("gratuitos", `gratuitos ${"y abiertos ".repeat(400)}`);
  await acts.decided(large.folio, "accepted");
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
