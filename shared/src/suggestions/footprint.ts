// What a placed hunk changes in a text and what it counts on: two hunks touch when one changes what the other counts on.
// Whoever is in no group with a suggestion may be decided first, and it fits as it did. Rules S34 and S35.
//
// Words are spans of a block. All else has a name: a part as a whole, the gap behind a sibling, an attribute. Taking a part
// out changes "whole part", which everything in it counts on; two things in one part do not count on one another.
import type { Structure } from "../text/structure.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import type { ResolvedHunk } from "./fit.ts";
import {
  holeAround,
  joinedFootprint,
  joinFootprint,
  wordsFootprint,
  type WordsFootprint,
} from "./words-footprint.ts";

export interface Footprint {
  /** Who is in the words of a block counts on each part around it as a whole, which is not said again. */
  readonly words: readonly WordsFootprint[];
  readonly changes: readonly string[];
  readonly needs: readonly string[];
}

export interface Site {
  readonly text: TrackedText;
  readonly structure: Structure;
  /** The parts that a block or part stands in and that can be taken out whole, itself among them. */
  readonly partsAround: (id: string) => readonly string[];
}

/** The name of a part as a whole. */
export const whole = (part: string) => `whole\n${part}`;
const place = (part: string) => `place\n${part}`;
const gap = (parent: string, after: string) => `gap\n${parent}\n${after}`;
const attribute = (block: string, name: string) => `attribute\n${block}\n${name}`;
const attributes = (block: string) => `attributes\n${block}`;

/** The footprint of a hunk; undefined where it has no place, or where the text says it already in a place not known. */
export function footprintOf(placed: ResolvedHunk, site: Site): Footprint | undefined {
  if (placed.fit === "conflict" || placed.fit === "orphaned") return undefined;
  return placed.fit === "absorbed" ? saidFootprint(placed, site) : openFootprint(placed, site);
}

function openFootprint({ hunk, range, after = "" }: ResolvedHunk, site: Site): Footprint | undefined {
  const { text, structure } = site;
  const wholes = (id: string) => site.partsAround(id).map(whole);
  switch (hunk.kind) {
    case "text":
    case "split": {
      const own = range === undefined ? undefined : text.blocks.get(range.block);
      if (range === undefined || own === undefined) return undefined;
      if (hunk.kind === "text") return { words: [wordsFootprint(hunk, range, own)], changes: [], needs: [] };
      return { words: [holeAround(range, own.tokens)], changes: [gap("", range.block)], needs: [] };
    }
    case "attr": {
      const own = attribute(hunk.block, hunk.name);
      return { words: [], changes: [own], needs: [own, attributes(hunk.block), ...wholes(hunk.block)] };
    }
    case "delete":
      return {
        words: [],
        changes: [whole(hunk.node), ...gapsBeside(hunk.node, structure)],
        needs: wholes(hunk.node),
      };
    case "insert": {
      const own = gap(hunk.parent, after);
      return { words: [], changes: [own], needs: [own, ...(hunk.parent === "" ? [] : wholes(hunk.parent))] };
    }
    case "join":
      return {
        words: joinFootprint(hunk, text),
        changes: [gap("", hunk.block), gap("", hunk.next), attributes(hunk.next)],
        needs: [gap("", hunk.block)],
      };
    case "move": {
      const own = [place(hunk.node), gap(hunk.parent, after)];
      return {
        words: [],
        changes: [...own, ...gapsBeside(hunk.node, structure)],
        needs: [...own, ...wholes(hunk.node)],
      };
    }
  }
}

/** What the text says already changes nothing, but another change may make the text say it no longer. */
function saidFootprint(placed: ResolvedHunk, site: Site): Footprint | undefined {
  const { hunk } = placed;
  switch (hunk.kind) {
    case "text":
    case "split":
    case "attr": {
      const open = openFootprint(placed, site);
      const words = open?.words.map(({ block, needs }) => ({ block, needs, company: [] }));
      return open && words && { words, changes: [], needs: [...open.changes, ...open.needs] };
    }
    case "join":
      return { words: [joinedFootprint(hunk, site.text)], changes: [], needs: [gap("", hunk.block)] };
    case "move": {
      const needs = [hunk.node, hunk.after, hunk.before].flatMap((id) => [place(id), whole(id)]);
      return { words: [], changes: [], needs };
    }
    case "delete":
    case "insert":
      return undefined;
  }
}

/** The gaps before and behind a part. */
function gapsBeside(node: string, { places, order }: Structure): readonly string[] {
  const own = places.get(node);
  if (own === undefined) return [];
  return [gap(own.parent, order.get(own.parent)?.[own.index - 1] ?? ""), gap(own.parent, node)];
}
