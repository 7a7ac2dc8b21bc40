// Brings the files of an earlier format to today's, in one commit: all of it or nothing.
import { Catalog } from "./catalog.ts";
import { afterPrefix } from "./key-encoding.ts";
import { FORMAT, FORMAT_KEY, MADE_KEY, OUTCOME_RANGE, documentPrefix } from "./layout.ts";
import { Tallies } from "./tallies.ts";
import type { View, WritableView } from "./views.ts";

/** Format 1 had no tallies, did not say when it was made, and kept outcomes of writes in another way. */
export const canUpgrade = (format: string): boolean => format === "pliego-embedded-1";

export function upgrade(view: View, target: Pick<WritableView, "put" | "remove">): void {
  const tallies = new Tallies();
  for (const { number } of new Catalog(view).list(view)) {
    const prefix = documentPrefix(number);
    for (const [, value] of view.range(prefix, afterPrefix(prefix) as Buffer))
      tallies.add(number, { documents: 1, bytes: value.length });
  }
  tallies.applyTo(view, target.put);
  // Whoever would ask for them was a driver of the process that has ended.
  const outcomes = [...view.range(...OUTCOME_RANGE)];
  for (const [key] of outcomes) target.remove(key);
  target.put(MADE_KEY, Buffer.from(new Date().toISOString()));
  target.put(FORMAT_KEY, Buffer.from(FORMAT));
}
