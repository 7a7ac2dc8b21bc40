// What was dropped and is still to be removed: prefixes of keys that nothing leads to any more. A million documents
// leave in many small commits, between the writes of others, and go on leaving after a restart.
import { afterPrefix } from "./key-encoding.ts";
import { DOOMED_RANGE, doomedKey } from "./layout.ts";
import type { Storage } from "./storage.ts";
import type { View, WritableView } from "./views.ts";

/** Keys removed in one commit. */
const KEYS_AT_ONCE = 2000;

/** From now on the keys with this prefix may be removed at any time. */
export function doom(view: WritableView, prefix: Buffer): void {
  view.put(doomedKey(prefix), Buffer.alloc(0));
}

/** The numbers that stand in doomed prefixes. */
export function* doomedNumbers(view: View): Iterable<number> {
  for (const [key] of view.range(...DOOMED_RANGE)) yield key.readUInt32BE(2);
}

/** Removes all that is doomed; ends early when `isOver` says so. */
export async function removeDoomed(storage: Storage, isOver: () => boolean): Promise<void> {
  let isDone = false;
  while (!isDone && !isOver()) isDone = await storage.write(removeSome);
}

/** Removes a piece; answers whether nothing is left. */
function removeSome(view: WritableView): boolean {
  let left = KEYS_AT_ONCE;
  const gone: Buffer[] = [];
  for (const [doomed] of view.range(...DOOMED_RANGE)) {
    const prefix = doomed.subarray(1);
    for (const [key] of view.range(prefix, afterPrefix(prefix) as Buffer)) {
      if (left === 0) break;
      gone.push(key);
      left -= 1;
    }
    if (left === 0) break;
    gone.push(doomed);
  }
  for (const key of gone) view.remove(key);
  return left > 0;
}
