import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { Gathering } from "./gathering.ts";

/** Readers that note what came to them, message by message; telling one of them takes `costMs`. */
function crowd(size: number, costMs: number) {
  const heard = Array.from({ length: size }, (): string[] => []);
  const gathering = new Gathering(
    () => heard,
    (reader, frame) => {
      const end = performance.now() + costMs;
      while (performance.now() < end) continue;
      reader.push(frame.toString());
    },
    (updates) => Buffer.concat([...updates]),
    (error) => expect.unreachable(String(error)),
  );
  return { heard, add: (name: string) => gathering.add(Buffer.from(name), size) };
}

test("[L22] few readers are told of every update by itself", async () => {
  const { heard, add } = crowd(30, 0);
  for (const name of "abc") {
    add(name);
    await pause(20);
  }
  for (const reader of heard) expect(reader).toEqual(["a", "b", "c"]);
});

test("[L22] one reader who cannot be told keeps nobody else from being told, then or later", async () => {
  const heard: string[] = [];
  const failures: unknown[] = [];
  const gathering = new Gathering(
    () => ["broken", "whole"],
    (reader, frame) => {
      if (reader === "broken") throw new Error("no socket");
      heard.push(frame.toString());
    },
    (updates) => Buffer.concat([...updates]),
    (error) => failures.push(error),
  );
  for (const name of "ab") {
    gathering.add(Buffer.from(name), 2);
    await pause(20);
  }
  expect([heard, failures.length]).toEqual([["a", "b"], 2]);
});

test("[L22] many readers get the first update at once and what follows gathered: all of it, in order, once", async () => {
  const { heard, add } = crowd(1_500, 0.02);
  const sent = "abcdefghijklmnopqrst";
  for (const name of sent) {
    add(name);
    await pause(20);
  }
  await expect.poll(() => heard.at(-1)?.join("")).toBe(sent);
  for (const reader of heard) expect(reader.join("")).toBe(sent);
  expect(heard[0]?.[0]?.startsWith("a")).toBe(true);
  expect(heard[0]?.length).toBeLessThan(sent.length);
});
