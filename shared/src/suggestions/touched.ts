// Which suggestions a change of the text can matter to: a suggestion hangs on its words, or on the parts that its hunks name or
// stand beside; a change touches what differs, and the neighbours of what came, went or moved.
import { isPlain } from "../text/rich-tokens.ts";
import { structureOf, type NodeJSON, type Structure } from "../text/structure.ts";
import type { TrackedBlock, TrackedText } from "../text/tracked-text.ts";
import type { ResolvedHunk } from "./fit.ts";
import type { Hunk, TextHunk } from "./suggestion.ts";

/** Stands for every part: words that are gone may come back, or turn up, anywhere. */
export const anywhere = "*";
/** Stands for any change: whether new parts are said already depends on whatever stands beside their place. */
const anyChange = "~";

/** That a token is there, as it is, with the token behind it. */
const tokenKey = (id: number): string => `#${id}`;
/** That a block begins with a token. */
const firstKey = (id: number): string => `^${id}`;

/**
 * What must change for these hunks to fit in another way. Words in their place hang on their tokens and on those up to the
 * nearest word on both sides; everything else on the blocks, tables, figures and rows it names, "" for the ends of the text,
 * and on `anywhere` where words are missing.
 */
export function hangsOn(resolved: readonly ResolvedHunk[]): readonly string[] {
  const ids = new Set<string>();
  for (const { hunk, fit, range } of resolved) {
    const span = hunk.kind === "text" && fit === "clean" ? spanOf(hunk) : [];
    if (span.length > 0) {
      for (const key of span) ids.add(key);
      continue;
    }
    if (fit === "conflict" || fit === "orphaned" || fit === "absorbed") ids.add(anywhere);
    if (fit !== "clean" && hunk.kind === "insert") ids.add(anyChange);
    if (fit !== "clean") for (const id of tokensOfHunk(hunk)) ids.add(tokenKey(id));
    for (const id of namedBy(hunk)) ids.add(id);
    if (range !== undefined) ids.add(range.block);
  }
  return [...ids];
}

/** Every token that a hunk knows: where its words have gone, what becomes of them there matters. */
function tokensOfHunk(hunk: Hunk): readonly number[] {
  if (hunk.kind === "delete") return hunk.blocks.flatMap(({ ids }) => ids);
  if (hunk.kind === "text") return [...hunk.left, ...hunk.removed, ...hunk.right];
  return hunk.kind === "split" ? [...hunk.left, ...hunk.right] : [];
}

/** The tokens from the nearest word on one side to the nearest on the other; what is behind the last has no say. */
function spanOf({ left, removed, right, reach }: TextHunk): readonly string[] {
  const ids = [...left.slice(left.length - reach[0]), ...removed, ...right.slice(0, reach[1])];
  const keys = (reach[1] > 0 ? ids.slice(0, -1) : ids).map(tokenKey);
  return reach[0] > 0 || ids.length === 0 ? keys : [firstKey(ids[0] ?? 0), ...keys];
}

function namedBy(hunk: Hunk): readonly string[] {
  switch (hunk.kind) {
    case "text":
    case "attr":
      return [hunk.block];
    case "split":
      return [hunk.block];
    case "join":
      return [hunk.block, hunk.next];
    case "delete":
      return [hunk.node, ...hunk.blocks.map(({ id }) => id)];
    case "insert":
      return [hunk.after, hunk.before, ...(hunk.parent === "" ? [] : [hunk.parent])];
    case "move":
      return [hunk.node, hunk.after, hunk.before];
  }
}

/** The blocks that a suggestion is shown at: those it changes, or beside which it puts something. */
export function shownAt(resolved: readonly ResolvedHunk[]): readonly string[] {
  const ids = new Set<string>();
  for (const { hunk, range } of resolved) {
    if (hunk.kind === "text" || hunk.kind === "split") ids.add(range?.block ?? hunk.block);
    else if (hunk.kind === "delete") for (const { id } of hunk.blocks) ids.add(id);
    else if (hunk.kind === "insert" || hunk.kind === "move")
      ids.add(hunk.after === "" ? hunk.before : hunk.after);
    else ids.add(hunk.block);
    if (hunk.kind === "move") ids.add(hunk.node);
  }
  ids.delete("");
  return [...ids];
}

/**
 * What a change touches, in the words of hangsOn: parts that differ or have other neighbours, tokens that went, came, moved or
 * have another neighbour or formatting, and `anywhere` when words turned up in another place. Costs a look at every part, and
 * more only for those that changed.
 */
export function touchedBy(before: TrackedText, after: TrackedText): ReadonlySet<string> {
  const touched = new Set<string>([anyChange]);
  for (const [id, now] of after.blocks) {
    const old = before.blocks.get(id);
    if (old === now || (old !== undefined && saysTheSame(old.block, now.block))) continue;
    touched.add(id);
    touchTokens(old, now, touched);
  }
  for (const [id, old] of before.blocks) {
    if (after.blocks.has(id)) continue;
    touched.add(id);
    touchTokens(old, undefined, touched);
  }
  if (after.relocated !== before.relocated)
    for (const { change } of after.relocated.values()) if (change > before.change) touched.add(anywhere);
  touchFrames(before.doc.content ?? [], after.doc.content ?? [], touched);
  if (!hasSameOrder(before.doc.content ?? [], after.doc.content ?? [])) {
    const [old, now] = [structureOf(before.doc), structureOf(after.doc)];
    for (const parent of new Set([...old.order.keys(), ...now.order.keys()]))
      touchOrder(old, now, parent, touched);
  }
  return touched;
}

/** The tokens of one block that went or have another behind them; all of them where only their formatting changed. */
function touchTokens(
  old: TrackedBlock | undefined,
  now: TrackedBlock | undefined,
  touched: Set<string>,
): void {
  const [were, are] = [old?.ids ?? [], now?.ids ?? []];
  if (were.length === are.length && were.every((id, at) => id === are[at])) {
    if (old?.block.content !== now?.block.content) for (const id of are) touched.add(tokenKey(id));
    return;
  }
  // Formatting that changed beside words that did: told by nothing cheaper than all.
  if (!isPlain(old?.block.content) || !isPlain(now?.block.content))
    for (const id of were) touched.add(tokenKey(id));
  const nextNow = new Map(are.map((id, at) => [id, are[at + 1] ?? 0]));
  were.forEach((id, at) => {
    if (nextNow.get(id) !== (were[at + 1] ?? 0)) touched.add(tokenKey(id));
  });
  if (were[0] !== are[0]) touched.add(firstKey(were[0] ?? 0));
}

/** Tables, their rows and figures that differ in anything. */
function touchFrames(before: readonly NodeJSON[], after: readonly NodeJSON[], touched: Set<string>): void {
  if (before === after) return;
  const old = new Map(
    before.flatMap((node) => (node.type === "block" ? [] : [[node.attrs.id, node] as const])),
  );
  for (const node of after) {
    if (node.type === "block") continue;
    const was = old.get(node.attrs.id);
    if (was === node || (was !== undefined && saysTheSame(was, node))) continue;
    touched.add(node.attrs.id);
    if (node.type === "table")
      touchFrames(was?.type === "table" ? (was.content ?? []) : [], node.content ?? [], touched);
  }
}

/** Have two lists of parts the same ids in the same order, rows of tables too? */
function hasSameOrder(one: readonly NodeJSON[], two: readonly NodeJSON[]): boolean {
  return (
    one === two ||
    (one.length === two.length &&
      one.every((node, at) => {
        const other = two[at];
        if (node === other) return true;
        if (other === undefined || node.attrs.id !== other.attrs.id) return false;
        const [rows, others] = [
          node.type === "table" ? node.content : [],
          other.type === "table" ? other.content : [],
        ];
        return hasSameOrder(rows ?? [], others ?? []);
      }))
  );
}

function saysTheSame(one: NodeJSON, two: NodeJSON): boolean {
  if (one === two) return true;
  return JSON.stringify(one) === JSON.stringify(two);
}

/** Every id whose neighbours differ, and those neighbours. */
function touchOrder(old: Structure, now: Structure, parent: string, touched: Set<string>): void {
  const [before, after] = [old.order.get(parent) ?? [], now.order.get(parent) ?? []];
  if (before.length === after.length && before.every((id, at) => id === after[at])) return;
  if (parent !== "") touched.add(parent);
  const beside = (list: readonly string[]) =>
    new Map(list.map((id, at) => [id, `${list[at - 1] ?? ""}\n${list[at + 1] ?? ""}`]));
  const [were, are] = [beside(before), beside(after)];
  for (const [one, two] of [
    [were, are],
    [are, were],
  ] as const)
    for (const [id, neighbours] of one) {
      if (two.get(id) === neighbours) continue;
      touched.add(id);
      for (const neighbour of neighbours.split("\n")) touched.add(neighbour);
    }
}
