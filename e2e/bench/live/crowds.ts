// The crowd of readers as the bench sees it: spread over processes that hold at most so many sockets each.
import { startChild } from "./child.ts";
import type { Destination, Opening, Tally } from "./crowd.ts";
import { waitUntil } from "./waiting.ts";

export interface Crowds {
  /** Lets this many more readers in; answers how long each took until it had what it came for, in ms. */
  readonly open: (
    group: string,
    to: Destination,
    count: number,
    atOnce: number,
  ) => Promise<readonly number[]>;
  /** Counts from zero again. */
  readonly mark: (group: string) => Promise<void>;
  /** Waits until every reader has got the same bytes, and no more come. Throws when a reader was lost or differs. */
  readonly settled: (group: string, readers: number) => Promise<Tally>;
  readonly close: (group: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const settleWithinMs = 30_000;
const quietMs = 150;

export async function startCrowds(processes: number): Promise<Crowds> {
  const children = await Promise.all(Array.from({ length: processes }, () => startChild("crowd.js")));
  const each = async (name: string, argument: unknown) =>
    Promise.all(children.map((child) => child.order(name, argument)));
  const tally = async (group: string): Promise<Tally> => {
    const tallies = (await each("tally", group)) as readonly Tally[];
    return {
      open: tallies.reduce((sum, { open }) => sum + open, 0),
      least: Math.min(...tallies.map(({ least }) => least)),
      most: Math.max(...tallies.map(({ most }) => most)),
      frames: Math.max(...tallies.map(({ frames }) => frames)),
    };
  };
  return {
    open: async (group, to, count, atOnce) => {
      const share = (whole: number, at: number) =>
        Math.floor((whole * (at + 1)) / processes) - Math.floor((whole * at) / processes);
      const times = await Promise.all(
        children.map((child, at) => {
          const opening: Opening = {
            group,
            to,
            count: share(count, at),
            atOnce: Math.max(1, share(atOnce, at)),
          };
          return child.order("open", opening) as Promise<readonly number[]>;
        }),
      );
      return times.flat();
    },
    mark: async (group) => void (await each("mark", group)),
    settled: async (group, readers) => {
      let last = await tally(group);
      await waitUntil(`${group}: every reader has the same`, settleWithinMs, async () => {
        await new Promise((resolve) => setTimeout(resolve, quietMs));
        const before = last;
        last = await tally(group);
        return last.least === last.most && last.most === before.most;
      });
      if (last.open !== readers) throw new Error(`${group}: ${readers - last.open} readers were lost`);
      return last;
    },
    close: async (group) => void (await each("close", group)),
    stop: async () => void (await Promise.all(children.map((child) => child.stop()))),
  };
}
