// What a person writes with others, on her account page: the way back to each.
import type { BranchLine } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";

export function OwnBranches({
  branches,
  words,
}: {
  readonly branches: readonly BranchLine[];
  readonly words: Words;
}) {
  const { t, href, day, locale } = words;
  const listed = new Intl.ListFormat(locale, { type: "conjunction" });
  if (branches.length === 0) return null;
  return (
    <section>
      <h2>{t("account.branches")}</h2>
      <ul class="ledger">
        {branches.map(({ branch, consultationTitle, authors, createdAt }) => (
          <li key={branch}>
            <h3>
              <a href={href(routes.branch(branch))}>{t("account.branchOpen")}</a>
            </h3>
            <p>{t("account.branchBy", { names: listed.format(authors) })}</p>
            <p class="small">
              <span lang={policyLanguage}>{consultationTitle}</span>,{" "}
              <time datetime={createdAt}>{day(createdAt)}</time>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
