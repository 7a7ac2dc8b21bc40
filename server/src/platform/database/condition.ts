// The condition of the database: how big, how old, how full its disk, when it was last backed up, and when the embedded
// store should give way to a MongoDB replica set. Measured now and then, never by whoever asks. Rules O13, O14.
import type { Clock } from "../clock.ts";
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
  /** The last measurement, at once; asks for a newer one when it is old. Undefined until the first is there. */
  readonly latest: () => Condition | undefined;
  /** Measures now, and warns in the log of what is due. */
  readonly look: () => Promise<void>;
  readonly stop: () => void;
}

const freshMs = 30_000;
const dayMs = 86_400_000;

/** Watches over the database; each day what is due is said in the log. A measurement that fails leaves the last one. */
export function watchCondition(
  measureAt: (now: Date) => Promise<Condition>,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, "warn"> },
): ConditionWatch {
  let last: Condition | undefined;
  let triedAt = -Infinity;
  let running: Promise<void> | undefined;

  const refresh = (): Promise<void> => {
    triedAt = clock.now().getTime();
    running ??= measureAt(clock.now())
      .then(
        (measured) => void (last = measured),
        (error: unknown) => log.warn({ why: String(error) }, "the database could not be measured"),
      )
      .finally(() => (running = undefined));
    return running;
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
    latest: () => {
      if (clock.now().getTime() - triedAt >= freshMs) void refresh();
      return last;
    },
    look,
    stop: () => clearInterval(daily),
  };
}
