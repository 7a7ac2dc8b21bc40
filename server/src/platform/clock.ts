// Time and identity are passed in, so that tests decide both.
import { randomBytes } from "node:crypto";

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/**
 * Starts to measure; answers the milliseconds gone by since, by the clock or by the process's own time, whichever has
 * seen more: the one can be set, the other stands still while the machine sleeps. Infinity once the clock was set back.
 */
export function stopwatch(clock: Clock): () => number {
  const [at, ownAt] = [clock.now().getTime(), performance.now()];
  return () => {
    const gone = clock.now().getTime() - at;
    return gone < 0 ? Infinity : Math.max(gone, performance.now() - ownAt);
  };
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** A random identifier that is safe in addresses: `length` characters of 5 bits each. */
export function randomId(length = 16): string {
  let id = "";
  for (const byte of randomBytes(length)) id += alphabet[byte & 31];
  return id;
}
