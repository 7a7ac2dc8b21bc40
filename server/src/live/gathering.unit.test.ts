import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Gathering } from "./gathering.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Readers that note when which updates came to them. */
function crowd(size: number) {
  const begin = performance.now();
  const heard = Array.from({ length: size }, (): { atMs: number; updates: string }[] => []);
  const gathering = new Gathering(
    () => heard,
    (reader, frame) => void reader.push({ atMs: performance.now() - begin, updates: frame.toString() }),
    (updates) => Buffer.concat([...updates]),
  );
  return { heard, add: (name: string) => gathering.add(Buffer.from(name), size) };
}

test("[L22] few readers are told of every update at once", async () => {
  const { heard, add } = crowd(30);
  for (const name of "abc") {
    add(name);
    await vi.advanceTimersByTimeAsync(5);
  }
  expect(heard[29]?.map(({ updates }) => updates)).toEqual(["a", "b", "c"]);
});

test("[L22] many readers get the first update at once and what follows gathered, all of it in order, within a fifth of a second", async () => {
  const { heard, add } = crowd(2_500);
  const sent = [..."abcdefghijklmnopqrst"];
  for (const name of sent) {
    add(name);
    await vi.advanceTimersByTimeAsync(30);
  }
  await vi.advanceTimersByTimeAsync(300);
  for (const reader of heard) expect(reader.map(({ updates }) => updates).join("")).toBe(sent.join(""));
  const [first] = heard;
  expect(first?.[0]).toMatchObject({ atMs: expect.closeTo(0, -1), updates: "a" });
  expect(first?.length).toBeLessThan(sent.length / 2);
  for (const { atMs, updates } of first ?? [])
    expect(atMs - 30 * sent.indexOf(updates[0] ?? "")).toBeLessThanOrEqual(205);
});
