// Groups of competing suggestions against whole histories of decisions, where of each group one is picked.
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyHunks } from "../decisions/deciding.ts";
import { carry, track } from "../text/carry.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import { fitOf, resolveHunks } from "./fit.ts";
import { conflictGroups } from "./groups.ts";
import { patchBetween } from "./patch.ts";
import type { Fit, Hunk } from "./suggestion.ts";
import { afterTidyAct, tidyAct, tidyDoc } from "./testing/tidy-suggestion.ts";

const scene = fc
  .record({
    doc: tidyDoc,
    wishes: fc.array(fc.array(tidyAct, { minLength: 1, maxLength: 2 }), {
      minLength: 2,
      maxLength: 8,
      size: "max",
    }),
    changes: fc.array(tidyAct, { maxLength: 2 }),
  })
  .map(({ doc, wishes, changes }) => {
    const base = track(doc, "institution:1");
    const all = wishes
      .map((acts, at) =>
        patchBetween(
          base,
          acts.reduce((now, own, index) => afterTidyAct(now, own, `s${at}x${index}`), doc),
        ),
      )
      .filter((hunks) => hunks.length > 0);
    const text = changes.reduce<TrackedText>(
      (now, own, at) => carry(now, afterTidyAct(now.doc, own, `o${at}`), "institution:2"),
      base,
    );
    return { text, all };
  });

/** The text after these were accepted one after the other, as far as they still could be. */
function decided(text: TrackedText, picked: readonly (readonly Hunk[])[]) {
  let now = text;
  let carried = false;
  for (const hunks of picked) {
    const { fit } = fitOf(hunks, now);
    if (fit === "shifted" || fit === "conflict" || fit === "orphaned") continue;
    const applied = applyHunks(now, hunks, "suggestion:1", { confirmed: true });
    if (applied.kind !== "applied") continue;
    now = applied.text;
    carried ||= hunks.some(({ kind }) => kind === "split" || kind === "join");
  }
  return { now, carried };
}

test("[S35] whoever is accepted of the other groups, all of them and in any order, one fits as one did", () => {
  fc.assert(
    fc.property(scene, fc.boolean(), ({ text, all }, backwards) => {
      const placed = all.map((hunks, at) => ({ key: String(at), resolved: resolveHunks(hunks, text) }));
      const groups = conflictGroups(placed, text);
      const groupOf = (at: number) => groups.findIndex(({ keys }) => keys.includes(String(at)));
      // What fits only after another decision is grouped when that has been taken.
      const isClean = (at: number) => placed[at]?.resolved.every(({ fit }) => fit === "clean") === true;
      all.forEach((own, at) => {
        if (!isClean(at)) return;
        const taken = new Set([groupOf(at)]);
        const picked = all.filter((_other, index) => {
          const group = groupOf(index);
          if (index === at || !isClean(index) || (group !== -1 && taken.has(group))) return false;
          taken.add(group);
          return true;
        });
        const { now, carried } = decided(text, backwards ? picked.toReversed() : picked);
        const fine: Fit[] = ["clean", "absorbed"];
        // Whole words go along into another block: they stand as they stood, only elsewhere.
        if (carried) fine.push("relocated");
        expect(fine).toContain(fitOf(own, now).fit);
      });
    }),
    { numRuns: 400 },
  );
});
