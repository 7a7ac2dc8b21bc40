// The same merge as the text engine makes it: base is revision 1, ours an institutional change, theirs a suggestion that is
// then accepted without a person having to look.
import { applyHunks } from "@pliego/shared/decisions/deciding.ts";
import { patchBetween } from "@pliego/shared/suggestions/patch.ts";
import type { Fit, Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { carry, track } from "@pliego/shared/text/carry.ts";
import { exportMarkdown } from "@pliego/shared/text/export-markdown.ts";
import { keepIds } from "@pliego/shared/text/keep-ids.ts";
import { lineMerge } from "./git-merges.ts";
import type { PolicyText } from "./reading.ts";

/** A hunk that may not be applied without a person, and how it stands. */
export interface Obstacle {
  readonly fit: Fit;
  readonly hunk: Hunk;
}

export type EngineMerge =
  | { readonly kind: "joined"; readonly markdown: string }
  | {
      readonly kind: "flagged";
      readonly obstacles: readonly Obstacle[];
      /** Both changed the front matter, in ways that do not go together. */
      readonly frontMatter: boolean;
    };

/** No two blocks of the three texts may share an id. */
export async function engineMerge(
  base: PolicyText,
  ours: PolicyText,
  theirs: PolicyText,
): Promise<EngineMerge> {
  const tracked = track(base.doc, "institution:1");
  const current = carry(tracked, keepIds(base.doc, ours.doc), "institution:2");
  const hunks = patchBetween(tracked, keepIds(base.doc, theirs.doc));
  const applied = applyHunks(current, hunks, "suggestion:theirs");
  const frontMatter = await mergeFrontMatter(base.frontMatter, ours.frontMatter, theirs.frontMatter);
  const isFit = frontMatter !== undefined && !bringsBack(frontMatter, [base, ours, theirs]);
  if (applied.kind === "applied" && isFit)
    return { kind: "joined", markdown: exportMarkdown(applied.text.doc, frontMatter) };
  const fits = applied.kind === "refused" ? applied.hunks : [];
  const obstacles = hunks
    .map((hunk, at) => ({ hunk, fit: fits[at] ?? "clean" }))
    .filter(({ fit }) => fit !== "clean" && fit !== "absorbed");
  return { kind: "flagged", obstacles, frontMatter: !isFit };
}

/**
 * The engine's last look at words (rare-words.ts) knows the text alone. Front matter takes part in it here: one that would
 * bring a word back into the file that one side took out of all of it wants a person.
 */
function bringsBack(frontMatter: string, texts: readonly PolicyText[]): boolean {
  const [base, ours, theirs] = texts.map(({ doc, frontMatter: own }) =>
    countsOf(`${own}\n${exportMarkdown(doc, "")}`),
  );
  const times = (counts: ReadonlyMap<string, number> | undefined, word: string) => counts?.get(word) ?? 0;
  return [...countsOf(frontMatter).keys()].some((word) => {
    const [b, o, t] = [times(base, word), times(ours, word), times(theirs, word)];
    return b > 0 && ((o === 0 && t <= b) || (t === 0 && o <= b));
  });
}

function countsOf(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Whoever alone changed it is followed; where both did, their lines are merged, or else there is a conflict. */
async function mergeFrontMatter(base: string, ours: string, theirs: string): Promise<string | undefined> {
  if (theirs === base || theirs === ours) return ours;
  if (ours === base) return theirs;
  return lineMerge(base, ours, theirs);
}
