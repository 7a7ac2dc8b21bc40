// The suggestions that a page names beside one.
import type { Context } from "../platform/context.ts";
import { latestHead } from "../policies/actions.ts";
import type { Suggestion } from "../suggestions/actions.ts";
import { competitors, nearby, similarAmong } from "../suggestions/related.ts";
import type { CitedTexts } from "./suggestion-views.ts";

export interface RelatedSuggestions {
  /** How many wait for the same words or the same place and say something else; the lists below may leave some out. */
  readonly rivals: number;
  /** Those of them that are not similar. */
  readonly competing: readonly Suggestion[];
  /** Waiting ones that say nearly the same at the same place. */
  readonly similar: readonly Suggestion[];
  /** Waiting ones that say exactly the same. */
  readonly same: readonly Suggestion[];
}

const none: RelatedSuggestions = { rivals: 0, competing: [], similar: [], same: [] };
/** So many of a kind are named on one page. */
const mostNamed = 20;

export async function relatedTo(
  ctx: Context,
  texts: CitedTexts,
  suggestion: Suggestion,
): Promise<RelatedSuggestions> {
  if (suggestion.state !== "published") return none;
  const { number } = await latestHead(ctx, null, suggestion.policy);
  const { tracked } = await texts.at(suggestion.policy, number);
  const near = await nearby(ctx, suggestion);
  const others = near.filter(({ folio }) => folio !== suggestion.folio);
  const same = others.filter(({ identity }) => identity === suggestion.identity && identity !== "");
  const similar = similarAmong(suggestion, others);
  const alike = new Set([...same, ...similar].map(({ folio }) => folio));
  const rivals = competitors(near, tracked).get(suggestion.folio) ?? [];
  const competing = rivals.filter(({ folio }) => !alike.has(folio));
  return {
    rivals: rivals.length,
    competing: competing.slice(0, mostNamed),
    similar: similar.slice(0, mostNamed),
    same: same.slice(0, mostNamed),
  };
}
