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
  withdrawn: "state.withdrawn",
};

/** A clean fit needs no words. */
export const fitSentences: Readonly<Record<Exclude<Fit, "clean">, MessageKey>> = {
  absorbed: "fit.absorbed",
  relocated: "fit.relocated",
  shifted: "fit.shifted",
  conflict: "fit.conflict",
  orphaned: "fit.orphaned",
};

/** The class of words that tell a fit: amber where somebody has to look. */
export const fitClass = (fit: Fit): string =>
  fit === "absorbed" || fit === "relocated" ? "fit calm" : "fit";

export const waits = (state: SuggestionState): boolean => state === "in_review" || state === "published";

export function Standing({ stands, words }: { readonly stands: Stands; readonly words: Words }) {
  const { state, fit } = stands;
  return (
    <p class={`standing ${state}`}>
      {words.t(sentences[state])}
      {waits(state) && fit !== "clean" && (
        <>
          {" "}
          <span class={fitClass(fit)}>{words.t(fitSentences[fit])}</span>
        </>
      )}
    </p>
  );
}
