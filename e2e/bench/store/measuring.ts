// Measures operations at a place, so many at once: how many a second, and what one costs the store's process and the driver's.
import type { Operation } from "./operations.ts";
import type { Place } from "./places.ts";

export interface Cost {
  readonly perSecond: number;
  /** NaN where the store's process is not ours to see. */
  readonly storeUs: number;
  /** Of this process: the MongoDB driver, and making the documents. */
  readonly driverUs: number;
}

/** Runs `count` operations from number `from` on. */
export async function measure(
  place: Place,
  operation: Operation,
  from: number,
  count: number,
): Promise<Cost> {
  const cpu = place.cpuUs ?? (() => Promise.resolve(Number.NaN));
  const storeBefore = await cpu();
  const driverBefore = process.cpuUsage();
  const begin = performance.now();
  let next = from;
  const running = async () => {
    while (next < from + count) {
      const at = next;
      next += 1;
      await operation.run(place, at);
    }
  };
  await Promise.all(Array.from({ length: operation.parallel }, running));
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(driverBefore);
  const pieces = count * (operation.documents?.(place.size) ?? 1);
  return {
    perSecond: pieces / seconds,
    storeUs: ((await cpu()) - storeBefore) / pieces,
    driverUs: (user + system) / pieces,
  };
}
