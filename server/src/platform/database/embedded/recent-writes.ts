// Which keys were written lately, for as long as a transaction is open that began before: at its commit none of what
// it read may be among them (rule E22). This is backward validation of optimistic concurrency control (Kung and
// Robinson, 1981): with every write in one order, it makes histories serialisable.
import type { ReadSet } from "./read-set.ts";

/** Keys kept at most; a transaction older than what had to be dropped can no longer be told, and conflicts. */
const MAX_KEYS = 500_000;

interface Commit {
  readonly sequence: number;
  readonly keys: readonly string[];
}

export class RecentWrites {
  readonly #began: number[] = [];
  #commits: Commit[] = [];
  #held = 0;
  /** The last commit of which the keys are no longer known. */
  #forgotten = 0;
  #sequence = 0;

  /** A transaction begins; answers the moment to ask about later, and to give back with `end`. */
  begin(): number {
    this.#began.push(this.#sequence);
    return this.#sequence;
  }

  end(began: number): void {
    const at = this.#began.indexOf(began);
    if (at >= 0) this.#began.splice(at, 1);
    const oldest = Math.min(...this.#began);
    const kept = this.#commits.findIndex(({ sequence }) => sequence > oldest);
    this.#drop(kept < 0 ? this.#commits.length : kept);
  }

  /** Must the keys of commits be noted? */
  get isAsked(): boolean {
    return this.#began.length > 0;
  }

  /** Notes a commit. */
  note(keys: readonly string[]): void {
    this.#sequence += 1;
    if (!this.isAsked) {
      this.#forgotten = this.#sequence;
      return;
    }
    this.#commits.push({ sequence: this.#sequence, keys });
    this.#held += keys.length;
    while (this.#held > MAX_KEYS) this.#drop(1);
  }

  #drop(count: number): void {
    for (const { sequence, keys } of this.#commits.splice(0, count)) {
      this.#held -= keys.length;
      this.#forgotten = sequence;
    }
  }

  /** Is what was read since that moment still as it was? */
  holds(began: number, reads: ReadSet): boolean {
    if (began < this.#forgotten) return false;
    return !this.#commits.some(
      ({ sequence, keys }) => sequence > began && keys.some((key) => reads.has(key)),
    );
  }
}
