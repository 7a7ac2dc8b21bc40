// How a suggestion stands, as sentences: what it waits for or what became of it, and whether it still fits the text.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { Fit, SuggestionState } from "@pliego/shared/suggestions/suggestion.ts";
import type { Words } from "../words.ts";

interface Stands {
  readonly state: SuggestionState;
  readonly fit: Fit;
}

const sentences: Readonly<Record<SuggestionState, MessageKey>> = {
  in_review: "state.in_review",
  published: "state.published",
  hidden: "state.hidden",
  accepted: "state.accepted",
  rejected: "state.rejected",
};

export const waits = (state: SuggestionState): boolean => state === "in_review" || state === "published";

export function Standing({ stands, words: { t } }: { readonly stands: Stands; readonly words: Words }) {
  const { state, fit } = stands;
  return (
    <p class={`standing ${state}`}>
      {t(sentences[state])}
      {waits(state) && fit === "conflict" && <span class="fit"> {t("fit.conflict")}</span>}
    </p>
  );
}
