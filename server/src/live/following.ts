// A room follows the official text: when a revision appears, its changes are put into the room as the server's own edit
// where they are clean there (shared/decisions/following.ts says which); where they are not, both wordings are kept for the
// writers to look at.
import type * as Y from "yjs";
import { follow as followText } from "@pliego/shared/decisions/following.ts";
import { roomConflicts, roomText, type FollowConflict } from "@pliego/shared/live/rooms.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { structureOf, wordsOf } from "@pliego/shared/text/structure.ts";
import type { TrackedText } from "@pliego/shared/text/tracked-text.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { withUniqueIds } from "@pliego/shared/text/unique-ids.ts";
import { readText } from "@pliego/shared/text/ydoc.ts";
import { writeDifference } from "./write-difference.ts";

/**
 * Puts what changed from one revision to the next into the room's document. Call within one transaction. Blocks that two
 * writers left with one id get ids of their own from `freshId` where they are written.
 */
export function follow(
  ydoc: Y.Doc,
  before: TrackedText,
  after: DocJSON,
  revision: number,
  freshId: () => string,
): void {
  const fragment = ydoc.getXmlFragment(roomText);
  const here = withUniqueIds(readText(fragment), freshId);
  const { doc, conflicts } = followText(before, here, after);
  writeDifference(fragment, here, doc);
  const kept = ydoc.getMap<string>(roomConflicts);
  for (const hunk of conflicts) {
    const [block, conflict] = conflictOf(hunk, before, after, revision);
    kept.set(block, JSON.stringify(conflict));
  }
}

/** The block that writers are shown a change at that did not go in, and what it was about. */
function conflictOf(
  hunk: Hunk,
  before: TrackedText,
  after: DocJSON,
  revision: number,
): readonly [string, FollowConflict] {
  const now = structureOf(after).nodes;
  const was = (id: string) => {
    const own = before.blocks.get(id);
    return own === undefined ? "" : blockWords(own.block);
  };
  const is = (id: string) => {
    const node = now.get(id);
    return node === undefined ? "" : wordsOf(node);
  };
  switch (hunk.kind) {
    case "insert":
      return [
        hunk.nodes[0]?.attrs.id ?? "",
        { revision, before: "", after: hunk.nodes.map(wordsOf).join("\n") },
      ];
    case "delete":
      return [hunk.blocks[0]?.id ?? hunk.node, { revision, before: hunk.quote, after: "" }];
    case "move":
      return [hunk.node, { revision, before: hunk.quote, after: is(hunk.node) }];
    default:
      return [hunk.block, { revision, before: was(hunk.block), after: is(hunk.block) }];
  }
}
