import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyHunks } from "../decisions/deciding.ts";
import { revertingHunks } from "../decisions/reverting.ts";
import { makeBlock } from "../text/blocks.ts";
import { carry, track } from "../text/carry.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { checkDoc, toJSON } from "../text/check-doc.ts";
import { keepIds } from "../text/keep-ids.ts";
import { canonicalDoc } from "../text/testing/arbitrary-doc.ts";
import type { DocJSON } from "../text/types.ts";
import { fitOf } from "./fit.ts";
import { patchBetween } from "./patch.ts";
import type { Fit } from "./suggestion.ts";
import { afterTidyAct, tidyAct, tidyDoc } from "./testing/tidy-suggestion.ts";

const settled = (doc: DocJSON): DocJSON => toJSON(checkDoc(doc));

/** A text and another wording of it: some of its parts, some of another text's, in another order. */
const twoWordings = fc
  .tuple(canonicalDoc, canonicalDoc, fc.array(fc.nat(), { maxLength: 12 }), fc.boolean())
  .map(([base, other, picks, keepOrder]) => {
    const named = keepIds(base, other);
    const pool = [...(base.content ?? []), ...(named.content ?? [])];
    const chosen = new Map<string, (typeof pool)[number]>();
    for (const pick of picks) {
      const node = pool[pick % Math.max(1, pool.length)];
      if (node !== undefined) chosen.set(node.attrs.id, node);
    }
    const parts = keepOrder
      ? (base.content ?? []).map((node) => chosen.get(node.attrs.id) ?? node)
      : [...chosen.values()];
    const content = uniqueIn(parts);
    return {
      base,
      keepOrder,
      next: content.length === 0 ? ({ type: "doc" } as const) : ({ type: "doc", content } as const),
    };
  });

function uniqueIn<Node extends { readonly attrs: { readonly id: string } }>(nodes: readonly Node[]): Node[] {
  const seen = new Set<string>();
  return nodes.filter((node) => {
    const ids = [...JSON.stringify(node).matchAll(/"id":"([^"]+)"/g)].map((match) => match[1] ?? "");
    if (ids.some((id) => seen.has(id))) return false;
    for (const id of ids) seen.add(id);
    return true;
  });
}

describe("between two wordings", () => {
  test("[S4] the patch between two wordings, put into the first, gives exactly the second, and fits it cleanly", () => {
    fc.assert(
      fc.property(twoWordings, ({ base, next }) => {
        const text = track(base, "institution:1");
        const hunks = patchBetween(text, next);
        expect(fitOf(hunks, text).hunks.filter((fit) => fit !== "clean")).toEqual([]);
        const applied = applyHunks(text, hunks, "suggestion:1");
        if (applied.kind === "refused") throw new Error(applied.hunks.join());
        expect(settled(applied.text.doc)).toEqual(settled(next));
      }),
      { numRuns: 300 },
    );
  });

  test("[S4] between a text and itself there is nothing; over its own wording a patch is absorbed, and never put in again", () => {
    fc.assert(
      fc.property(twoWordings, ({ base, next, keepOrder }) => {
        const text = track(base, "institution:1");
        expect(patchBetween(text, base)).toEqual([]);
        const own = fitOf(patchBetween(text, next), carry(text, next, "institution:2")).hunks;
        // Where parts changed their order too, a person may be asked.
        const fine: readonly Fit[] = keepOrder
          ? ["absorbed"]
          : ["absorbed", "shifted", "conflict", "orphaned"];
        expect(own.filter((fit) => !fine.includes(fit))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("[D10] the inverse of any change gives back the text before it, with the same identity of every token", () => {
    fc.assert(
      fc.property(twoWordings, ({ base, next }) => {
        const before = track(base, "institution:1");
        const applied = applyHunks(before, patchBetween(before, next), "suggestion:1");
        if (applied.kind === "refused") throw new Error(applied.hunks.join());
        const back = applyHunks(applied.text, revertingHunks(before, applied.text), "institution:3", {
          confirmed: true,
        });
        if (back.kind === "refused") throw new Error(back.hunks.join());
        expect(canonicalJson(settled(back.text.doc))).toBe(canonicalJson(settled(base)));
      }),
      { numRuns: 300 },
    );
  });

  test("[S4] a join keeps the blank between the words that come to stand beside each other", () => {
    const two = (first: string, second?: string): DocJSON => ({
      type: "doc",
      content: [first, second]
        .filter((words) => words !== undefined)
        .map((words, at) => makeBlock({ id: `b${at}` }, [{ type: "text", text: words }])),
    });
    const text = track(two("uno dos tres", "cuatro"), "institution:1");
    const applied = applyHunks(text, patchBetween(text, two("uno dos cuatro")), "suggestion:1");
    expect(applied.kind === "applied" && applied.text.doc).toEqual(two("uno dos cuatro"));
  });

  test("[S4] whatever a person does to a text (words, splits, joins, moves, kinds), the patch gives exactly that", () => {
    fc.assert(
      fc.property(tidyDoc, fc.array(tidyAct, { minLength: 1, maxLength: 4 }), (doc, acts) => {
        const next = acts.reduce((now, own, at) => afterTidyAct(now, own, `s${at}`), doc);
        const text = track(doc, "institution:1");
        const applied = applyHunks(text, patchBetween(text, next), "suggestion:1");
        if (applied.kind === "refused") throw new Error(applied.hunks.join());
        expect(settled(applied.text.doc)).toEqual(settled(next));
      }),
      { numRuns: 1_000 },
    );
  });
});
