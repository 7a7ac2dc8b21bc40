// Taking a change back: a new change, the inverse of the old one, put into the text as it is now. What comes back is what
// was there: the same words with the same identity and credit, so that comments and suggestions find them again.
import { hunksByIdentity } from "../suggestions/block-hunks.ts";
import { patchBetween } from "../suggestions/patch.ts";
import type { Hunk } from "../suggestions/suggestion.ts";
import type { TrackedText } from "../text/tracked-text.ts";

/** The hunks that lead from `after` back to `before`, the text that it was made from. */
export function revertingHunks(before: TrackedText, after: TrackedText): readonly Hunk[] {
  return patchBetween(after, before.doc).flatMap((hunk, _at, all): readonly Hunk[] => {
    if (hunk.kind !== "text") return [hunk];
    const [was, is] = [before.blocks.get(hunk.block), after.blocks.get(hunk.block)];
    // Where a block was parted or joined, the seam is told in words beside it: those are put in as new ones.
    const isWhole = !all.some(
      (other) =>
        (other.kind === "split" && other.block === hunk.block) ||
        (other.kind === "join" && (other.block === hunk.block || other.next === hunk.block)),
    );
    if (!isWhole || was === undefined || is === undefined) return [hunk];
    const isFirst = all.find((other) => other.kind === "text" && other.block === hunk.block) === hunk;
    return isFirst ? hunksByIdentity(is, was) : [];
  });
}
