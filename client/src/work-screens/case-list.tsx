// The left side of a work screen: the cases that wait, the longest wait first, and where one is among them.
import type { CaseLine } from "@pliego/shared/pages.ts";
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { Fit } from "@pliego/shared/suggestions/suggestion.ts";
import { namesIn } from "../suggestions/byline.tsx";
import { Citation } from "../suggestions/citation.tsx";
import { fitClass } from "../suggestions/standing.tsx";
import { policyLanguage } from "../text/language.ts";
import { Key } from "../ui/key.tsx";
import type { Words } from "../words.ts";

const shortFits: Readonly<Record<Exclude<Fit, "clean">, MessageKey>> = {
  absorbed: "fit.short.absorbed",
  relocated: "fit.short.relocated",
  shifted: "fit.short.shifted",
  conflict: "fit.short.conflict",
  orphaned: "fit.short.orphaned",
};

interface CaseListProps {
  readonly title: string;
  readonly cases: readonly CaseLine[];
  /** The folio that is open. */
  readonly current: string | undefined;
  readonly hrefOf: (folio: string) => string;
  readonly words: Words;
}

export function CaseList({ title, cases, current, hrefOf, words }: CaseListProps) {
  const { t, day } = words;
  if (cases.length === 0) return null;
  const several = new Set(cases.map(({ consultationTitle }) => consultationTitle)).size > 1;
  return (
    <nav class="cases" aria-labelledby="cases-title">
      <h2 class="overline" id="cases-title">
        {title}
      </h2>
      <p class="small keys-note">
        <Key name="j" /> {t("work.next")} <Key name="k" /> {t("work.previous")}
      </p>
      <ol>
        {cases.map((line) => (
          <li key={line.folio}>
            <a
              href={hrefOf(line.folio)}
              data-folio={line.folio}
              aria-current={line.folio === current ? "page" : undefined}
            >
              <strong>{line.folio}</strong>
              <span>
                <Citation place={line} words={words} />
              </span>
              {several && <span lang={policyLanguage}>{line.consultationTitle}</span>}
              <span>
                {namesIn(line, words)}, <time datetime={line.submittedAt}>{day(line.submittedAt)}</time>
              </span>
              {line.fit !== "clean" && <span class={fitClass(line.fit)}>{t(shortFits[line.fit])}</span>}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
