// What a person writes with others, on her account page: the way back to each.
import type { BranchLine } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { listed } from "../suggestions/byline.tsx";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";

export function OwnBranches({
  branches,
  words,
}: {
  readonly branches: readonly BranchLine[];
  readonly words: Words;
}) {
  const { t, href, day } = words;
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
            <p>{t("suggestion.by", { name: listed(authors, words) })}</p>
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
