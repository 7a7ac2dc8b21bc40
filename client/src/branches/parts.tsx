// What stands beside the text that is written together: who writes it, the invitation, sending it, leaving it. Plain forms.
import type { BranchPage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { PublishForm } from "../decisions/publish-form.tsx";
import { Button } from "../ui/button.tsx";
import type { Words } from "../words.ts";
import { leavingNote } from "./leaving.ts";

interface PartProps {
  readonly data: BranchPage;
  readonly words: Words;
}

export function Send({ data, words }: PartProps) {
  const { branch, changes, rationale, rationaleLength, problem } = data;
  const { t, href } = words;
  return (
    <PublishForm
      action={`${href(routes.branch(branch))}#publish`}
      title={t("branch.send")}
      isEmpty={changes.length === 0}
      problem={problem}
      why={{
        id: "rationale",
        label: t("branch.rationale"),
        hint: t("propose.rationaleHint", rationaleLength),
        value: rationale,
        length: rationaleLength,
      }}
      note={t("branch.sendNote")}
      wait={t("branch.sendWait")}
      act={t("propose.send")}
      words={words}
    />
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
        <p id="leaving-note">{t(leavingNote(authors))}</p>
        <Button kind="quiet">{t("branch.leave")}</Button>
      </form>
    </details>
  );
}
