// A refusal or a failure as a page: what happened, what was kept, what to do next.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { PageProblem } from "@pliego/shared/pages.ts";
import { routes, signInThen } from "@pliego/shared/routes.ts";
import { Button } from "../ui/button.tsx";
import type { PageView } from "./view.ts";

export const problem: PageView<"problem"> = {
  title: ({ problem }, { t }) => t(titleOf(problem)),
  unlisted: true,
  body: ({ problem, requestId, again }, { t, href }, { path }) => (
    <div class="column narrow">
      <header class="opening">
        <h1>{t(titleOf(problem))}</h1>
        <p class="lead">{t(problem.message, problem.params)}</p>
      </header>
      {again !== undefined && (
        <form method="post" action={again.action}>
          {again.fields.map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <p>{t("problem.kept")}</p>
          <Button>{t("problem.sendAgain")}</Button>
        </form>
      )}
      <ul class="ways">
        {problem.status === 401 && (
          <li>
            <a class="go" href={href(signInThen(href(path)))}>
              {t("problem.signIn")}
            </a>
          </li>
        )}
        {problem.status >= 500 && again === undefined && (
          <li>
            <a class="go" href={href(path)}>
              {t("problem.reload")}
            </a>
          </li>
        )}
        <li>
          <a class="go" href={href(routes.home())}>
            {t("problem.goHome")}
          </a>
        </li>
      </ul>
      <p class="small">{t("problem.requestId", { id: requestId })}</p>
    </div>
  ),
};

function titleOf({ status, message }: PageProblem): MessageKey {
  if (message === "drafting.notWatchable") return "drafting.notWatchableTitle";
  if (status === 401) return "problem.needSignIn";
  if (status === 403) return "problem.notAllowed";
  if (status === 404 || status === 410) return "problem.notFound";
  if (status === 429) return "problem.tooMany";
  if (message === "error.databaseAway") return "problem.databaseAway";
  if (message === "error.databaseClosed") return "problem.databaseClosed";
  if (message === "error.storageFull") return "problem.storageFull";
  if (status === 503) return "problem.starting";
  return status >= 500 ? "problem.ours" : "problem.other";
}
