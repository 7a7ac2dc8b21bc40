// What differs between two texts, block by block, as people read it: what came, what went, what reads differently.
import type { BlockChange } from "../suggestions/views.ts";
import { blockWords } from "../suggestions/block-words.ts";
import { citationOf, citedText } from "../suggestions/over-text.ts";
import { canonicalJson } from "./canonical-json.ts";
import { risingRun } from "./structure.ts";
import type { BlockJSON, DocJSON } from "./types.ts";
import { piecesBetween } from "./word-changes.ts";

/** In the order of the newer text; what was taken out stands where it was. */
export function changesBetween(before: DocJSON, after: DocJSON): readonly BlockChange[] {
  const [old, now] = [citedText(before), citedText(after)];
  const changes: BlockChange[] = [];
  const moved = movedBlocks([...old.blocks.keys()], [...now.blocks.keys()]);
  const oldIds = [...old.blocks.keys()];
  let next = 0;
  const tellRemoved = (until: string | undefined) => {
    const end = until === undefined ? oldIds.length : oldIds.indexOf(until);
    for (; next < end; next += 1) {
      const id = oldIds[next] ?? "";
      const block = old.blocks.get(id);
      if (block === undefined || now.blocks.has(id)) continue;
      changes.push({
        block: id,
        kind: "removed",
        ...citationOf(old, id),
        pieces: piecesBetween(blockWords(block), ""),
      });
    }
  };
  for (const [id, block] of now.blocks) {
    if (old.blocks.has(id) && !moved.has(id)) tellRemoved(id);
    const kind = kindOf(old.blocks.get(id), block, moved.has(id));
    if (kind === undefined) continue;
    const pieces = piecesBetween(wordsOf(old.blocks.get(id)), blockWords(block));
    changes.push({ block: id, kind, ...citationOf(now, id), pieces });
  }
  tellRemoved(undefined);
  return changes;
}

const wordsOf = (block: BlockJSON | undefined) => (block === undefined ? "" : blockWords(block));

function kindOf(old: BlockJSON | undefined, now: BlockJSON, moved: boolean): BlockChange["kind"] | undefined {
  if (old === undefined) return "added";
  if (blockWords(old) !== blockWords(now)) return "changed";
  if (canonicalJson(old) !== canonicalJson(now)) return "restyled";
  return moved ? "moved" : undefined;
}

/** The blocks outside a longest run that kept its order: as few as possible are said to have moved. */
function movedBlocks(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const place = new Map(before.map((id, index) => [id, index]));
  const kept = after.filter((id) => place.has(id));
  const run = risingRun(kept.map((id) => place.get(id) ?? 0));
  return new Set(kept.filter((_id, index) => !run.has(index)));
}
