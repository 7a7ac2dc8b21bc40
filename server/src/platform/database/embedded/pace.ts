// Long work in slices, so that a scan of a million documents holds nobody up: whatever walks over many documents is a
// generator that yields PAUSE when its slice of time is over. Who can wait lets others have their turn then
// (`breathe`); who cannot, inside a commit, goes on (`rushed`) or gives up and does it patiently (`briefly`).
import { setImmediate as nextTurn } from "node:timers/promises";
import { StoreError } from "./errors.ts";

export const PAUSE = Symbol("pause");
/** Items, and now and then a moment at which others may have their turn. */
export type Paced<T> = Iterable<T | typeof PAUSE>;

/** How long one piece of work may keep all others waiting, in milliseconds. */
export const SLICE_MS = 5;
/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 32;

/** Tells a loop when its slice is over. */
export class Slice {
  #steps = 0;
  #end = performance.now() + SLICE_MS;

  /** Call once per step; yield PAUSE when it says so, then call it again at the next step. */
  isOver(): boolean {
    this.#steps += 1;
    if (this.#steps % STEPS_PER_LOOK !== 0) return false;
    const now = performance.now();
    if (now < this.#end) return false;
    // The next slice begins when the loop goes on, which is not known here: soon enough is the end of this one.
    this.#end = now + SLICE_MS;
    return true;
  }
}

/** For those who cannot wait: the items alone. */
export function* rushed<T>(items: Paced<T>): Generator<T, void, void> {
  for (const item of items) if (item !== PAUSE) yield item;
}

/** Thrown by `briefly`: this takes longer than a commit may. */
export class TakesLong extends Error {}

/** The items, at most `most`, when they come within one slice; throws TakesLong otherwise. */
export function briefly<T>(items: Paced<T>, most: number): T[] {
  const found: T[] = [];
  for (const item of items) {
    if (item === PAUSE || found.length === most) throw new TakesLong();
    found.push(item);
  }
  return found;
}

/** What a patient walk asks between two slices; it throws when the walk shall end. */
export type GoOn = () => void;

/** Refuses with MaxTimeMSExpired after that many milliseconds; 0 is no limit. */
export function within(limitMs: number): GoOn {
  if (limitMs <= 0) return () => {};
  const end = performance.now() + limitMs;
  return () => {
    if (performance.now() > end) throw new StoreError(50, "operation exceeded time limit");
  };
}

/** Walks to the end and lets others have their turn at every pause. */
export async function patiently<T>(items: Paced<T>, goOn: GoOn, each: (item: T) => void): Promise<void> {
  for (const item of items) {
    if (item !== PAUSE) {
      each(item);
      continue;
    }
    await nextTurn();
    goOn();
  }
}

/** All items of a patient walk. */
export async function gathered<T>(items: Paced<T>, goOn: GoOn): Promise<T[]> {
  const found: T[] = [];
  await patiently(items, goOn, (item) => void found.push(item));
  return found;
}

export function* mapped<A, B>(
  items: Paced<A>,
  change: (item: A) => B,
): Generator<B | typeof PAUSE, void, void> {
  for (const item of items) yield item === PAUSE ? PAUSE : change(item);
}

/** Leaves out the first `skip` and ends after `limit` more; 0 is no limit. */
export function* paged<T>(
  items: Paced<T>,
  skip: number,
  limit: number,
): Generator<T | typeof PAUSE, void, void> {
  let position = 0;
  for (const item of items) {
    if (item === PAUSE) {
      yield PAUSE;
      continue;
    }
    position += 1;
    if (position <= skip) continue;
    yield item;
    if (limit > 0 && position >= skip + limit) return;
  }
}
