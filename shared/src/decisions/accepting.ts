// The ways in which an official accepts: whole, in part, with changes; and what choosing several together would give.
import { carry } from "../text/carry.ts";
import { structureOf } from "../text/structure.ts";
import type { Credit, TrackedText } from "../text/tracked-text.ts";
import type { DocJSON } from "../text/types.ts";
import type { Fit, Hunk } from "../suggestions/suggestion.ts";
import { applyHunks, type Applied, type ApplyOptions } from "./deciding.ts";

/** Some of a suggestion's hunks, by their place in it; the others stay out. Throws RangeError for one that is not there. */
export function acceptInPart(
  text: TrackedText,
  hunks: readonly Hunk[],
  chosen: readonly number[],
  credit: Credit,
  options?: ApplyOptions,
): Applied {
  const some = [...new Set(chosen)].toSorted((a, b) => a - b).map((at) => hunks[at]);
  if (some.some((hunk) => hunk === undefined)) throw new RangeError("A hunk that is not in the suggestion");
  return applyHunks(text, some as readonly Hunk[], credit, options);
}

/**
 * A suggestion accepted and at once corrected: `corrected` is the text as the official wants it. Words that the official
 * kept stay the suggestion's, words that the official changed are the official's.
 */
export function acceptWithChanges(
  text: TrackedText,
  hunks: readonly Hunk[],
  corrected: DocJSON,
  credits: { readonly suggestion: Credit; readonly official: Credit },
  options?: ApplyOptions,
): Applied {
  const applied = applyHunks(text, hunks, credits.suggestion, options);
  if (applied.kind === "refused") return applied;
  return { ...applied, text: carry(applied.text, corrected, credits.official) };
}

export interface Chosen {
  /** A folio. */
  readonly key: string;
  readonly hunks: readonly Hunk[];
  readonly credit: Credit;
}

export interface Simulated {
  readonly text: TrackedText;
  /** Those that went in, in the order in which they did. */
  readonly accepted: readonly string[];
  /** Those that could not, with how they fit after the ones before them. */
  readonly conflicts: readonly { readonly key: string; readonly hunks: readonly Fit[] }[];
}

/**
 * The text with these suggestions in it, one after the other, as deciding them in this order would make it: equal byte for
 * byte. One that cannot go in is named and left out.
 */
export function simulate(
  text: TrackedText,
  chosen: readonly Chosen[],
  options: ApplyOptions = {},
): Simulated {
  const accepted: string[] = [];
  const conflicts: { key: string; hunks: readonly Fit[] }[] = [];
  let now = text;
  for (const { key, hunks, credit } of chosen) {
    const applied = applyHunks(now, hunks, credit, { ...options, structure: structureOf(now.doc) });
    if (applied.kind === "refused") conflicts.push({ key, hunks: applied.hunks });
    else {
      now = applied.text;
      accepted.push(key);
    }
  }
  return { text: now, accepted, conflicts };
}
