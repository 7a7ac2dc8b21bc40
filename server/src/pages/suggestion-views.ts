// What pages show of suggestions, made from what is kept: always over the text they were written against.
import { must } from "@pliego/shared/errors.ts";
import type { CaseLine, DecisionLine, RecordLine } from "@pliego/shared/pages.ts";
import { resolveHunks } from "@pliego/shared/suggestions/fit.ts";
import type { Fit } from "@pliego/shared/suggestions/suggestion.ts";
import type {
  EditSentence,
  PlaceView,
  RelatedLine,
  SuggestionView,
} from "@pliego/shared/suggestions/views.ts";
import type { Entry } from "@pliego/shared/record/entry.ts";
import {
  citationOf,
  placesOver,
  sentenceFor,
  shownText,
  type ShownText,
} from "@pliego/shared/suggestions/over-text.ts";
import type { Decision } from "../decisions/actions.ts";
import type { Context } from "../platform/context.ts";
import { revisionNumbered, trackedText } from "../policies/actions.ts";
import type { Suggestion } from "../suggestions/actions.ts";
import { namesOf } from "../suggestions/authors.ts";
import { competitors, joinIdentical } from "../suggestions/related.ts";

/** Texts made ready, by policy and revision number; they never change. */
export interface CitedTexts {
  readonly at: (policy: string, number: number) => Promise<ShownText>;
}

const keptTexts = 20;

export function makeCitedTexts(ctx: Context): CitedTexts {
  const kept = new Map<string, Promise<ShownText>>();
  return {
    at(policy, number) {
      const key = `${policy}|${number}`;
      let text = kept.get(key);
      if (text === undefined) {
        text = revisionNumbered(ctx, null, policy, number).then((revision) =>
          shownText(trackedText(revision)),
        );
        text.catch(() => kept.delete(key));
        const oldest = kept.keys().next();
        if (kept.size >= keptTexts && oldest.done !== true) kept.delete(oldest.value);
        kept.set(key, text);
      }
      return text;
    },
  };
}

/** What stands beside a suggestion: how many compete with it, and who else proposes just this. */
export interface Beside {
  readonly competing: number;
  readonly signers: readonly Suggestion[];
}
const alone: Beside = { competing: 0, signers: [] };

export async function suggestionView(
  texts: CitedTexts,
  suggestion: Suggestion,
  { competing, signers }: Beside = alone,
): Promise<SuggestionView> {
  const { folio, state, fit, rationale, base, submittedAt, publishedAt } = suggestion;
  return {
    folio,
    state,
    fit,
    ...namesOf(suggestion),
    rationale,
    base,
    submittedAt: submittedAt.toISOString(),
    publishedAt: publishedAt?.toISOString() ?? null,
    places: await placesAtBase(texts, suggestion),
    competing,
    signers: signers.map((own) => ({ folio: own.folio, ...namesOf(own) })),
  };
}

/** One entry for those that say exactly the same, with how many compete with it. */
export async function entryViews(
  texts: CitedTexts,
  suggestions: readonly Suggestion[],
  latest: { readonly policy: string; readonly number: number },
): Promise<readonly SuggestionView[]> {
  const waiting = suggestions.filter(({ state }) => state === "published");
  const { tracked } = await texts.at(latest.policy, latest.number);
  const others = competitors(waiting, tracked);
  return Promise.all(
    joinIdentical(suggestions).map(([first, ...signers]) =>
      suggestionView(texts, first, { competing: others.get(first.folio)?.length ?? 0, signers }),
    ),
  );
}

/** Over the text that it was written against, where it always has its place. */
async function placesAtBase(
  texts: CitedTexts,
  { policy, base, hunks }: Suggestion,
): Promise<readonly PlaceView[]> {
  const places = placesOver(await texts.at(policy, base), hunks);
  return must(places, "a suggestion has its place in the text it was written against");
}

export async function relatedLine(texts: CitedTexts, suggestion: Suggestion): Promise<RelatedLine> {
  const { folio, fit } = suggestion;
  return { folio, ...namesOf(suggestion), fit, places: await placesAtBase(texts, suggestion) };
}

/** Over the latest text; empty when the text says it already, null when it has no place there. */
export async function placesNow(
  texts: CitedTexts,
  suggestion: Suggestion,
  latest: number,
): Promise<readonly PlaceView[] | null> {
  return placesOver(await texts.at(suggestion.policy, latest), suggestion.hunks) ?? null;
}

/** Each edit in words, with how it stands against the latest text. */
export async function editsNow(
  texts: CitedTexts,
  suggestion: Suggestion,
  latest: number,
): Promise<readonly { readonly fit: Fit; readonly sentence: EditSentence }[]> {
  const { tracked, structure } = await texts.at(suggestion.policy, latest);
  const base = await texts.at(suggestion.policy, suggestion.base);
  return resolveHunks(suggestion.hunks, tracked, structure).map(({ hunk, fit }) => ({
    fit,
    sentence: sentenceFor(hunk, base),
  }));
}

export async function caseLine(
  texts: CitedTexts,
  suggestion: Suggestion,
  consultationTitle: string,
): Promise<CaseLine> {
  const { folio, fit, submittedAt, blocks } = suggestion;
  const { paragraph, heading } = citationOf(
    await texts.at(suggestion.policy, suggestion.base),
    blocks[0] ?? "",
  );
  return {
    folio,
    consultationTitle,
    paragraph,
    heading,
    ...namesOf(suggestion),
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
