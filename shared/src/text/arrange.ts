// The tree that the flat blocks describe, for showing and for writing Markdown: items in lists, lists in items,
// quotations, notes. Pure; the one reading of `level` and `quote` that pages, HTML and Markdown share.
//
// The plan: keep the stack of open containers (items, notes, quotations). A block is inside of those items before it whose
// level is lower, and of as many quotations as it says. Keep the longest beginning of the stack for which this
// holds; open the quotations that are missing. Missing items cannot be invented: the block stands as deep as it can.

import { isHeading } from "./blocks.ts";
import type { BlockJSON, Delimiter, DocJSON, FigureJSON, ListType, TableJSON } from "./types.ts";

export interface ItemBranch {
  readonly block: BlockJSON;
  /** The number as written. */
  readonly number: number;
  readonly children: readonly Branch[];
}
export interface ListBranch {
  readonly kind: "list";
  readonly ordered: boolean;
  readonly type: Exclude<ListType, "none">;
  readonly delimiter: Delimiter;
  readonly items: readonly ItemBranch[];
}
export type Branch =
  | ListBranch
  | { readonly kind: "quote"; readonly children: readonly Branch[] }
  | { readonly kind: "footnote"; readonly block: BlockJSON; readonly children: readonly Branch[] }
  | { readonly kind: "block"; readonly block: BlockJSON }
  | { readonly kind: "table"; readonly table: TableJSON }
  | { readonly kind: "figure"; readonly figure: FigureJSON };

interface OpenList extends ListBranch {
  readonly items: ItemBranch[];
}
interface Container {
  /** Blocks of a higher level are inside; undefined for a quotation. */
  readonly level: number | undefined;
  readonly children: Branch[];
}

/** The text as a tree of lists, quotations, blocks, tables and figures, in reading order. */
export function arrange(doc: DocJSON): readonly Branch[] {
  const root: Branch[] = [];
  let open: Container[] = [];

  const containerFor = (level: number, quote: number): Branch[] => {
    let quotes = 0;
    let kept = 0;
    for (const container of open) {
      if (container.level === undefined ? quotes >= quote : container.level >= level) break;
      if (container.level === undefined) quotes += 1;
      kept += 1;
    }
    open = open.slice(0, kept);
    for (; quotes < quote; quotes += 1) {
      const children: Branch[] = [];
      innermost().push({ kind: "quote", children });
      open.push({ level: undefined, children });
    }
    return innermost();
  };
  const innermost = (): Branch[] => open.at(-1)?.children ?? root;

  for (const node of doc.content ?? []) {
    if (node.type !== "block") {
      open = [];
      root.push(node.type === "table" ? { kind: "table", table: node } : { kind: "figure", figure: node });
      continue;
    }
    const { kind, level, quote } = node.attrs;
    const siblings = containerFor(isHeading(kind) || kind === "footnote" ? 0 : level, quote);
    const children: Branch[] = [];
    if (kind === "item") {
      addItem(siblings, node, children);
      open.push({ level, children });
    } else if (kind === "footnote") {
      siblings.push({ kind: "footnote", block: node, children });
      open.push({ level: 0, children });
    } else siblings.push({ kind: "block", block: node });
  }
  return root;
}

function addItem(siblings: Branch[], block: BlockJSON, children: Branch[]): void {
  const { list, delimiter, start } = block.attrs;
  const type = list === "none" ? "bullet" : list;
  const last = siblings.at(-1);
  if (last?.kind === "list" && last.type === type && (type === "bullet" || last.delimiter === delimiter)) {
    const items = (last as OpenList).items;
    const before = items.at(-1)?.number ?? 0;
    items.push({ block, number: start > 0 ? start : before + 1, children });
    return;
  }
  const items: ItemBranch[] = [{ block, number: start > 0 ? start : 1, children }];
  siblings.push({ kind: "list", ordered: type !== "bullet", type, delimiter, items });
}

/** All lists of a tree, outer before inner. */
export function* listsOf(tree: readonly Branch[]): Generator<ListBranch> {
  for (const branch of tree) {
    if (branch.kind === "list") {
      yield branch;
      for (const item of branch.items) yield* listsOf(item.children);
    } else if (branch.kind === "quote" || branch.kind === "footnote") yield* listsOf(branch.children);
  }
}

/** Every block outside tables and figures, with the number of items and notes it is inside of. */
export function* depthsOf(
  tree: readonly Branch[],
  depth = 0,
): Generator<readonly [block: BlockJSON, depth: number]> {
  for (const branch of tree) {
    if (branch.kind === "block") yield [branch.block, depth];
    else if (branch.kind === "quote") yield* depthsOf(branch.children, depth);
    else if (branch.kind === "footnote") {
      yield [branch.block, depth];
      yield* depthsOf(branch.children, depth + 1);
    } else if (branch.kind === "list") {
      for (const item of branch.items) {
        yield [item.block, depth];
        yield* depthsOf(item.children, depth + 1);
      }
    }
  }
}
