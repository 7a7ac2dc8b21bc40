// Writes what many rooms want stored in the same moment as one write: while one is on its way the next gathers. Each
// entry's promise ends when its own entry is in the database, durably. Rule L22.
import type { LogEntry } from "./room-log.model.ts";

export interface LogWriter {
  /** Ends when the entry is stored; throws when it is not, or when nobody can tell. */
  readonly append: (entry: LogEntry) => Promise<void>;
}

interface Waiting {
  readonly entry: LogEntry;
  readonly stored: () => void;
  readonly failed: (error: Error) => void;
}

/** A command of the database stays well below its 48 MB. */
const mostBytes = 8 * 1024 * 1024;
const mostEntries = 1_000;

/** `write` stores entries and says of each in order what went wrong with it, or throws. */
export function makeLogWriter(
  write: (entries: readonly LogEntry[]) => Promise<readonly (Error | undefined)[]>,
): LogWriter {
  let waiting: Waiting[] = [];
  let isWriting = false;

  const takeBatch = (): Waiting[] => {
    let bytes = 0;
    let count = 0;
    for (const { entry } of waiting) {
      bytes += entry.changes.reduce((sum, { update }) => sum + update.length, 0);
      if (count > 0 && (bytes > mostBytes || count >= mostEntries)) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        const results = await write(batch.map(({ entry }) => entry));
        batch.forEach(({ stored, failed }, at) => {
          const error = results[at];
          if (error === undefined) stored();
          else failed(error);
        });
      } catch (error) {
        for (const { failed } of batch) failed(error as Error);
      }
    }
    isWriting = false;
  };

  return {
    append: (entry) =>
      new Promise((stored, failed) => {
        waiting.push({ entry, stored, failed });
        if (isWriting) return;
        isWriting = true;
        setImmediate(() => void work());
      }),
  };
}
