// What stands beside the text that is written together: who writes it, the invitation, sending it, leaving it. Plain forms.
import type { BranchPage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { policyLanguage } from "../text/language.ts";
import { Button } from "../ui/button.tsx";
import { LongField } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";

interface PartProps {
  readonly data: BranchPage;
  readonly words: Words;
}

export function Send({ data, words: { t, href } }: PartProps) {
  const { branch, changes, rationale, rationaleLength, problem } = data;
  const kept = problem !== null || rationale !== "";
  return (
    <form
      class="form publish"
      id="publish"
      method="post"
      action={`${href(routes.branch(branch))}#publish`}
      aria-labelledby="publish-title"
      hidden={changes.length === 0 && !kept}
      data-kept={kept ? "" : undefined}
    >
      <h2 id="publish-title">{t("branch.send")}</h2>
      {problem && (
        <Notice kind="stop" id="problem">
          <p>{t(problem.message, problem.params)}</p>
        </Notice>
      )}
      <LongField
        id="rationale"
        label={t("branch.rationale")}
        hint={t("propose.rationaleHint", rationaleLength)}
        errorId={problem === null ? undefined : "problem"}
        value={rationale}
        rows={5}
        lang={policyLanguage}
        minlength={rationaleLength.min}
        prose
        required
        after={
          <p
            id="rationale-count"
            class="hint count"
            data-min={rationaleLength.min}
            data-max={rationaleLength.max}
          />
        }
      />
      <p class="small">{t("branch.sendNote")}</p>
      <p id="publish-wait" class="notice needs" tabIndex={-1} role="alert" hidden>
        {t("branch.sendWait")}
      </p>
      <button type="submit" class="button primary" id="publish-button">
        {t("propose.send")}
      </button>
    </form>
  );
}

export function Authors({ data: { authors }, words: { t } }: PartProps) {
  return (
    <section class="authors" aria-labelledby="authors-title">
      <h2 id="authors-title">{t("branch.authors")}</h2>
      <ul id="authors-list">
        {authors.map((name, at) => (
          <li key={`${at} ${name}`}>{name}</li>
        ))}
      </ul>
      <p class="small">{t("branch.authorsNote")}</p>
    </section>
  );
}

/** The link is shown once, when it is made: nobody can read it here afterwards. */
export function Invite({ data: { branch, invitation, mostAuthors }, words: { t, href } }: PartProps) {
  const { isOpen, link } = invitation;
  return (
    <form
      class="form invite"
      id="invite"
      method="post"
      action={`${href(routes.branchInviting(branch))}#invite`}
      aria-labelledby="invite-title"
    >
      <h2 id="invite-title">{t("branch.invite")}</h2>
      <p class="small">{t("branch.inviteNote", { count: mostAuthors })}</p>
      <div id="invite-link" class="field" hidden={link === ""}>
        <label for="link">{t("branch.link")}</label>
        <p class="hint" id="link-hint">
          {t("branch.linkNote")}
        </p>
        <div class="control">
          <input id="link" type="text" readOnly value={link} aria-describedby="link-hint" />
        </div>
      </div>
      <output id="invite-said" class="small">
        {isOpen && link === "" && t("branch.inviteOpen")}
      </output>
      <div class="acts">
        <Button kind="quiet" name="act" value="renew">
          {t(isOpen ? "branch.inviteRenew" : "branch.inviteMake")}
        </Button>
        <span id="invite-close" hidden={!isOpen}>
          <Button kind="quiet" name="act" value="close">
            {t("branch.inviteClose")}
          </Button>
        </span>
      </div>
    </form>
  );
}

/** Said before it is done: what goes, and what stays. */
export function Leave({ data: { branch, authors }, words: { t, href } }: PartProps) {
  return (
    <details class="withdraw">
      <summary>{t("branch.leaveTitle")}</summary>
      <form class="form" method="post" action={href(routes.branchLeaving(branch))}>
        <p>{t(authors.length > 1 ? "branch.leaveNote" : "branch.leaveLast")}</p>
        <Button kind="quiet">{t("branch.leave")}</Button>
      </form>
    </details>
  );
}
