// Which other suggestions stand beside one: those that say exactly the same, those that compete with it for the same words,
// those that say nearly the same. Found from what is stored when somebody looks; nothing is merged.
import { unitsOf } from "@pliego/shared/suggestions/block-words.ts";
import { similarTo, type Wording } from "@pliego/shared/suggestions/equivalent.ts";
import { conflictGroups } from "@pliego/shared/suggestions/groups.ts";
import { resolveHunks } from "@pliego/shared/suggestions/fit.ts";
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { structureOf, wordsOf } from "@pliego/shared/text/structure.ts";
import type { TrackedText } from "@pliego/shared/text/tracked-text.ts";
import type { Context } from "../platform/context.ts";
import { listHangingOn, listShownAt, type Suggestion } from "./model.ts";

/** How often the circle of those that touch one another is widened; a larger group is named in part. */
const mostRounds = 6;
const mostLoaded = 1_000;

/** The published suggestions that wait and hang on the same parts as this one, directly or through others. */
export async function nearby(ctx: Context, suggestion: Suggestion): Promise<readonly Suggestion[]> {
  const found = new Map<string, Suggestion>();
  let parts = partsOf([suggestion]);
  for (let round = 0; round < mostRounds && found.size < mostLoaded; round += 1) {
    const near = await Promise.all([
      listHangingOn(ctx.db, suggestion.consultation, "published", parts),
      listShownAt(ctx.db, suggestion.consultation, "published", parts),
    ]);
    const fresh = near.flat().filter(({ folio }) => !found.has(folio));
    if (fresh.length === 0) break;
    for (const own of fresh) found.set(own.folio, own);
    parts = partsOf(fresh);
  }
  return [...found.values()];
}

/** Only parts are a neighbourhood: not single words, nor the ends of the text. */
const partsOf = (suggestions: readonly Suggestion[]): readonly string[] => [
  ...new Set(
    suggestions.flatMap(({ hangsOn, blocks }) => [...hangsOn, ...blocks]).filter((id) => /^\w/.test(id)),
  ),
];

/** For each folio, the others of its conflict group that say something else; who competes with nobody is left out. */
export function competitors(
  suggestions: readonly Suggestion[],
  text: TrackedText,
): ReadonlyMap<string, readonly Suggestion[]> {
  const structure = structureOf(text.doc);
  const byFolio = new Map(suggestions.map((own) => [own.folio, own]));
  const groups = conflictGroups(
    suggestions.map(({ folio, hunks }) => ({
      key: folio,
      resolved: resolveHunks(hunks, text, structure),
    })),
    text,
    structure,
  );
  const out = new Map<string, readonly Suggestion[]>();
  for (const { keys } of groups) {
    const members = keys.flatMap((key) => byFolio.get(key) ?? []);
    for (const own of members) {
      const others = members.filter(({ identity }) => identity !== own.identity);
      if (others.length > 0) out.set(own.folio, others);
    }
  }
  return out;
}

/** Those that do exactly the same to the same words, by different authors, as one: the earliest first. */
export function joinIdentical(
  suggestions: readonly Suggestion[],
): readonly (readonly [first: Suggestion, ...others: Suggestion[]])[] {
  const entries = new Map<string, [Suggestion, ...Suggestion[]]>();
  for (const own of suggestions) {
    const name = `${own.state}\n${own.identity === "" ? own.folio : own.identity}`;
    const entry = entries.get(name);
    if (entry === undefined) entries.set(name, [own]);
    else entry.push(own);
  }
  return [...entries.values()];
}

/** Those that would write nearly the same at the same blocks, the most alike first; who says exactly the same is left out. */
export function similarAmong(suggestion: Suggestion, others: readonly Suggestion[]): readonly Suggestion[] {
  const byFolio = new Map(
    others
      .filter(({ identity }) => identity === "" || identity !== suggestion.identity)
      .map((own) => [own.folio, own]),
  );
  return similarTo(wordingOf(suggestion), [...byFolio.values()].map(wordingOf)).flatMap(
    ({ key }) => byFolio.get(key) ?? [],
  );
}

const wordingOf = ({ folio, blocks, hunks }: Suggestion): Wording => ({
  key: folio,
  target: blocks.toSorted().join(" "),
  words: hunks.map(wordsOfHunk).join("\n"),
});

/** What it puts in; of a mere deletion, what it takes out, marked so that taking a word out is not like putting it in. */
function wordsOfHunk(hunk: Hunk): string {
  if (hunk.kind === "insert") return hunk.nodes.map(wordsOf).join("\n");
  if (hunk.kind === "delete") return takenOut(hunk.quote);
  if (hunk.kind !== "text") return "";
  return hunk.put.length === 0 ? takenOut(hunk.quote) : hunk.put.map(unitsOf).join("");
}

const takenOut = (words: string): string => words.replaceAll(/[\p{L}\p{N}]+/gu, (word) => `fuera${word}`);
