import fc from "fast-check";
import { expect, it } from "vitest";
import { goOnFrom, sequenceFrom, take, type Sequence, type Versioned } from "./sequence.ts";

const versions = (all: readonly Versioned[]) => all.map(({ version }) => version);
const of = (...all: readonly number[]) => all.map((version) => ({ version }));
const upTo = (from: number, last: number) => Array.from({ length: last - from }, (_, at) => from + 1 + at);

it("[L32] what is early waits for its turn, what came already is dropped, and a gap is said", () => {
  const first = take(sequenceFrom(4), of(6, 4, 5, 6, 9));
  expect([versions(first.ready), first.sequence.at, first.missing]).toEqual([[5, 6], 6, true]);
  const second = take(first.sequence, of(5, 8, 7));
  expect([versions(second.ready), second.missing]).toEqual([[7, 8, 9], false]);
});

it("[L32] before it is known where to begin nothing is handed on and nothing is lost", () => {
  const waiting = take<Versioned>(sequenceFrom(undefined), of(8, 7));
  expect([waiting.ready, waiting.missing]).toEqual([[], false]);
  expect(versions(goOnFrom(waiting.sequence, 6).ready)).toEqual([7, 8]);
  expect(versions(goOnFrom(waiting.sequence, 7).ready)).toEqual([8]);
});

it("[L32] in whatever order and however often they arrive, each is handed on once and in order", () => {
  const delivery = fc
    .record({ from: fc.nat(50), count: fc.integer({ min: 1, max: 40 }) })
    .chain(({ from, count }) => {
      const all = upTo(from, from + count);
      const repeated = fc.array(fc.constantFrom(...all), { maxLength: 60 });
      return repeated
        .chain((more) => fc.shuffledSubarray([...all, ...more], { minLength: count + more.length }))
        .chain((order) =>
          fc.array(fc.nat(5), { minLength: 1, maxLength: 9 }).map((sizes) => ({ from, all, order, sizes })),
        );
    });
  fc.assert(
    fc.property(delivery, ({ from, all, order, sizes }) => {
      let sequence: Sequence<Versioned> = sequenceFrom(from);
      const handed: number[] = [];
      for (let start = 0, turn = 0; start < order.length; turn += 1) {
        const end = start + (sizes[turn % sizes.length] ?? 0) + 1;
        const step = take(sequence, of(...order.slice(start, end)));
        sequence = step.sequence;
        handed.push(...versions(step.ready));
        const seen = new Set(order.slice(0, end));
        const whole = upTo(from, from + handed.length);
        expect(handed).toEqual(whole);
        expect(step.missing).toBe(seen.size > handed.length);
        start = end;
      }
      expect(handed).toEqual(all);
    }),
  );
});

it("[L32] what was missed, asked for by version, fits together with what came live", () => {
  const cut = fc.record({
    from: fc.nat(20),
    count: fc.integer({ min: 1, max: 30 }),
    seed: fc.infiniteStream(fc.boolean()),
  });
  fc.assert(
    fc.property(cut, ({ from, count, seed }) => {
      const all = upTo(from, from + count);
      const live = all.filter(() => seed.next().value === true);
      const first = take<Versioned>(sequenceFrom(from), of(...live));
      const asked = take(first.sequence, of(...all.filter((version) => version > (first.sequence.at ?? 0))));
      expect([...versions(first.ready), ...versions(asked.ready)]).toEqual(all);
      expect(asked.missing).toBe(false);
    }),
  );
});
