import { expect, it } from "vitest";
import type { Announcement } from "./announcements.ts";
import { hear, settle, sinceOf, streamsFrom } from "./streams.ts";

const told = (version: number, consultation = "a"): Announcement => ({
  consultation,
  version,
  news: { kind: "deadline" },
});
const answer = (
  versions: Record<string, number>,
  missed: readonly Announcement[] = [],
  lost: string[] = [],
) => ({ ok: true, versions, missed, lost }) as const;
const shown = (all: readonly Announcement[]) =>
  all.map(({ consultation, version }) => `${consultation}${version}`);

it("[L32] a page that knows its version is told what came after it, once, also when live ones come before the answer", () => {
  const live = hear(streamsFrom("public", { a: 3 }), told(6));
  expect([shown(live.ready), live.missing]).toEqual([[], true]);
  const settled = settle(live.streams, answer({ a: 6 }, [told(4), told(5), told(6)]));
  expect([shown(settled.ready), settled.missing, sinceOf(settled.streams)]).toEqual([
    ["a4", "a5", "a6"],
    false,
    { a: 6 },
  ]);
});

it("[L32] a page that knows no version begins at the answer, and keeps what came meanwhile", () => {
  const live = hear(streamsFrom("queue"), told(8));
  expect([live.ready, live.missing, sinceOf(live.streams)]).toEqual([[], false, undefined]);
  const settled = settle(live.streams, answer({ a: 7, b: 2 }));
  expect([shown(settled.ready), sinceOf(settled.streams)]).toEqual([["a8"], { a: 8, b: 2 }]);
});

it("[L32] a consultation that opens later is heard from its beginning, in order", () => {
  const { streams } = settle(streamsFrom("queue"), answer({ a: 7 }));
  const early = hear(streams, told(2, "new"));
  expect([early.ready, early.missing]).toEqual([[], true]);
  expect(shown(hear(early.streams, told(1, "new")).ready)).toEqual(["new1", "new2"]);
});

it("[L32] where too much was missed the page goes on from the version it is told, forwards or back", () => {
  const forwards = settle(streamsFrom("public", { a: 3 }), answer({ a: 900 }, [], ["a"]));
  expect(shown(hear(forwards.streams, told(901)).ready)).toEqual(["a901"]);
  const back = settle(streamsFrom("public", { a: 300 }), answer({ a: 9 }, [], ["a"]));
  expect(shown(hear(back.streams, told(10)).ready)).toEqual(["a10"]);
});
