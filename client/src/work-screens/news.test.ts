import { expect, it } from "vitest";
import type { News } from "@pliego/shared/live/announcements.ts";
import { arrived, type Arrived } from "./news.ts";

const none: Arrived = { fresh: new Set(), taken: false };
const facts = (desk: "queue" | "desk") => ({ desk, current: "F-1", listed: ["F-1", "F-2"], reload: "/" });
const after = (desk: "queue" | "desk", ...news: readonly News[]) =>
  news.reduce((seen, each) => arrived(seen, each, facts(desk)), none);

it.each([
  ["queue", "queue"],
  ["desk", "suggestion"],
] as const)("[V23] the %s counts what is new to its list, once, however often it is told", (desk, kind) => {
  const told = ["F-2", "F-3", "F-3", "F-4"].map((folio) => ({ kind, folio }));
  expect([...after(desk, ...told).fresh]).toEqual(["F-3", "F-4"]);
});

it("[V23] what somebody else dealt with meanwhile is not new, and the open case says that it was taken", () => {
  expect([
    ...after("queue", { kind: "queue", folio: "F-3" }, { kind: "suggestion", folio: "F-3" }).fresh,
  ]).toEqual([]);
  expect(after("queue", { kind: "suggestion", folio: "F-1" }).taken).toBe(true);
  expect(after("desk", { kind: "decision", folio: "F-1", revision: 0 }).taken).toBe(true);
  expect(after("desk", { kind: "decision", folio: "F-2", revision: 3 }).taken).toBe(false);
  expect(after("desk", { kind: "revision", revision: 3 })).toEqual(none);
});
