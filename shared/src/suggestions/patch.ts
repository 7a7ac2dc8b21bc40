// From a base revision and another wording of it to the hunks between them. Rule S1.
//
// The plan: what has the same id on both sides is the same part. Parts that kept their order are the frame; the others
// moved. What is only in the wording was put in, what is only in the base was taken out, unless identity shows that it is
// the end of a block (a split) or became one (a join). Then the words and the attributes of every kept block.
import { carry } from "../text/carry.ts";
import { hashOf } from "../text/canonical-json.ts";
import {
  allBlocksIn,
  blocksIn,
  risingRun,
  sameCells,
  siblingAfter,
  structureOf,
  type NodeJSON,
  type Structure,
  wordsOf,
} from "../text/structure.ts";
import { placeOfToken, type TrackedText } from "../text/tracked-text.ts";
import type { DocJSON, RowJSON, TopJSON } from "../text/types.ts";
import { hunksOfBlock } from "./block-hunks.ts";
import { joinsIn, splitsIn } from "./splits-and-joins.ts";
import type { AttrHunk, DeleteHunk, Hunk } from "./suggestion.ts";
import { withRareWords } from "./rare-words.ts";

/**
 * The hunks that lead from a base revision to another wording of it whose unchanged blocks have the same ids. Those of one
 * place stand in the order in which they are to be put in.
 */
export function patchBetween(base: TrackedText, next: DocJSON): readonly Hunk[] {
  const before = structureOf(base.doc);
  const after = structureOf(next);
  const wording = carry(base, next, "");
  const joins = joinsIn(base, wording, before, after);
  const splits = splitsIn(base, wording, before, after);
  const done = new Set([...joins, ...splits].flatMap(({ blocks }) => blocks));
  const hunks: Hunk[] = [...joins, ...splits].flatMap((change) => change.hunks);
  const joined = new Map(joins.map(({ blocks: [block = "", next_ = ""] }) => [block, next_]));
  const consumed = new Set([
    ...joins.map(({ blocks }) => blocks[1] ?? ""),
    ...splits.map(({ blocks }) => blocks[1] ?? ""),
  ]);
  hunks.push(...orderHunks(base, wording, before, after, "", consumed, joined));
  for (const [id, node] of before.nodes) {
    const now = after.nodes.get(id);
    if (now === undefined || node.type !== now.type || isReplaced(node, now)) continue;
    if (node.type === "table") hunks.push(...orderHunks(base, wording, before, after, id, consumed, joined));
    if (node.type === "figure" && now.type === "figure") hunks.push(...attrHunks(id, node.attrs, now.attrs));
    for (const block of blocksIn(now)) {
      const own = base.blocks.get(block.attrs.id);
      if (own === undefined || own.block === block) continue;
      hunks.push(...attrHunks(block.attrs.id, own.block.attrs, block.attrs));
      if (!done.has(block.attrs.id)) hunks.push(...hunksOfBlock(own, block));
    }
  }
  return withRareWords(hunks, base.doc, next);
}

/** Does a part differ in more than words, so that it is taken out and put in anew? */
function isReplaced(one: NodeJSON, two: NodeJSON): boolean {
  if (one.type !== two.type) return true;
  if (one.type === "row" && two.type === "row") return !sameCells(one, two);
  if (one.type !== "figure" || two.type !== "figure") return false;
  const [a, b] = [one.content ?? [], two.content ?? []];
  return a.length !== b.length || a.some(({ attrs }, at) => attrs.id !== b[at]?.attrs.id);
}

function attrHunks(block: string, before: object, after: object): readonly AttrHunk[] {
  const old = before as Readonly<Record<string, string | number>>;
  return Object.entries(after as Readonly<Record<string, string | number>>)
    .filter(([name, to]) => name !== "id" && old[name] !== to)
    .map(([name, to]) => ({ kind: "attr", block, name, from: old[name] ?? "", to }));
}

/** What was put in, taken out and moved among the document's nodes, or among the rows of a table. */
function orderHunks(
  base: TrackedText,
  wording: TrackedText,
  before: Structure,
  after: Structure,
  parent: string,
  consumed: ReadonlySet<string>,
  joined: ReadonlyMap<string, string>,
): readonly Hunk[] {
  const old = before.order.get(parent) ?? [];
  const now = after.order.get(parent) ?? [];
  const hunks: Hunk[] = [];
  const stays = (id: string) => {
    const [one, two] = [before.nodes.get(id), after.nodes.get(id)];
    if (one === undefined || two === undefined || isReplaced(one, two)) return false;
    return before.places.get(id)?.parent === parent && after.places.get(id)?.parent === parent;
  };
  for (const id of old) {
    const node = before.nodes.get(id);
    if (node !== undefined && !stays(id) && !consumed.has(id))
      hunks.push(deletion(base, node, parent, wording));
  }
  const kept = now.filter(stays);
  const frame = risingRun(kept.map((id) => before.places.get(id)?.index ?? 0));
  const isFrame = new Set(kept.filter((_id, at) => frame.has(at)));
  let place = "";
  let fresh: NodeJSON[] = [];
  const gap = () => ({ parent, after: place, before: siblingAfter(before, parent, place) ?? "" });
  const putIn = () => {
    if (fresh.length > 0) hunks.push({ kind: "insert", ...gap(), nodes: fresh as TopJSON[] | RowJSON[] });
    fresh = [];
  };
  for (const id of now) {
    const node = after.nodes.get(id);
    if (node === undefined || (consumed.has(id) && !before.nodes.has(id))) continue;
    if (isFrame.has(id)) {
      putIn();
      place = lastJoined(id, joined);
    } else if (stays(id)) {
      putIn();
      hunks.push({ kind: "move", node: id, ...gap(), quote: wordsOf(before.nodes.get(id) ?? node) });
    } else fresh.push(node);
  }
  putIn();
  return hunks;
}

function lastJoined(id: string, joined: ReadonlyMap<string, string>): string {
  let last = id;
  for (let next = joined.get(last); next !== undefined; next = joined.get(last)) last = next;
  return last;
}

/** The hunk that takes a part of the base revision out; `wording` is the text as the suggestion has it. */
export function deletion(
  base: TrackedText,
  node: NodeJSON,
  parent: string,
  wording: TrackedText | undefined,
): DeleteHunk {
  const blocks = allBlocksIn(node).map(({ attrs }) => ({
    id: attrs.id,
    ids: base.blocks.get(attrs.id)?.ids ?? [],
  }));
  return {
    kind: "delete",
    node: node.attrs.id,
    parent,
    blocks,
    elsewhere:
      wording === undefined
        ? []
        : blocks.flatMap(({ id, ids }) =>
            ids.filter((token) => placeOfToken(wording, token, id) !== undefined),
          ),
    hash: hashOf(node),
    quote: wordsOf(node),
  };
}
