import fc from "fast-check";
import { expect, test } from "vitest";
import { carry, track } from "../text/carry.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import { fitOf, resolveHunks } from "./fit.ts";
import { act, afterAct, smallDoc, suggested } from "./testing/arbitrary-suggestion.ts";
import { hangsOn, shownAt, touchedBy } from "./touched.ts";

test("[S6] a change that touches nothing that a suggestion hangs on changes neither how it fits nor where it is shown", () => {
  let untouched = 0;
  fc.assert(
    fc.property(
      smallDoc,
      fc.array(act, { minLength: 1, maxLength: 2 }),
      fc.array(act, { minLength: 1, maxLength: 5 }),
      (doc, own, changes) => {
        const base = track(doc, "institution:1");
        const hunks = suggested(base, own, "s");
        fc.pre(hunks.length > 0);
        let text: TrackedText = base;
        for (const [at, change] of changes.entries()) {
          const next = carry(text, afterAct(text.doc, change, `o${at}`), "institution:2");
          const touched = touchedBy(text, next);
          if (!hangsOn(resolveHunks(hunks, text)).some((key) => touched.has(key))) {
            untouched += 1;
            expect(fitOf(hunks, next)).toEqual(fitOf(hunks, text));
            expect(shownAt(resolveHunks(hunks, next))).toEqual(shownAt(resolveHunks(hunks, text)));
          }
          text = next;
        }
      },
    ),
    { numRuns: 1_000 },
  );
  expect(untouched).toBeGreaterThan(500);
});
