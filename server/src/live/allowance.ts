// What one person may ask of the rooms, on all her connections and in all rooms together (who has not signed in has one for
// each connection), and what one connection may ask.
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
