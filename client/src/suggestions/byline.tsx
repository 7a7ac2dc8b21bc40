// Who wrote a suggestion and when.
import type { SuggestionView } from "@pliego/shared/suggestions/views.ts";
import type { Words } from "../words.ts";

interface BylineProps {
  readonly suggestion: Named & Pick<SuggestionView, "submittedAt">;
  readonly words: Words;
}

/** Everybody who wrote it, as the language lists people: whoever began it first. Rule S42. */
export const namesIn = ({ authorName, coauthors = [] }: Named, words: Pick<Words, "locale">): string =>
  coauthors.length === 0 ? authorName : listed([authorName, ...coauthors], words);

/** Names as the language lists them. */
export const listed = (names: readonly string[], { locale }: Pick<Words, "locale">): string =>
  new Intl.ListFormat(locale, { type: "conjunction" }).format(names);

type Named = Pick<SuggestionView, "authorName" | "coauthors">;

export const Byline = ({ suggestion, words }: BylineProps) => (
  <p class="byline">
    {words.t("suggestion.by", { name: namesIn(suggestion, words) })},{" "}
    <time datetime={suggestion.submittedAt}>{words.day(suggestion.submittedAt)}</time>
  </p>
);
