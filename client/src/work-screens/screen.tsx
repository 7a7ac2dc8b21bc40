// What the work screens share: the heading with its count, the line where news arrives, the case in the middle.
import type { ComponentChildren } from "preact";
import type { ConsultationCard, PageProblem } from "@pliego/shared/pages.ts";
import type { SuggestionView } from "@pliego/shared/suggestions/views.ts";
import { blockAddress, routes } from "@pliego/shared/routes.ts";
import { Signers } from "../suggestions/beside.tsx";
import { Byline } from "../suggestions/byline.tsx";
import { Standing } from "../suggestions/standing.tsx";
import { policyLanguage } from "../text/language.ts";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";

interface HeadingProps {
  readonly title: string;
  readonly lead: string;
  readonly words: Words;
}

/** The line for news is there from the start, so that it is announced when it is filled; its link reloads. */
export function WorkHeading({ title, lead, words: { t } }: HeadingProps) {
  return (
    <header class="opening">
      <h1>{title}</h1>
      <p>{lead}</p>
      <output id="news" class="news" />
      <button type="button" class="button inside keys-switch" id="keys-switch" hidden>
        {t("work.keysOff")}
      </button>
    </header>
  );
}

interface CaseProps {
  readonly suggestion: SuggestionView;
  readonly consultation: ConsultationCard;
  readonly words: Words;
  readonly children: ComponentChildren;
  /** What stands beside it, under its reason. */
  readonly after?: ComponentChildren;
}

/** The case itself: whose it is, the change in its place (`children`), and why. */
export function Case({ suggestion, consultation, words, children, after }: CaseProps) {
  const { t, href } = words;
  const hrefOf = (folio: string) => href(routes.suggestion(consultation.slug, folio));
  return (
    <section class="case" aria-labelledby="case-title">
      <p class="small" lang={policyLanguage}>
        <a href={href(routes.reading(consultation.slug))}>{consultation.title}</a>
      </p>
      <h2 id="case-title">
        <a href={hrefOf(suggestion.folio)}>{suggestion.folio}</a>
      </h2>
      <Byline suggestion={suggestion} words={words} />
      <Signers signers={suggestion.signers} hrefOf={hrefOf} words={words} />
      <Standing stands={suggestion} words={words} />
      {children}
      <h3>{t("suggestion.why")}</h3>
      <p class="rationale written" lang={policyLanguage}>
        {suggestion.rationale}
      </p>
      {after}
    </section>
  );
}

export const placeHref =
  (consultation: ConsultationCard, { href }: Words) =>
  (block: string): string =>
    href(blockAddress(consultation.slug, block));

export function Refused({
  problem,
  words: { t },
}: {
  readonly problem: PageProblem | null;
  readonly words: Words;
}) {
  if (problem === null) return null;
  return (
    <Notice kind="stop" id="problem">
      <p>{t(problem.message, problem.params)}</p>
    </Notice>
  );
}
