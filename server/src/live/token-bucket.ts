// A token bucket: so much at once, so much a second after that. Time is passed in.
import type { Rate } from "./limits.ts";

export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number;

  /** Full at `nowMs`. */
  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = nowMs;
  }

  /** Takes `cost` and answers true, or takes nothing and answers false. A clock that goes back gives nothing. */
  take(cost: number, nowMs: number): boolean {
    if (!this.holds(cost, nowMs)) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Takes what was used already, even if there is less: then nothing more can be taken for a while. */
  spend(cost: number, nowMs: number): void {
    this.holds(0, nowMs);
    this.#tokens -= cost;
  }

  /** Whether `cost` could be taken now. */
  holds(cost: number, nowMs: number): boolean {
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + (Math.max(0, nowMs - this.#at) / 1000) * perSecond);
    this.#at = nowMs;
    return cost <= this.#tokens;
  }
}
