// The condition of the database: how big, how old, how full its disk, when it was last backed up, and when the embedded
// store should give way to a MongoDB replica set. Whoever asks gets a measurement that is not old. Rules O13, O14.
import { setTimeout as wait } from "node:timers/promises";
import { stopwatch, type Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { lastBackup } from "./backups.ts";
import type { DatabaseConnection } from "./connection.ts";

/** From here on the embedded store should be moved to MongoDB; docs/OPERATIONS.md says the same. */
export const moveFromBytes = 10_000_000_000;
/** From here on the disk is too full for either server. */
export const fullFromShare = 0.85;

/** "move": to MongoDB, or to a bigger disk; "make-room": the disk is nearly full. */
export type Advice = "move" | "make-room";

export interface Condition {
  readonly measuredAt: string;
  readonly bytes: number;
  readonly documents: number;
  readonly diskFreeBytes: number;
  /** Of the volume that the data are on; 0 empty, 1 full. */
  readonly diskUsedShare: number;
  /** Since when the data exist; null when the server does not say. */
  readonly since: string | null;
  readonly lastBackup: { readonly finishedAt: string; readonly ageHours: number } | null;
  readonly advice: readonly Advice[];
}

export function adviceFor(size: {
  readonly isEmbedded: boolean;
  readonly bytes: number;
  readonly diskUsedShare: number;
}): readonly Advice[] {
  const isFull = size.diskUsedShare >= fullFromShare;
  const moves = size.isEmbedded && (size.bytes >= moveFromBytes || isFull);
  return [...(moves ? (["move"] as const) : []), ...(isFull ? (["make-room"] as const) : [])];
}

interface Statistics {
  readonly objects?: number;
  readonly totalSize?: number;
  readonly fsUsedSize?: number;
  readonly fsTotalSize?: number;
}

export async function measure(
  { db, embedded }: Pick<DatabaseConnection, "db" | "embedded">,
  now: Date,
): Promise<Condition> {
  const [statistics, backup] = await Promise.all([
    db.getClient().db(db.name).command({ dbStats: 1 }) as Promise<Statistics>,
    lastBackup(db),
  ]);
  const { objects = 0, totalSize = 0, fsUsedSize = 0, fsTotalSize = 0 } = statistics;
  const diskUsedShare = fsTotalSize === 0 ? 0 : fsUsedSize / fsTotalSize;
  return {
    measuredAt: now.toISOString(),
    bytes: totalSize,
    documents: objects,
    diskFreeBytes: fsTotalSize - fsUsedSize,
    diskUsedShare: Math.round(diskUsedShare * 1000) / 1000,
    since: embedded?.madeAt?.toISOString() ?? null,
    lastBackup:
      backup === null
        ? null
        : {
            finishedAt: backup.finishedAt.toISOString(),
            ageHours: Math.max(0, Math.round((now.getTime() - backup.finishedAt.getTime()) / 3_600_000)),
          },
    advice: adviceFor({ isEmbedded: embedded !== undefined, bytes: totalSize, diskUsedShare }),
  };
}

const sentences: Readonly<Record<Advice, string>> = {
  move: "the embedded store has outgrown this machine: move to MongoDB (docs/OPERATIONS.md, when to move)",
  "make-room": "the disk of the database is nearly full: make room before it stops taking writes",
};

export interface ConditionWatch {
  /** A measurement at most 30 s old, or else the last there is after 2 s; undefined before the first. Never throws. */
  readonly latest: () => Promise<Condition | undefined>;
  /** Measures now, and warns in the log of what is due. */
  readonly look: () => Promise<void>;
  readonly stop: () => void;
}

const freshMs = 30_000;
/** How long who asks waits for a new measurement. */
const patienceMs = 2_000;
/** How soon after one that failed another is made. */
const againMs = 5_000;
const dayMs = 86_400_000;

/** Watches over the database; each day what is due is said in the log. A measurement that fails leaves the last one. */
export function watchCondition(
  measureAt: (now: Date) => Promise<Condition>,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, "warn"> },
): ConditionWatch {
  let last: Condition | undefined;
  let age = () => Infinity;
  let sinceFailure = () => Infinity;
  let running: Promise<void> | undefined;
  /** Ends with the measurement, or when it has been waited for long enough. */
  let waiting: Promise<unknown> = Promise.resolve();

  const refresh = (): Promise<void> => {
    if (running !== undefined) return running;
    const began = stopwatch(clock);
    const measuring = measureAt(clock.now())
      .then(
        (measured) => {
          last = measured;
          age = began;
        },
        (error: unknown) => {
          sinceFailure = stopwatch(clock);
          log.warn({ why: String(error) }, "the database could not be measured");
        },
      )
      .finally(() => (running = undefined));
    running = measuring;
    waiting = Promise.race([measuring, wait(patienceMs, undefined, { ref: false })]);
    return measuring;
  };
  const look = async () => {
    await refresh();
    for (const advice of last?.advice ?? []) {
      const { bytes, diskUsedShare, diskFreeBytes } = last as Condition;
      log.warn({ bytes, diskUsedShare, diskFreeBytes }, sentences[advice]);
    }
  };
  const daily = setInterval(() => void look(), dayMs);
  daily.unref();
  return {
    latest: async () => {
      if (age() < freshMs || sinceFailure() < againMs) return last;
      void refresh();
      await waiting;
      return last;
    },
    look,
    stop: () => clearInterval(daily),
  };
}
