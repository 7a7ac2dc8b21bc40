// Groups of competing suggestions, against comparing every pair, and against what deciding truly does.
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyHunks } from "../decisions/deciding.ts";
import { carry, track } from "../text/carry.ts";
import { structureOf } from "../text/structure.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import { fitOf, resolveHunks } from "./fit.ts";
import { conflictGroups, type PlacedSuggestion } from "./groups.ts";
import type { Hunk } from "./suggestion.ts";
import { act, afterAct, sentHunk, sentWriting, smallDoc, suggested } from "./testing/arbitrary-suggestion.ts";
import { bruteGroups } from "./testing/brute-groups.ts";

const suggestion = fc.oneof(
  { weight: 3, arbitrary: fc.array(act, { minLength: 1, maxLength: 2 }) },
  { weight: 1, arbitrary: sentWriting.map((sent) => ({ sent })) },
);

/** A text, suggestions to it that change something, and the text after others changed it. */
const scene = fc
  .record({
    doc: smallDoc,
    made: fc.array(suggestion, { minLength: 2, maxLength: 8 }),
    changes: fc.array(act, { maxLength: 2 }),
  })
  .map(({ doc, made, changes }) => {
    const base = track(doc, "institution:1");
    const all = made.flatMap((one, at): readonly (readonly Hunk[])[] => {
      const hunks = "sent" in one ? [sentHunk(base, one.sent)] : suggested(base, one, `s${at}x`);
      const own = hunks.filter((hunk) => hunk !== undefined);
      return own.length === 0 ? [] : [own];
    });
    const text = changes.reduce<TrackedText>(
      (now, own, at) => carry(now, afterAct(now.doc, own, `o${at}`), "institution:2"),
      base,
    );
    return { base, text, all };
  });

const placedIn = (text: TrackedText, all: readonly (readonly Hunk[])[]): readonly PlacedSuggestion[] =>
  all.map((hunks, at) => ({ key: String(at), resolved: resolveHunks(hunks, text) }));

test("[S34] groups are the connected components that comparing every pair finds", () => {
  fc.assert(
    fc.property(scene, ({ text, all }) => {
      const placed = placedIn(text, all);
      const groups = conflictGroups(placed, text);
      expect(groups.map(({ keys }) => keys).toSorted()).toEqual(bruteGroups(placed, text));
      expect(conflictGroups(placed.toReversed(), text)).toEqual(groups);
    }),
    { numRuns: 300 },
  );
});

test("[S35] deciding a clean suggestion leaves the clean ones outside its group in their place", () => {
  fc.assert(
    fc.property(scene, ({ text, all }) => {
      const structure = structureOf(text.doc);
      const groupOf = new Map(
        conflictGroups(placedIn(text, all), text, structure).flatMap(({ keys }) =>
          keys.map((key) => [Number(key), keys] as const),
        ),
      );
      // What the text says already has no place that is known, and so no group.
      const clean = all.map((own) => fitOf(own, text, structure).hunks.every((fit) => fit === "clean"));
      all.forEach((other, index) => {
        const applied = clean[index] ? applyHunks(text, other, "suggestion:1", { structure }) : undefined;
        if (applied?.kind !== "applied") return;
        const fine = ["clean", "absorbed"];
        // Whole words go along into another block: they stand as they stood, only elsewhere.
        if (other.some(({ kind }) => kind === "join" || kind === "split")) fine.push("relocated");
        all.forEach((own, at) => {
          if (at === index || clean[at] !== true || groupOf.get(at)?.includes(String(index)) === true) return;
          expect(fine).toContain(fitOf(own, applied.text).fit);
        });
      });
    }),
    { numRuns: 300 },
  );
});
