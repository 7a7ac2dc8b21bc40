// "Lo resuelto": the newest decisions beside the text, or under it where there is no margin.
import type { DecisionLine } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";
import { outcomes, VersionMade } from "./decision.tsx";

interface ResolvedProps {
  readonly decisions: readonly DecisionLine[];
  readonly consultation: string;
  readonly words: Words;
}

/** Stands on the page even when it is empty, so that the page's script can fill it. */
export function Resolved({ decisions, consultation, words }: ResolvedProps) {
  const { t, href, day } = words;
  return (
    <aside class="resolved" id="resolved" aria-labelledby="resolved-title" hidden={decisions.length === 0}>
      <h2 class="overline" id="resolved-title">
        {t("decision.newest")}
      </h2>
      <ul>
        {decisions.map((decision) => (
          <li key={decision.folio} class={decision.outcome}>
            <p>
              <a href={href(routes.suggestion(consultation, decision.folio))}>{decision.folio}</a>
            </p>
            <p class="outcome">{t(outcomes[decision.outcome])}</p>
            <p class="reason" lang={policyLanguage}>
              {decision.reason}
            </p>
            <p class="small">
              <time datetime={decision.at}>{day(decision.at)}</time>.{" "}
              <VersionMade decision={decision} consultation={consultation} words={words} />
            </p>
          </li>
        ))}
      </ul>
    </aside>
  );
}
