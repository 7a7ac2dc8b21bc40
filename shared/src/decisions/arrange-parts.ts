// The parts of a text in their new order: what is moved, put in and taken out among the document's nodes and in tables.
import type { ResolvedHunk } from "../suggestions/fit.ts";
import type { NodeJSON, Structure } from "../text/structure.ts";

/** A part that was there, or one that is put in. */
export type Part =
  | { readonly kind: "old"; readonly id: string }
  | { readonly kind: "new"; readonly node: NodeJSON };

/** The parts under "" and under each table, in their new order. Of several at one place the first stands first. */
export function arrangeParts(
  structure: Structure,
  resolved: readonly ResolvedHunk[],
): ReadonlyMap<string, readonly Part[]> {
  const lists = new Map<string, Part[]>();
  for (const [parent, ids] of structure.order)
    lists.set(
      parent,
      ids.map((id) => ({ kind: "old", id })),
    );
  const moved = new Set(resolved.flatMap(({ hunk }) => (hunk.kind === "move" ? [hunk.node] : [])));
  const gone = new Set(resolved.flatMap(({ hunk }) => (hunk.kind === "delete" ? [hunk.node] : [])));
  // What goes in behind the same sibling is collected first, so that moving that sibling itself takes nothing along.
  const behind = new Map<string, Part[]>();
  for (const { hunk, after = "" } of resolved) {
    if (hunk.kind !== "insert" && hunk.kind !== "move") continue;
    const place = `${hunk.parent}\n${after}`;
    const own = behind.get(place) ?? [];
    behind.set(place, own);
    if (hunk.kind === "move") own.push({ kind: "old", id: hunk.node });
    else for (const node of hunk.nodes) own.push({ kind: "new", node });
  }
  const arranged = new Map<string, readonly Part[]>();
  for (const [parent, parts] of lists) {
    const out: Part[] = [...(behind.get(`${parent}\n`) ?? [])];
    for (const part of parts) {
      const id = part.kind === "old" ? part.id : "";
      if (!moved.has(id) && !gone.has(id)) out.push(part);
      out.push(...(behind.get(`${parent}\n${id}`) ?? []));
    }
    arranged.set(parent, out);
  }
  return arranged;
}
