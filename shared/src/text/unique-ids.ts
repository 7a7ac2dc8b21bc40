// Two writers who split the same block at the same moment can leave two blocks with one id: the first keeps it.
import { mapBlocks } from "./map-blocks.ts";
import type { DocJSON } from "./types.ts";

/** The text with a fresh id on every block whose id is empty or stood before it already. */
export function withUniqueIds(doc: DocJSON, freshId: () => string): DocJSON {
  const seen = new Set<string>();
  return mapBlocks(doc, (block) => {
    const { id } = block.attrs;
    if (id !== "" && !seen.has(id)) {
      seen.add(id);
      return block;
    }
    return { ...block, attrs: { ...block.attrs, id: freshId() } };
  });
}
