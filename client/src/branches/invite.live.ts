// Makes an invitation without leaving the page: the link comes as JSON, is shown once and can be copied.
import type { NewInvitation } from "@pliego/shared/pages.ts";
import { announce } from "../pages/script-words.live.ts";
import { copyText } from "../ui/copying.ts";
import type { Words } from "../words.ts";

export function wakeInvite(page: Document, { t }: Words): void {
  const form = page.querySelector<HTMLFormElement>("#invite");
  const shown = page.getElementById("invite-link");
  const link = page.querySelector<HTMLInputElement>("#link");
  const said = page.getElementById("invite-said");
  if (form === null || shown === null || link === null || said === null) return;

  const copy = page.createElement("button");
  copy.type = "button";
  copy.className = "button quiet";
  copy.textContent = t("branch.copy");
  copy.addEventListener("click", () => {
    void copyText(link.value, () => link.focus()).then((could) =>
      announce(page, t(could ? "branch.copied" : "drafting.help.notCopied")),
    );
  });
  link.after(copy);
  link.addEventListener("focus", () => link.select());

  form.addEventListener("submit", (event) => {
    // Closing it changes what the page offers: it comes back as a page.
    if (!(event.submitter instanceof HTMLButtonElement) || event.submitter.value !== "renew") return;
    event.preventDefault();
    const { submitter } = event;
    submitter.disabled = true;
    void askForLink(form)
      .then((made) => {
        link.value = made;
        shown.hidden = false;
        page.getElementById("invite-close")?.removeAttribute("hidden");
        said.textContent = "";
        submitter.textContent = t("branch.inviteRenew");
        link.focus();
      })
      .catch(() => void (said.textContent = t("branch.inviteFailed")))
      .finally(() => void (submitter.disabled = false));
  });
}

async function askForLink(form: HTMLFormElement): Promise<string> {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams({ act: "renew" }),
    headers: { accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`no invitation: ${answer.status}`);
  return ((await answer.json()) as NewInvitation).link;
}
