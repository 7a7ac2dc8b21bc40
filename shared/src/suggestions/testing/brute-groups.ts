// Groups of competing suggestions found by comparing every pair, and then by asking who can be reached from whom. Only for
// tests.
import { structureOf } from "../../text/structure.ts";
import type { TrackedText } from "../../text/tracked-text.ts";
import type { PlacedSuggestion } from "../groups.ts";
import { isolating, touches, type Scene } from "./touching.ts";

/** The keys of every group of two or more, sorted. */
export function bruteGroups(
  suggestions: readonly PlacedSuggestion[],
  text: TrackedText,
): readonly (readonly string[])[] {
  const scene: Scene = { text, structure: structureOf(text.doc) };
  const beside = new Map(suggestions.map(({ key }) => [key, new Set<string>()]));
  const link = (a: string, b: string) => {
    beside.get(a)?.add(b);
    beside.get(b)?.add(a);
  };
  for (const one of suggestions) {
    const others = suggestions.filter((other) => other !== one);
    for (const other of others) if (touches(one.resolved, other.resolved, scene)) link(one.key, other.key);
    const known = new Map(others.map(({ key, resolved }) => [key, resolved]));
    for (const key of isolating(one.resolved, known, scene)) link(one.key, key);
  }
  const seen = new Set<string>();
  const groups: (readonly string[])[] = [];
  for (const { key } of suggestions) {
    if (seen.has(key)) continue;
    const group = [key];
    seen.add(key);
    for (const member of group)
      for (const next of beside.get(member) ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          group.push(next);
        }
    if (group.length > 1) groups.push(group.toSorted());
  }
  return groups.toSorted();
}
