// The headings of a text as a tree, by their levels: what the contents show and how deep each heading stands.
import { outline, type OutlineEntry } from "@pliego/shared/text/headings.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";

export interface OutlineBranch {
  readonly entry: OutlineEntry;
  readonly children: readonly OutlineBranch[];
}

/** A heading stands inside the nearest heading before it that is of a higher level; skipped levels leave no gap. */
export function outlineTree(doc: DocJSON): readonly OutlineBranch[] {
  const root: OutlineBranch[] = [];
  const open: { readonly level: number; readonly children: OutlineBranch[] }[] = [];
  for (const entry of outline(doc)) {
    while ((open.at(-1)?.level ?? 0) >= entry.level) open.pop();
    const children: OutlineBranch[] = [];
    (open.at(-1)?.children ?? root).push({ entry, children });
    open.push({ level: entry.level, children });
  }
  return root;
}

/** For each heading's id, how many headings it stands inside of. */
export function headingDepths(tree: readonly OutlineBranch[], depth = 0): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { entry, children } of tree) {
    depths.set(entry.id, depth);
    for (const [id, inner] of headingDepths(children, depth + 1)) depths.set(id, inner);
  }
  return depths;
}
