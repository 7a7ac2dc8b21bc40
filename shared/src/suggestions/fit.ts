// How a suggestion stands against a text, hunk by hunk, and where each goes in. Rule S3. Nothing here closes anything.
import { hashOf } from "../text/canonical-json.ts";
import { allBlocksIn, siblingAfter, structureOf, type NodeJSON, type Structure } from "../text/structure.ts";
import { placeOfToken, type TrackedText } from "../text/tracked-text.ts";
import { blockWords } from "./block-words.ts";
import {
  fits,
  type AttrHunk,
  type DeleteHunk,
  type Fit,
  type Hunk,
  type InsertHunk,
  type JoinHunk,
  type MoveHunk,
} from "./suggestion.ts";
import { placeOfSplit, placeOfText, type TokenRange } from "./text-place.ts";

export interface SuggestionFit {
  /** The worst of its hunks; absorbed only when all are. */
  readonly fit: Fit;
  readonly hunks: readonly Fit[];
}

export interface ResolvedHunk {
  readonly hunk: Hunk;
  readonly fit: Fit;
  /** For words and splits: where; for all others the hunk itself says it. */
  readonly range?: TokenRange;
  /** For insertions and moves: the sibling to stand behind, "" for the first place. */
  readonly after?: string;
}

const rank = (fit: Fit): number => fits.indexOf(fit);

/** `structure` is structureOf(text.doc), for who fits many against the same text. */
export function fitOf(hunks: readonly Hunk[], text: TrackedText, structure?: Structure): SuggestionFit {
  const resolved = resolveHunks(hunks, text, structure);
  return { fit: worstOf(resolved), hunks: resolved.map(({ fit }) => fit) };
}

/** The fit of a suggestion: that of its worst hunk. */
export const worstOf = (resolved: readonly ResolvedHunk[]): Fit =>
  resolved.reduce<Fit>((worst, { fit }) => (rank(fit) > rank(worst) ? fit : worst), "absorbed");

/** Every hunk with its fit and, where it has one, its place. */
export function resolveHunks(
  hunks: readonly Hunk[],
  text: TrackedText,
  known?: Structure,
): readonly ResolvedHunk[] {
  let made = known;
  const structure = () => (made ??= structureOf(text.doc));
  const exchanged = exchangedParts(hunks);
  return withoutClashes(
    hunks.map((hunk): ResolvedHunk => {
      if (saysExchanged(hunk, exchanged, structure)) return { hunk, fit: "absorbed" };
      switch (hunk.kind) {
        case "text":
          return { hunk, ...placeOfText(hunk, text) };
        case "split":
          return { hunk, ...splitPlace(hunk, text, structure) };
        case "attr":
          return { hunk, fit: attrFit(hunk, text, structure) };
        case "delete":
          return { hunk, fit: deletionFit(hunk, text, structure()) };
        case "insert":
          return { hunk, ...insertionPlace(hunk, structure(), exchanged) };
        case "join":
          return { hunk, fit: joinFit(hunk, text, structure()) };
        case "move":
          return { hunk, ...movePlace(hunk, structure()) };
      }
    }),
  );
}

/** Hunks of one suggestion whose places have come to lie over one another are in conflict with themselves. */
function withoutClashes(resolved: readonly ResolvedHunk[]): readonly ResolvedHunk[] {
  if (resolved.length < 2) return resolved;
  const clashing = clashes(resolved.filter(({ fit }) => fit !== "absorbed"));
  if (clashing.size === 0) return resolved;
  return resolved.map((own) => (clashing.has(own) ? { hunk: own.hunk, fit: "conflict" } : own));
}

function clashes(resolved: readonly ResolvedHunk[]): ReadonlySet<ResolvedHunk> {
  const out = new Set<ResolvedHunk>();
  const gone = new Set(
    resolved.flatMap(({ hunk }) => (hunk.kind === "delete" ? hunk.blocks.map(({ id }) => id) : [])),
  );
  const byBlock = new Map<string, ResolvedHunk[]>();
  for (const own of resolved) {
    if (own.range === undefined) continue;
    if (gone.has(own.range.block)) out.add(own);
    byBlock.set(own.range.block, [...(byBlock.get(own.range.block) ?? []), own]);
  }
  for (const own of byBlock.values()) {
    own.sort((a, b) => (a.range?.from ?? 0) - (b.range?.from ?? 0));
    own.forEach((one, at) => {
      const before = own[at - 1];
      if (before !== undefined && (before.range?.to ?? 0) > (one.range?.from ?? 0)) out.add(one).add(before);
    });
  }
  return out;
}

/** The parts that a suggestion takes out and puts in anew under the same id: a row of a table with other cells. */
function exchangedParts(hunks: readonly Hunk[]): ReadonlyMap<string, NodeJSON> {
  const parts = new Map<string, NodeJSON>();
  if (!hunks.some(({ kind }) => kind === "delete")) return parts;
  const gone = new Set(hunks.flatMap((hunk) => (hunk.kind === "delete" ? [hunk.node] : [])));
  for (const hunk of hunks)
    if (hunk.kind === "insert")
      for (const node of hunk.nodes) if (gone.has(node.attrs.id)) parts.set(node.attrs.id, node);
  return parts;
}

/** Is this one of them, and does the part already read as the suggestion has it? */
function saysExchanged(
  hunk: Hunk,
  exchanged: ReadonlyMap<string, NodeJSON>,
  structure: () => Structure,
): boolean {
  if (exchanged.size === 0) return false;
  const isSaid = (id: string) => {
    const [wanted, now] = [exchanged.get(id), structure().nodes.get(id)];
    return wanted !== undefined && now !== undefined && saidOf(wanted) === saidOf(now);
  };
  if (hunk.kind === "delete") return isSaid(hunk.node);
  return hunk.kind === "insert" && hunk.nodes.every(({ attrs }) => isSaid(attrs.id));
}

function attrFit(hunk: AttrHunk, text: TrackedText, structure: () => Structure): Fit {
  const block = text.blocks.get(hunk.block)?.block ?? structure().nodes.get(hunk.block);
  if (block === undefined) return "orphaned";
  const now = (block.attrs as unknown as Readonly<Record<string, string | number>>)[hunk.name];
  if (now === hunk.to) return "absorbed";
  return now === hunk.from ? "clean" : "conflict";
}

function splitPlace(
  hunk: Extract<Hunk, { kind: "split" }>,
  text: TrackedText,
  structure: () => Structure,
): { readonly fit: Fit; readonly range?: TokenRange } {
  const place = placeOfSplit(hunk, text);
  const { range } = place;
  const own = range === undefined ? undefined : text.blocks.get(range.block);
  if (own === undefined || range === undefined) return place;
  if (structure().places.get(range.block)?.parent !== "") return { fit: "conflict" };
  const isSeam = range.from === 0 || range.from >= own.ids.length;
  if (isSeam) return { fit: place.fit === "shifted" ? "absorbed" : "conflict" };
  return place;
}

function deletionFit(hunk: DeleteHunk, text: TrackedText, { nodes, places }: Structure): Fit {
  const node = nodes.get(hunk.node);
  if (node === undefined) {
    return livesElsewhere(hunk, text) ? "conflict" : "absorbed";
  }
  if (places.get(hunk.node)?.parent !== hunk.parent) return "conflict";
  if (hashOf(node) !== hunk.hash) return "conflict";
  const same = hunk.blocks.every(({ id, ids }) => {
    const now = text.blocks.get(id)?.ids ?? [];
    return now.length === ids.length && now.every((token, at) => token === ids[at]);
  });
  return same ? "clean" : "conflict";
}

/** Was the part not taken out but taken elsewhere: does at least half of what should go stand in other blocks? */
function livesElsewhere({ blocks, elsewhere }: DeleteHunk, text: TrackedText): boolean {
  const stays = new Set(elsewhere);
  const tokens = blocks.flatMap(({ id, ids }) =>
    ids.filter((token) => !stays.has(token)).map((token) => ({ id, token })),
  );
  const living = tokens.filter(({ id, token }) => placeOfToken(text, token, id) !== undefined);
  return living.length * 2 >= tokens.length && tokens.length > 0;
}

function insertionPlace(
  { parent, after, before, nodes }: InsertHunk,
  structure: Structure,
  exchanged: ReadonlyMap<string, NodeJSON>,
): { readonly fit: Fit; readonly after?: string } {
  // A neighbour that the suggestion itself exchanges is no landmark: another may stand there under its id already.
  const end = exchanged.has(before) ? gone : before;
  const known = gapBetween(structure, parent, after, before, nodes.length + nearby);
  const gap = end === before ? known : gapBetween(structure, parent, after, end, nodes.length + nearby);
  if (
    saysAll(
      nodes,
      gap.between.map((id) => structure.nodes.get(id)),
    )
  )
    return { fit: "absorbed" };
  return known;
}

/** No part has this id. */
const gone = "\0";

/** The gap between two siblings: as it was, filled by somebody else, or known by one of them only. */
function gapBetween(
  structure: Structure,
  parent: string,
  after: string,
  before: string,
  window = nearby,
): { readonly fit: Fit; readonly after?: string; readonly between: readonly string[] } {
  const siblings = structure.order.get(parent);
  if (siblings === undefined) return { fit: "orphaned", between: [] };
  if (siblingAfter(structure, parent, after) === before) return { fit: "clean", after, between: [] };
  const indexOf = (id: string) =>
    structure.places.get(id)?.parent === parent ? (structure.places.get(id)?.index ?? -1) : -1;
  const start = after === "" ? -1 : indexOf(after);
  const end = before === "" ? siblings.length : indexOf(before);
  const knowsStart = after === "" || start !== -1;
  const knowsEnd = before === "" || end !== -1;
  if (knowsStart && knowsEnd && start < end)
    return { fit: "shifted", after, between: siblings.slice(start + 1, end) };
  // An end of the text alone says little; a neighbour that is still there says where.
  if (after !== "" && start !== -1)
    return { fit: "shifted", after, between: siblings.slice(start + 1, start + 1 + window) };
  if (before !== "" && end !== -1)
    return {
      fit: "shifted",
      after: siblings[end - 1] ?? "",
      between: siblings.slice(Math.max(0, end - window), end),
    };
  return { fit: "orphaned", between: siblings };
}

/** Beside a neighbour that is left, this many parts more than are put in are looked through for what is said already. */
const nearby = 4;

/** Do some of these parts, one after the other, say what the nodes say? */
function saysAll(nodes: readonly NodeJSON[], there: readonly (NodeJSON | undefined)[]): boolean {
  for (let at = 0; at + nodes.length <= there.length; at += 1) {
    const fits = nodes.every((node, index) => {
      const other = there[at + index];
      return other !== undefined && saidOf(node) === saidOf(other);
    });
    if (fits) return true;
  }
  return false;
}

/** What a part says and how, without the ids in it. */
const saidOf = (node: NodeJSON): string =>
  JSON.stringify([
    node.type,
    allBlocksIn(node).map((block) => [{ ...block.attrs, id: "", start: 0 }, block.content ?? []]),
  ]);

function joinFit(hunk: JoinHunk, text: TrackedText, structure: Structure): Fit {
  const { nodes, places } = structure;
  const [one, two] = [nodes.get(hunk.block), nodes.get(hunk.next)];
  if (one?.type !== "block") return two === undefined ? "orphaned" : "conflict";
  if (two === undefined)
    return blockWords(one).endsWith(hunk.quote) && text.blocks.has(hunk.block) ? "absorbed" : "conflict";
  const isNext = siblingAfter(structure, places.get(hunk.block)?.parent ?? "", hunk.block) === hunk.next;
  return isNext && two.type === "block" ? "clean" : "conflict";
}

function movePlace(
  { node, parent, after, before }: MoveHunk,
  structure: Structure,
): { readonly fit: Fit; readonly after?: string } {
  const place = structure.places.get(node);
  if (place === undefined) return { fit: "orphaned" };
  if (place.parent !== parent) return { fit: "conflict" };
  const { fit, after: behind, between } = gapBetween(structure, parent, after, before);
  if (between.includes(node)) return { fit: "absorbed" };
  return behind === undefined ? { fit } : { fit, after: behind };
}
