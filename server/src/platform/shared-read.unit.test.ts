import { expect, it } from "vitest";
import { sharedRead } from "./shared-read.ts";

it("[L32] those who ask while a read runs share the next one, and nobody gets one that began before she asked", async () => {
  const ends: ((value: number) => void)[] = [];
  const read = sharedRead(() => new Promise<number>((resolve) => ends.push(resolve)));
  const first = read("a");
  const later = [read("a"), read("a")];
  expect(ends).toHaveLength(1);
  ends[0]?.(1);
  expect(await first).toBe(1);
  await expect.poll(() => ends.length).toBe(2);
  const last = read("a");
  ends[1]?.(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
  await expect.poll(() => ends.length).toBe(3);
  ends[2]?.(3);
  expect(await last).toBe(3);
});

it("[L32] a read that fails is told to who shares it, and the next one is tried", async () => {
  let fails = true;
  const read = sharedRead(async () => {
    if (fails) throw new Error("no database");
    return "read";
  });
  await expect(read("a")).rejects.toThrow("no database");
  fails = false;
  expect(await read("a")).toBe("read");
});
