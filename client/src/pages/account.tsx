// A person's own account: what became of her words, who she is here, what she may do, and the way out.
import type { AccountPage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { OwnBranches } from "../branches/own-branches.tsx";
import { noticeSentence } from "../notifications/notice-sentence.ts";
import { workLinks } from "../people/work-links.ts";
import { Citation } from "../suggestions/citation.tsx";
import { Standing } from "../suggestions/standing.tsx";
import { policyLanguage } from "../text/language.ts";
import { Button } from "../ui/button.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const account: PageView<"account"> = {
  title: (_, { t }) => t("account.title"),
  unlisted: true,
  body: (data, words, { viewer }) => {
    const { t, href } = words;
    const roles = viewer?.roles ?? [];
    const work = workLinks(words).filter(({ role }) => roles.includes(role));
    return (
      <div class="column narrow account">
        <header class="opening">
          <h1>{t("account.title")}</h1>
        </header>
        {work.length > 0 && (
          <section>
            <h2>{t("account.office")}</h2>
            <ul class="ways">
              {work.map(({ role, label, href }) => (
                <li key={role}>
                  <a class="go" href={href}>
                    {label}
                  </a>
                </li>
              ))}
              {roles.includes("official") && (
                <li>
                  <a class="go" href={href(routes.importing())}>
                    {t("account.import")}
                  </a>
                </li>
              )}
              {roles.includes("official") && <li class="small">{t("account.drafting")}</li>}
            </ul>
          </section>
        )}
        <Notices data={data} words={words} />
        <OwnBranches branches={data.branches ?? []} words={words} />
        {(roles.includes("citizen") || data.suggestions.length > 0) && <Own data={data} words={words} />}
        <dl class="facts">
          <div>
            <dt>{t("account.name")}</dt>
            <dd>
              {viewer?.publicName} <span class="hint">{t("account.nameNote")}</span>
            </dd>
          </div>
          <div>
            <dt>{t("account.email")}</dt>
            <dd>
              {data.email} <span class="hint">{t("account.emailNote")}</span>
            </dd>
          </div>
          <div>
            <dt>{t("account.roles")}</dt>
            {roles.map((role) => (
              <dd key={role}>{t(`account.does.${role}`)}</dd>
            ))}
          </div>
        </dl>
        <form method="post" action={href(routes.signOut())}>
          <Button kind="quiet">{t("account.signOut")}</Button>
        </form>
      </div>
    );
  },
};

interface PartProps {
  readonly data: AccountPage;
  readonly words: Words;
}

function Notices({ data: { notices }, words }: PartProps) {
  const { t, href, moment } = words;
  if (notices.length === 0) return null;
  return (
    <section>
      <h2>{t("account.notices")}</h2>
      <ul class="ledger">
        {notices.map((notice) => (
          <li key={`${notice.folio} ${notice.kind} ${notice.at}`}>
            <p>
              <a href={href(routes.suggestion(notice.consultation, notice.folio))}>{notice.folio}</a>.{" "}
              {noticeSentence(notice, words)}
            </p>
            {notice.words !== "" && (
              <p class="reason written" lang={policyLanguage}>
                {notice.words}
              </p>
            )}
            <p class="small">
              <time datetime={notice.at}>{moment(notice.at)}</time>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Own({ data: { suggestions }, words }: PartProps) {
  const { t, href, day } = words;
  return (
    <section>
      <h2>{t("account.suggestions")}</h2>
      {suggestions.length === 0 && <p class="soft">{t("account.noSuggestions")}</p>}
      <ul class="ledger">
        {suggestions.map((line) => (
          <li key={line.folio}>
            <h3>
              <a href={href(routes.suggestion(line.consultation, line.folio))}>{line.folio}</a>
            </h3>
            <p>
              <Citation place={line} words={words} />
            </p>
            <p class="small">
              <span lang={policyLanguage}>{line.consultationTitle}</span>,{" "}
              <time datetime={line.submittedAt}>{day(line.submittedAt)}</time>
            </p>
            <Standing stands={line} words={words} />
          </li>
        ))}
      </ul>
    </section>
  );
}
