// A decision as the public reads it: the outcome as a sentence, the reason, by whom, when, and the version it made.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { Outcome } from "@pliego/shared/decisions/decisions.ts";
import type { DecisionLine } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";

export const outcomes: Readonly<Record<Outcome, MessageKey>> = {
  accepted: "outcome.accepted",
  rejected: "outcome.rejected",
};

interface DecisionProps {
  readonly decision: DecisionLine;
  /** The consultation's address; without it the version is named and not linked. */
  readonly consultation?: string;
  readonly words: Words;
}

export function Decision({ decision, consultation, words }: DecisionProps) {
  const { t, day } = words;
  return (
    <div class={`decision ${decision.outcome}`}>
      <p class="outcome">{t(outcomes[decision.outcome])}</p>
      <Reason text={decision.reason} />
      <p class="byline">
        {t("decision.by", { name: decision.officialName })},{" "}
        <time datetime={decision.at}>{day(decision.at)}</time>.{" "}
        <VersionMade decision={decision} consultation={consultation} words={words} />
      </p>
    </div>
  );
}

/** A reason as it was written: its line breaks are its author's. */
export const Reason = ({ text }: { readonly text: string }) => (
  <p class="reason written" lang={policyLanguage}>
    {text}
  </p>
);

interface VersionMadeProps {
  readonly decision: DecisionLine;
  readonly consultation: string | undefined;
  readonly words: Words;
}

export function VersionMade({ decision: { revision }, consultation, words: { t, href } }: VersionMadeProps) {
  if (revision === 0) return <>{t("decision.textStays")}</>;
  if (consultation === undefined) return <>{t("decision.made", { number: revision })}</>;
  return (
    <a href={href(routes.version(consultation, revision))}>{t("decision.made", { number: revision })}</a>
  );
}
