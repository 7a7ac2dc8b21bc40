// Every public suggestion of a consultation: those that wait, then those decided, with what became of them.
import type { DecisionLine } from "@pliego/shared/pages.ts";
import type { SuggestionView } from "@pliego/shared/suggestions/views.ts";
import { routes } from "@pliego/shared/routes.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import { outcomes, Reason } from "../decisions/decision.tsx";
import { Beside, competingId } from "../suggestions/beside.tsx";
import { Byline } from "../suggestions/byline.tsx";
import { Sentences } from "../suggestions/change.tsx";
import { Citation } from "../suggestions/citation.tsx";
import { Standing, waits } from "../suggestions/standing.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const suggestions: PageView<"suggestions"> = {
  title: ({ consultation }, { t }) => `${t("suggestions.title")} · ${consultation.title}`,
  description: (_, { t }) => t("suggestions.lead"),
  body: ({ consultation, suggestions, decisions }, words) => {
    const { t } = words;
    const part = { consultation: consultation.slug, decisions, words };
    return (
      <div class="column">
        <ConsultationHeading consultation={consultation} title={t("suggestions.title")} words={words} />
        <p class="lead">{t("suggestions.lead")}</p>
        {suggestions.length === 0 && <p class="empty">{t("suggestions.empty")}</p>}
        <Group
          {...part}
          title={t("suggestions.waiting")}
          suggestions={suggestions.filter(({ state }) => waits(state))}
        />
        <Group
          {...part}
          title={t("suggestions.decided")}
          suggestions={suggestions.filter(({ state }) => !waits(state))}
        />
      </div>
    );
  },
};

interface GroupProps {
  readonly title: string;
  readonly consultation: string;
  readonly suggestions: readonly SuggestionView[];
  readonly decisions: readonly DecisionLine[];
  readonly words: Words;
}

function Group({ title, consultation, suggestions, decisions, words }: GroupProps) {
  if (suggestions.length === 0) return null;
  return (
    <section>
      <h2 class="overline">{title}</h2>
      <ol class="ledger">
        {suggestions.map((suggestion) => (
          <li key={suggestion.folio}>
            <Line
              suggestion={suggestion}
              decision={decisions.find(({ folio }) => folio === suggestion.folio)}
              consultation={consultation}
              words={words}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface LineProps {
  readonly suggestion: SuggestionView;
  readonly decision: DecisionLine | undefined;
  readonly consultation: string;
  readonly words: Words;
}

function Line({ suggestion, decision, consultation, words }: LineProps) {
  const { t, href } = words;
  const hrefOf = (folio: string) => href(routes.suggestion(consultation, folio));
  return (
    <>
      <h3>
        <a href={hrefOf(suggestion.folio)}>{suggestion.folio}</a>
      </h3>
      {suggestion.places.map((place) => (
        <div key={place.block} class="told">
          <p class="cite">
            <Citation place={place} words={words} />
          </p>
          <Sentences edits={place.sentences} words={words} />
        </div>
      ))}
      <Byline suggestion={suggestion} words={words} />
      {decision === undefined ? (
        <Standing stands={suggestion} words={words} />
      ) : (
        <div class={`decision ${decision.outcome}`}>
          <p class="outcome">{t(outcomes[decision.outcome])}</p>
          <Reason text={decision.reason} />
        </div>
      )}
      <Beside
        suggestion={suggestion}
        competingHref={`${hrefOf(suggestion.folio)}#${competingId}`}
        hrefOf={hrefOf}
        words={words}
      />
    </>
  );
}
