// Deciding, as pure rules: a text and chosen hunks make the next text, all of them or none. Rules D1 to D5.
//
// The plan: resolve every hunk against one text; refuse if one may not go in. Then write each touched block once, parted
// where a split says so; join; arrange the parts; and carry the identities, which are all known.
import { carryExactly } from "../text/carry.ts";
import { mapBlocks } from "../text/map-blocks.ts";
import { structureOf, withRows, type NodeJSON, type Structure } from "../text/structure.ts";
import type { Credit, TrackedText } from "../text/tracked-text.ts";
import type { BlockJSON, DocJSON, RowJSON, TopJSON } from "../text/types.ts";
import { resolveHunks, type ResolvedHunk } from "../suggestions/fit.ts";
import type { Fit, Hunk } from "../suggestions/suggestion.ts";
import { againstWords } from "../suggestions/rare-words.ts";
import { arrangeParts, type Part } from "./arrange-parts.ts";
import { joinBlocks, rewriteBlock, type Cut, type Edit, type WrittenBlock } from "./rewrite-block.ts";

export type Applied =
  | { readonly kind: "applied"; readonly text: TrackedText; readonly hunks: readonly Fit[] }
  | { readonly kind: "refused"; readonly hunks: readonly Fit[] };

export interface ApplyOptions {
  /** A person saw the result: what moved, or has a new neighbour, goes in too. */
  readonly confirmed?: boolean;
  /** structureOf(text.doc), for who applies many to the same text. */
  readonly structure?: Structure;
}

/** May a hunk with this fit go in? */
const mayGoIn = (fit: Fit, confirmed: boolean): boolean =>
  fit === "absorbed" || fit === "clean" || (confirmed && (fit === "relocated" || fit === "shifted"));

/**
 * Puts hunks into a text: all of them or none. Absorbed ones change nothing. Clean ones are put in; relocated and shifted
 * ones only when `confirmed`, that is when a person saw the preview. `credit` is what the new words are credited to. The
 * result keeps the schema if the text and the hunks do; ids stay unique.
 */
export function applyHunks(
  text: TrackedText,
  hunks: readonly Hunk[],
  credit: Credit,
  { confirmed = false, structure = structureOf(text.doc) }: ApplyOptions = {},
): Applied {
  const resolved = resolveHunks(hunks, text, structure);
  const fits = resolved.map(({ fit }) => fit);
  if (!fits.every((fit) => mayGoIn(fit, confirmed))) return { kind: "refused", hunks: fits };
  const open = resolved.filter(({ fit }) => fit !== "absorbed");
  const result = open.length === 0 ? text : written(text, open, credit, structure);
  const doubtful = confirmed ? new Set() : againstWords(hunks, text.doc, result.doc);
  if (doubtful.size > 0)
    return {
      kind: "refused",
      hunks: resolved.map(({ hunk, fit }) => (doubtful.has(hunk) ? "shifted" : fit)),
    };
  return { kind: "applied", text: result, hunks: fits };
}

function written(
  text: TrackedText,
  open: readonly ResolvedHunk[],
  credit: Credit,
  structure: Structure,
): TrackedText {
  const arranged = arrangeParts(structure, open);
  const freshId = freshIds(text, structure, open);
  const blocks = joined(rewritten(text, open, freshId), text, open);
  const attrs = attrsOf(open);
  const known = new Map<string, WrittenBlock>();
  const withAttrs = <Node extends NodeJSON>(node: Node): Node => {
    const own = attrs.get(node.attrs.id);
    return own === undefined ? node : ({ ...node, attrs: { ...node.attrs, ...own } } as Node);
  };
  const blocksFor = (block: BlockJSON): readonly BlockJSON[] => {
    const own = blocks.get(block.attrs.id);
    if (own === undefined) return [withAttrs(block)];
    return own.map((one, at) => {
      const now = at === 0 ? withAttrs(one.block) : one.block;
      known.set(now.attrs.id, one);
      return now;
    });
  };
  const inside = (block: BlockJSON) => blocksFor(block)[0] ?? block;
  const expand = (part: Part): readonly NodeJSON[] => {
    if (part.kind === "new") return [freshId(part.node)];
    const node = structure.nodes.get(part.id);
    if (node === undefined) return [];
    if (node.type === "block") return blocksFor(node);
    if (node.type === "row") return [mapRow(node, inside)];
    const own = withAttrs(node);
    if (own.type === "figure")
      return [mapBlocks({ type: "doc", content: [own] }, inside).content?.[0] ?? own];
    if (own.type !== "table") return [own];
    const rows = (arranged.get(own.attrs.id) ?? []).flatMap(expand) as RowJSON[];
    const same = rows.length === own.content?.length && rows.every((row, at) => row === own.content?.[at]);
    return [same ? own : withRows(own, rows)];
  };
  const content = (arranged.get("") ?? []).flatMap(expand) as TopJSON[];
  const doc: DocJSON = content.length === 0 ? { type: "doc" } : { type: "doc", content };
  return carryExactly(text, doc, credit, known);
}

function mapRow(row: RowJSON, change: (block: BlockJSON) => BlockJSON): RowJSON {
  const table = { type: "table" as const, attrs: { id: "" }, content: [row] };
  const mapped = mapBlocks({ type: "doc", content: [table] }, change).content?.[0];
  return mapped?.type === "table" ? (mapped.content?.[0] ?? row) : row;
}

/** The blocks whose words are exchanged or that are parted: each as what it becomes. */
function rewritten(
  text: TrackedText,
  open: readonly ResolvedHunk[],
  freshId: (node: NodeJSON) => NodeJSON,
): Map<string, readonly WrittenBlock[]> {
  const edits = new Map<string, Edit[]>();
  const cuts = new Map<string, Cut[]>();
  for (const { hunk, range } of open) {
    if (range === undefined) continue;
    if (hunk.kind === "text")
      push(edits, range.block, { ...range, put: hunk.put, returning: hunk.returning });
    if (hunk.kind === "split") {
      const { attrs } = freshId({ type: "block", attrs: hunk.attrs }) as BlockJSON;
      push(cuts, range.block, { at: range.from, attrs });
    }
  }
  const joins = open.flatMap(({ hunk }) => (hunk.kind === "join" ? [hunk] : []));
  const [ends, starts] = [new Set(joins.map(({ block }) => block)), new Set(joins.map(({ next }) => next))];
  const out = new Map<string, readonly WrittenBlock[]>();
  for (const id of new Set([...edits.keys(), ...cuts.keys()])) {
    const own = text.blocks.get(id);
    if (own === undefined) continue;
    const seams = { start: starts.has(id), end: ends.has(id) };
    out.set(id, rewriteBlock(own, edits.get(id) ?? [], cuts.get(id) ?? [], seams));
  }
  return out;
}

/** The same with the joins done: what was joined to the block before it is empty. */
function joined(
  blocks: Map<string, readonly WrittenBlock[]>,
  text: TrackedText,
  open: readonly ResolvedHunk[],
): ReadonlyMap<string, readonly WrittenBlock[]> {
  const partsOf = (id: string): readonly WrittenBlock[] => {
    const own = text.blocks.get(id);
    return blocks.get(id) ?? (own === undefined ? [] : [own]);
  };
  // From the last to the first, so that a chain of joins ends in its first block.
  for (const { hunk } of open.toReversed()) {
    if (hunk.kind !== "join") continue;
    const [one, two] = [partsOf(hunk.block), partsOf(hunk.next)];
    const [last, first] = [one.at(-1), two[0]];
    if (last === undefined || first === undefined) continue;
    blocks.set(hunk.block, [...one.slice(0, -1), joinBlocks(last, hunk.glue, first), ...two.slice(1)]);
    blocks.set(hunk.next, []);
  }
  return blocks;
}

function attrsOf(
  open: readonly ResolvedHunk[],
): ReadonlyMap<string, Readonly<Record<string, string | number>>> {
  const out = new Map<string, Readonly<Record<string, string | number>>>();
  for (const { hunk } of open)
    if (hunk.kind === "attr") out.set(hunk.block, { ...out.get(hunk.block), [hunk.name]: hunk.to });
  return out;
}

/** Gives a part that is put in, and all in it, ids that nothing else in the text has. */
function freshIds(
  text: TrackedText,
  { nodes, order }: Structure,
  open: readonly ResolvedHunk[],
): (node: NodeJSON) => NodeJSON {
  const used = new Set([...nodes.keys(), ...text.blocks.keys()]);
  for (const { hunk } of open) {
    if (hunk.kind !== "delete") continue;
    used.delete(hunk.node);
    for (const row of order.get(hunk.node) ?? []) used.delete(row);
    for (const { id } of hunk.blocks) used.delete(id);
  }
  const name = (id: string): string => {
    let own = id === "" ? "n" : id;
    for (let copy = 2; used.has(own); copy += 1) own = `${id.slice(0, 24)}n${copy}`;
    used.add(own);
    return own;
  };
  const rename = (node: unknown): unknown => {
    const { type, attrs, content } = node as {
      readonly type: string;
      readonly attrs?: { readonly id?: string };
      readonly content?: readonly unknown[];
    };
    const isNamed = attrs !== undefined && "id" in attrs;
    return {
      ...(node as object),
      ...(isNamed ? { attrs: { ...attrs, id: name(attrs.id ?? "") } } : {}),
      ...(content !== undefined && type !== "block" ? { content: content.map(rename) } : {}),
    };
  };
  return (node) => rename(node) as NodeJSON;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const own = lists.get(key);
  if (own === undefined) lists.set(key, [value]);
  else own.push(value);
}
