// Time and identity are passed in, so that tests decide both.
import { randomBytes } from "node:crypto";

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** A random identifier that is safe in addresses: `length` characters of 5 bits each. */
export function randomId(length = 16): string {
  let id = "";
  for (const byte of randomBytes(length)) id += alphabet[byte & 31];
  return id;
}
