// What one person may ask of the rooms, on all her connections and in all rooms together (who has not signed in has one for
// each connection), and what one connection may ask.
import type { Actor } from "@pliego/shared/people/people.ts";
import type { LiveLimits } from "./limits.ts";
import { TokenBucket } from "./token-bucket.ts";

export interface Allowance {
  readonly frames: TokenBucket;
  readonly bytes: TokenBucket;
  /** Milliseconds that trying what she writes may take. */
  readonly work: TokenBucket;
}

export function makeAllowance(limits: LiveLimits): Allowance {
  const now = performance.now();
  return {
    frames: new TokenBucket(limits.frames, now),
    bytes: new TokenBucket(limits.bytes, now),
    work: new TokenBucket(limits.work, now),
  };
}

export interface ConnectionAllowance {
  readonly person: Allowance;
  readonly questions: TokenBucket;
  readonly presence: TokenBucket;
}

export function allowConnection(person: Allowance, limits: LiveLimits): ConnectionAllowance {
  const now = performance.now();
  return {
    person,
    questions: new TokenBucket(limits.questions, now),
    presence: new TokenBucket(limits.presence, now),
  };
}

/** What is remembered of people: their allowances, and who sent what cannot be. */
export interface Allowances {
  readonly of: (actor: Actor | null) => Allowance;
  /** Not counted where nobody has signed in: who may only watch costs little. */
  readonly fault: (actor: Actor | null) => void;
  /** She sent so much that cannot be that she does not come in to write for a while. */
  readonly isFaulty: (actor: Actor | null) => boolean;
}

/** People remembered at most. */
const mostPeople = 10_000;

export function keepAllowances(limits: LiveLimits): Allowances {
  const allowances = new Map<string, Allowance>();
  const faults = new Map<string, TokenBucket>();
  return {
    of: (actor) =>
      actor === null ? makeAllowance(limits) : remembered(allowances, actor.id, () => makeAllowance(limits)),
    fault(actor) {
      if (actor === null) return;
      const now = performance.now();
      remembered(faults, actor.id, () => new TokenBucket(limits.faults, now)).take(1, now);
    },
    isFaulty: (actor) => actor !== null && faults.get(actor.id)?.holds(1, performance.now()) === false,
  };
}

function remembered<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size >= mostPeople) map.clear();
  const made = make();
  map.set(key, made);
  return made;
}
