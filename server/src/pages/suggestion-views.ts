// What pages show of suggestions, made from what is kept: always over the text they were written against.
import { must } from "@pliego/shared/errors.ts";
import type { CaseLine, DecisionLine, RecordLine } from "@pliego/shared/pages.ts";
import type { PlaceView, SuggestionView } from "@pliego/shared/suggestions/views.ts";
import type { Entry } from "@pliego/shared/record/entry.ts";
import { citationOf, citedText, placesOver, type CitedText } from "@pliego/shared/suggestions/over-text.ts";
import type { Decision } from "../decisions/actions.ts";
import type { Context } from "../platform/context.ts";
import { revisionNumbered } from "../policies/actions.ts";
import type { Suggestion } from "../suggestions/actions.ts";

/** Texts made ready, by policy and revision number; they never change. */
export interface CitedTexts {
  readonly at: (policy: string, number: number) => Promise<CitedText>;
}

const keptTexts = 20;

export function makeCitedTexts(ctx: Context): CitedTexts {
  const kept = new Map<string, Promise<CitedText>>();
  return {
    at(policy, number) {
      const key = `${policy}|${number}`;
      let text = kept.get(key);
      if (text === undefined) {
        text = revisionNumbered(ctx, null, policy, number).then(({ doc }) => citedText(doc));
        text.catch(() => kept.delete(key));
        const oldest = kept.keys().next();
        if (kept.size >= keptTexts && oldest.done !== true) kept.delete(oldest.value);
        kept.set(key, text);
      }
      return text;
    },
  };
}

export async function suggestionView(texts: CitedTexts, suggestion: Suggestion): Promise<SuggestionView> {
  const { folio, state, fit, authorName, rationale, base, submittedAt, publishedAt } = suggestion;
  const places = placesOver(await texts.at(suggestion.policy, base), suggestion.hunks);
  return {
    folio,
    state,
    fit,
    authorName,
    rationale,
    base,
    submittedAt: submittedAt.toISOString(),
    publishedAt: publishedAt?.toISOString() ?? null,
    places: must(places, "a suggestion has its place in the text it was written against"),
  };
}

/** Over the latest text; null when it has no exact place there. */
export async function placesNow(
  texts: CitedTexts,
  suggestion: Suggestion,
  latest: number,
): Promise<readonly PlaceView[] | null> {
  return placesOver(await texts.at(suggestion.policy, latest), suggestion.hunks) ?? null;
}

export async function caseLine(
  texts: CitedTexts,
  suggestion: Suggestion,
  consultationTitle: string,
): Promise<CaseLine> {
  const { folio, authorName, fit, submittedAt, blocks } = suggestion;
  const { paragraph, heading } = citationOf(
    await texts.at(suggestion.policy, suggestion.base),
    blocks[0] ?? "",
  );
  return {
    folio,
    consultationTitle,
    paragraph,
    heading,
    authorName,
    fit,
    submittedAt: submittedAt.toISOString(),
  };
}

export const decisionLine = ({
  folio,
  outcome,
  reason,
  officialName,
  at,
  revision,
}: Decision): DecisionLine => ({
  folio,
  outcome,
  reason,
  officialName,
  at: at.toISOString(),
  revision,
});

export const recordLine = ({ seq, type, objectId, time, hash }: Entry): RecordLine => ({
  seq,
  type,
  object: objectId,
  at: time,
  hash,
});
