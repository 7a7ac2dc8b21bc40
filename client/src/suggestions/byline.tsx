// Who wrote a suggestion and when.
import type { SuggestionView } from "@pliego/shared/suggestions/views.ts";
import type { Words } from "../words.ts";

interface BylineProps {
  readonly suggestion: Pick<SuggestionView, "authorName" | "submittedAt">;
  readonly words: Words;
}

export const Byline = ({ suggestion: { authorName, submittedAt }, words: { t, day } }: BylineProps) => (
  <p class="byline">
    {t("suggestion.by", { name: authorName })}, <time datetime={submittedAt}>{day(submittedAt)}</time>
  </p>
);
