// Which pending suggestions compete: those that touch the same words or the same place of the text as it is now, directly or
// through others. They are decided together. Rules S34 and S35. Groups are found in one sweep; pairs are never kept.
import { structureOf, type Structure } from "../text/structure.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import { disjointSets } from "./disjoint-sets.ts";
import type { ResolvedHunk } from "./fit.ts";
import { footprintOf, whole, type Footprint, type Site } from "./footprint.ts";
import { partsAroundIn, readingOrder } from "./reading-order.ts";
import { sweep, type Stander } from "./sweep.ts";
import { shownAt } from "./touched.ts";

export interface PlacedSuggestion {
  readonly key: string;
  /** What resolveHunks gives for it against the text in question. */
  readonly resolved: readonly ResolvedHunk[];
}

export interface ConflictGroup {
  /** Two or more, in rising order. */
  readonly keys: readonly string[];
  /** Ids of the blocks and other parts that they are about, in reading order. */
  readonly parts: readonly string[];
}

/**
 * The groups of two and more, in reading order of their first part. Keys must differ; who is in no group competes with
 * nobody. Hunks that are in conflict or orphaned have no place and count for nothing. The order of the suggestions does not
 * matter. Takes about as long as sorting all hunks. `structure` is structureOf(text.doc).
 */
export function conflictGroups(
  suggestions: Iterable<PlacedSuggestion>,
  text: TrackedText,
  structure: Structure = structureOf(text.doc),
): readonly ConflictGroup[] {
  const site: Site = { text, structure, partsAround: partsAroundIn(structure) };
  const all = [...suggestions];
  const sets = disjointSets(all.length);
  const ledger: Ledger = { lines: new Map(), named: new Map() };
  const hunksOf = all.map(({ resolved }, who) =>
    resolved.filter((placed) => {
      const footprint = footprintOf(placed, site);
      if (footprint !== undefined) note(ledger, footprint, who);
      return footprint !== undefined;
    }),
  );
  for (const [block, standers] of ledger.lines) {
    sweep(standers, sets.join);
    for (const part of site.partsAround(block)) {
      const taker = ledger.named.get(whole(part))?.changers[0];
      if (taker !== undefined) for (const { who } of standers) sets.join(taker, who);
    }
  }
  for (const { changers, needers } of ledger.named.values()) {
    const [first] = changers;
    if (first === undefined || needers.length === 0) continue;
    for (const who of changers) sets.join(first, who);
    for (const who of needers) sets.join(first, who);
  }
  const rank = readingOrder(structure);
  return setsOfSeveral(all.length, sets.find)
    .map((group): ConflictGroup => ({
      keys: group.map((who) => all[who]?.key ?? "").toSorted(byCodeUnits),
      parts: inOrder(new Set(group.flatMap((who) => shownAt(hunksOf[who] ?? []))), rank),
    }))
    .toSorted(
      (a, b) =>
        rankIn(rank, a.parts[0]) - rankIn(rank, b.parts[0]) || byCodeUnits(a.keys[0] ?? "", b.keys[0] ?? ""),
    );
}

/** Who changes and who counts on what, by the block of the words or the name of the thing. */
interface Ledger {
  readonly lines: Map<string, Stander[]>;
  readonly named: Map<string, { readonly changers: number[]; readonly needers: number[] }>;
}

function note({ lines, named }: Ledger, footprint: Footprint, who: number): void {
  const thing = (name: string) => {
    let own = named.get(name);
    if (own === undefined) named.set(name, (own = { changers: [], needers: [] }));
    return own;
  };
  for (const words of footprint.words) {
    const own = lines.get(words.block);
    if (own === undefined) lines.set(words.block, [{ who, words }]);
    else own.push({ who, words });
  }
  for (const name of footprint.changes) thing(name).changers.push(who);
  for (const name of footprint.needs) thing(name).needers.push(who);
}

function setsOfSeveral(size: number, find: (who: number) => number): readonly (readonly number[])[] {
  const members = new Map<number, number[]>();
  for (let who = 0; who < size; who += 1) {
    const own = members.get(find(who));
    if (own === undefined) members.set(find(who), [who]);
    else own.push(who);
  }
  return [...members.values()].filter((own) => own.length > 1);
}

const rankIn = (rank: ReadonlyMap<string, number>, part = ""): number => rank.get(part) ?? rank.size;

const inOrder = (parts: ReadonlySet<string>, rank: ReadonlyMap<string, number>): readonly string[] =>
  [...parts].filter((part) => rank.has(part)).toSorted((a, b) => rankIn(rank, a) - rankIn(rank, b));

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
