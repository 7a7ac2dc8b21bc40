// The floor beside a store: lmdb alone, filled with as many of the same documents, in a process of its own.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startChild } from "../live/child.ts";
import type { PutCost, Puts, Span } from "./floor-child.ts";
import type { Cost } from "./measuring.ts";
import { parallel } from "./places.ts";

export interface Floor {
  readonly size: number;
  /** Durable puts of `count` documents, 32 at once; `from` counts up and is never given twice. */
  readonly put: (from: number, count: number) => Promise<Cost>;
  readonly leave: () => Promise<void>;
}

export async function openFloor(folder: string, size: number): Promise<Floor> {
  const directory = join(folder, `floor-${size}`);
  await mkdir(directory);
  const child = await startChild("../store/floor-child.js", [directory]);
  await child.order("load", { from: 0, to: size } satisfies Span);
  return {
    size,
    put: async (from, count) => {
      const span = { from: size + from, to: size + from + count, parallel } satisfies Puts;
      const { seconds, cpuUs } = (await child.order("put", span)) as PutCost;
      return { perSecond: count / seconds, storeUs: cpuUs / count, driverUs: 0 };
    },
    leave: () => child.kill(),
  };
}
