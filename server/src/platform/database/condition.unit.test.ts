import { expect, test } from "vitest";
import {
  adviceFor,
  fullFromShare,
  moveFromBytes,
  watchCondition,
  type Advice,
  type Condition,
} from "./condition.ts";

test.each([
  [true, moveFromBytes - 1, fullFromShare - 0.01, []],
  [true, moveFromBytes, 0.1, ["move"]],
  [true, 1, fullFromShare, ["move", "make-room"]],
  [false, moveFromBytes * 100, 0.1, []],
  [false, 1, fullFromShare, ["make-room"]],
] as [boolean, number, number, Advice[]][])(
  "[O14] embedded %s, %i bytes, the disk %f full: advice %j",
  (isEmbedded, bytes, diskUsedShare, advice) => {
    expect(adviceFor({ isEmbedded, bytes, diskUsedShare })).toEqual(advice);
  },
);

const condition = (bytes: number, advice: readonly Advice[] = []): Condition => ({
  measuredAt: "2026-11-23T16:00:00.000Z",
  bytes,
  documents: 3,
  diskFreeBytes: 10,
  diskUsedShare: 0.9,
  since: null,
  lastBackup: null,
  advice,
});

function watched(measure: () => Promise<Condition>) {
  let now = 0;
  let measured = 0;
  const said: string[] = [];
  const watch = watchCondition(
    () => {
      measured += 1;
      return measure();
    },
    {
      clock: { now: () => new Date(now) },
      log: { warn: (_what: unknown, words?: unknown) => void said.push(String(words)) },
    },
  );
  return { watch, said, measured: () => measured, advance: (ms: number) => void (now += ms) };
}

test("[O13] what is told is at most 30 s old; who asks meanwhile shares one measurement", async () => {
  let size = 1;
  const { watch, measured, advance } = watched(() => Promise.resolve(condition(size)));
  expect(await watch.latest()).toMatchObject({ bytes: 1 });
  size = 2;
  for (let asked = 0; asked < 1000; asked += 1) await watch.latest();
  expect(measured()).toBe(1);
  advance(30_000);
  const told = await Promise.all(Array.from({ length: 20 }, () => watch.latest()));
  expect(told.map((one) => one?.bytes)).toEqual(Array.from({ length: 20 }, () => 2));
  expect(measured()).toBe(2);
  watch.stop();
});

test("[O13] a clock that was set back does not freeze what is told", async () => {
  let size = 1;
  const { watch, advance } = watched(() => Promise.resolve(condition(size)));
  await watch.latest();
  size = 2;
  advance(-86_400_000);
  expect(await watch.latest()).toMatchObject({ bytes: 2 });
  watch.stop();
});

test("[O13] a measurement that fails or never ends leaves what was told before", async () => {
  let answer: () => Promise<Condition> = () => Promise.resolve(condition(1));
  const { watch, said, measured, advance } = watched(() => answer());
  await watch.look();
  answer = () => Promise.reject(new Error("away"));
  advance(30_000);
  expect(await watch.latest()).toMatchObject({ bytes: 1 });
  expect(await watch.latest()).toMatchObject({ bytes: 1 });
  expect(said).toEqual(["the database could not be measured"]);
  answer = () => new Promise(() => {});
  for (let tries = 0; tries < 3; tries += 1) {
    advance(30_000);
    expect(await watch.latest()).toMatchObject({ bytes: 1 });
  }
  expect(measured()).toBe(3);
  watch.stop();
});

test("[O14] what is due is said in the log each time it is looked at", async () => {
  const { watch, said } = watched(() => Promise.resolve(condition(1, ["move", "make-room"])));
  await watch.look();
  expect(said).toEqual([expect.stringContaining("move to MongoDB"), expect.stringContaining("nearly full")]);
  watch.stop();
});
