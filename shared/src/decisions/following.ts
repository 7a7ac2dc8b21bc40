// How a room takes in a new revision of the official text: the changes between the two revisions, put into what the writers
// have, where they are clean there. Where they are not, the writers' words stay, and both wordings are theirs to look at.
import { carry } from "../text/carry.ts";
import { patchBetween } from "../suggestions/patch.ts";
import { resolveHunks } from "../suggestions/fit.ts";
import type { Hunk } from "../suggestions/suggestion.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import type { DocJSON } from "../text/types.ts";
import { applyHunks } from "./deciding.ts";

export interface Followed {
  /** What the room has now. */
  readonly doc: DocJSON;
  /** The changes of the official text that did not go in. */
  readonly conflicts: readonly Hunk[];
}

/** `written` is what stands in a room that has taken in `before`; `after` is the next official text. */
export function follow(before: TrackedText, written: DocJSON, after: DocJSON): Followed {
  const room = carry(before, written, "room");
  const hunks = patchBetween(before, after);
  const resolved = resolveHunks(hunks, room);
  const fitting = resolved.filter(({ fit }) => fit === "clean" || fit === "absorbed").map(({ hunk }) => hunk);
  const conflicts = resolved
    .filter(({ fit }) => fit !== "clean" && fit !== "absorbed")
    .map(({ hunk }) => hunk);
  const applied = applyHunks(room, fitting, "official", { confirmed: true });
  if (applied.kind === "refused") return { doc: written, conflicts: hunks };
  return { doc: applied.text.doc, conflicts };
}
