// Puts what arrives in any order, and more than once, in order and once: by version, without gaps. Pure.

export interface Versioned {
  readonly version: number;
}

export interface Sequence<T extends Versioned> {
  /** Everything up to this version has been handed on; undefined: not known yet where to begin. */
  readonly at: number | undefined;
  /** What came before its turn, by version. */
  readonly early: ReadonlyMap<number, T>;
}

export interface Step<T extends Versioned> {
  readonly sequence: Sequence<T>;
  /** To be handed on now, in this order. */
  readonly ready: readonly T[];
  /** Something before what is held back has not come: it should be asked for, if it does not come soon. */
  readonly missing: boolean;
}

export const sequenceFrom = <T extends Versioned>(at: number | undefined): Sequence<T> => ({
  at,
  early: new Map(),
});

/** Takes what arrived. What was handed on already is dropped; what is too early is kept. */
export function take<T extends Versioned>({ at, early }: Sequence<T>, arrived: readonly T[]): Step<T> {
  const held = new Map(early);
  for (const one of arrived) if (at === undefined || one.version > at) held.set(one.version, one);
  if (at === undefined) return { sequence: { at, early: held }, ready: [], missing: false };
  const ready: T[] = [];
  for (let next = held.get(at + 1); next !== undefined; next = held.get(next.version + 1)) {
    held.delete(next.version);
    ready.push(next);
  }
  return {
    sequence: { at: at + ready.length, early: held },
    ready,
    missing: held.size > 0,
  };
}

/** Goes on from a version, whatever was missed before it (or, after a restored backup, was handed on beyond it). */
export function goOnFrom<T extends Versioned>({ early }: Sequence<T>, version: number): Step<T> {
  return take(sequenceFrom(version), [...early.values()]);
}
