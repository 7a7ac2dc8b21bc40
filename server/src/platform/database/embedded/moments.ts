// Moments: snapshots that outlive one command, for sessions that read several collections as of one time (readConcern
// snapshot outside a transaction). The first read fixes the moment and is told its cluster time; whoever names that
// time again, from the same session or another, reads the same, until it has not been asked for a while.
import { randomInt } from "node:crypto";
import { Timestamp } from "bson";
import { StoreError } from "./errors.ts";
import type { Snapshot, Storage } from "./storage.ts";

/** How long a moment is kept unused: as a session. LMDB reuses no page that it needs, so the file may grow meanwhile. */
const IDLE_MS = 30 * 60_000;
/** Moments kept at the same time; each holds one reader of LMDB. */
const MAX_MOMENTS = 64;

export interface Moment {
  readonly clusterTime: Timestamp;
  readonly snapshot: Snapshot;
}

interface Held extends Moment {
  readonly session: string;
  usedAt: number;
}

export class Moments {
  readonly #storage: Storage;
  readonly #held = new Map<string, Held>();
  #lastSecond = 0;
  // Not from 0: a time that was given before a restart must not come to mean another moment.
  #count = randomInt(2 ** 31);

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** A new moment of this session. */
  fix(session: string): Moment {
    if (this.#held.size >= MAX_MOMENTS) this.#releaseIdlest();
    const second = Math.floor(Date.now() / 1000);
    this.#count += 1;
    this.#lastSecond = Math.max(second, this.#lastSecond);
    const moment = {
      clusterTime: new Timestamp({ t: this.#lastSecond, i: this.#count }),
      snapshot: this.#storage.snapshot(),
      session,
      usedAt: Date.now(),
    };
    this.#held.set(moment.clusterTime.toString(), moment);
    return moment;
  }

  /** The moment of that cluster time; refuses one that is no longer, or never was, with SnapshotTooOld. */
  at(clusterTime: Timestamp): Moment {
    const moment = this.#held.get(clusterTime.toString());
    if (moment === undefined)
      throw new StoreError(
        239,
        `The snapshot of cluster time ${clusterTime.toString()} is not kept any more`,
      );
    moment.usedAt = Date.now();
    return moment;
  }

  /** Lets go of the moments of a session that ended. */
  end(session: string): void {
    this.#release((moment) => moment.session === session);
  }

  sweep(now: number): void {
    this.#release((moment) => now - moment.usedAt > IDLE_MS);
  }

  closeAll(): void {
    this.#release(() => true);
  }

  /** Of too many, the one that nobody has asked for longest goes; who still reads in it reads on. */
  #releaseIdlest(): void {
    const idlest = Math.min(...[...this.#held.values()].map(({ usedAt }) => usedAt));
    const first = [...this.#held.values()].find(({ usedAt }) => usedAt === idlest);
    this.#release((moment) => moment === first);
  }

  #release(isOver: (moment: Held) => boolean): void {
    for (const [time, moment] of this.#held) {
      if (!isOver(moment)) continue;
      this.#held.delete(time);
      moment.snapshot.done();
    }
  }
}
