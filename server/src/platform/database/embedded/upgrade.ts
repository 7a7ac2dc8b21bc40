// Brings the files of an earlier format to today's, in one commit: all of it or nothing.
import { Catalog } from "./catalog.ts";
import { afterPrefix } from "./key-encoding.ts";
import { FORMAT, FORMAT_KEY, MADE_KEY, documentPrefix } from "./layout.ts";
import { Tallies } from "./tallies.ts";
import type { View } from "./views.ts";

/** Format 1 had no tallies and did not say when it was made. */
export const canUpgrade = (format: string): boolean => format === "pliego-embedded-1";

export function upgrade(view: View, put: (key: Buffer, value: Buffer) => void): void {
  const tallies = new Tallies();
  for (const { number } of new Catalog(view).list(view)) {
    const prefix = documentPrefix(number);
    for (const [, value] of view.range(prefix, afterPrefix(prefix) as Buffer))
      tallies.add(number, { documents: 1, bytes: value.length });
  }
  tallies.applyTo(view, put);
  put(MADE_KEY, Buffer.from(new Date().toISOString()));
  put(FORMAT_KEY, Buffer.from(FORMAT));
}
