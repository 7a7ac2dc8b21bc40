import { expect, it } from "vitest";
import type { Change, News } from "@pliego/shared/live/announcements.ts";
import { arrived, type Arrived } from "./news.ts";

const none: Arrived = { fresh: new Set(), taken: false };
const facts = (desk: "queue" | "desk") => ({ desk, current: "F-1", listed: ["F-1", "F-2"], reload: "/" });
const after = (desk: "queue" | "desk", ...news: readonly News[]) =>
  news.reduce((seen, each) => arrived(seen, each, facts(desk)), none);

const about = (desk: "queue" | "desk", folio: string, change: Change): News =>
  desk === "queue"
    ? { kind: "queue", folio, change, waiting: 1 }
    : { kind: "suggestion", folio, change, counts: {} };
const decided = (folio: string, revision = 0): News => ({ kind: "decision", folio, revision, counts: {} });

it.each(["queue", "desk"] as const)(
  "[V23] the %s counts what is new to its list, once, however often it is told",
  (desk) => {
    const told = ["F-2", "F-3", "F-3", "F-4"].map((folio) => about(desk, folio, "arrived"));
    expect([...after(desk, ...told).fresh]).toEqual(["F-3", "F-4"]);
  },
);

it.each(["queue", "desk"] as const)(
  "[V23] what left the %s meanwhile is not new, and the open case says that it was taken",
  (desk) => {
    const told = [about(desk, "F-3", "arrived"), about(desk, "F-3", "left")];
    expect(after(desk, ...told)).toEqual(none);
    expect(after(desk, about(desk, "F-1", "left")).taken).toBe(true);
    expect(after(desk, about(desk, "F-2", "left")).taken).toBe(false);
  },
);

it("[V23] a decision takes a case from the desk; what does not concern a screen changes nothing on it", () => {
  expect(after("desk", decided("F-1")).taken).toBe(true);
  expect(after("desk", decided("F-2", 3)).taken).toBe(false);
  const others: News[] = [{ kind: "revision", revision: 3 }, { kind: "deadline" }];
  expect(after("desk", ...others, about("queue", "F-1", "left"))).toEqual(none);
  expect(after("queue", ...others, decided("F-1"), about("desk", "F-3", "arrived"))).toEqual(none);
});
