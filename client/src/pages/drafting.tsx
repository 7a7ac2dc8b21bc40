// The drafting room: officials write the next institutional change together, and others watch where they may. The text itself
// comes with the script; the page says without it what is in the room, and publishes it with a reason.
import { routes } from "@pliego/shared/routes.ts";
import type { DraftingPage } from "@pliego/shared/pages.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import type { DraftingFacts } from "../decisions/drafting-facts.ts";
import { WritingSheet } from "../decisions/writing-sheet.tsx";
import { BlockChanges } from "../suggestions/block-changes.tsx";
import { policyLanguage } from "../text/language.ts";
import { Button } from "../ui/button.tsx";
import { LongField } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const drafting: PageView<"drafting"> = {
  title: ({ consultation }, { t }) => `${t("drafting.title")} · ${consultation.title}`,
  unlisted: true,
  script: {
    says: ["drafting.", "changes.", "change.", "place.", "reading.paragraph", "count."],
    knows: ({ consultation, serverPath, roomName, mode, epoch, keepAs }): DraftingFacts => ({
      kind: "draft",
      mode,
      serverPath,
      roomName,
      epoch,
      keepAs,
      changes: mode === "watch" ? "" : routes.draftingChanges(consultation.slug),
    }),
  },
  body: (data, words) => (data.mode === "watch" ? watching(data, words) : writing(data, words)),
};

function writing(data: DraftingPage, words: Words) {
  const { t } = words;
  const { consultation, mode, doc, changes, latestNumber } = data;
  return (
    <div class="drafting">
      <div class="drafting-head">
        <ConsultationHeading consultation={consultation} title={t("drafting.title")} words={words} />
        <p class="lead">{t(consultation.watchable === true ? "drafting.leadOpen" : "drafting.lead")}</p>
        <p>
          <span id="latest">{t("drafting.latest", { number: latestNumber })}</span>{" "}
          <a class="to-changes" href="#draft-changes">
            {t("drafting.toChanges")}
          </a>
        </p>
        <noscript>
          <Notice kind="needs">
            <p>{t("drafting.needsScript")}</p>
          </Notice>
        </noscript>
      </div>
      <WritingSheet mode={mode} doc={doc} pageTitle={consultation.title} words={words} />
      <div class="drafting-side">
        <section id="draft-changes" aria-labelledby="draft-changes-title">
          <h2 id="draft-changes-title">{t("drafting.changes")}</h2>
          <p id="no-changes" class="small" hidden={changes.length > 0}>
            {t("drafting.empty", { number: latestNumber })}
          </p>
          <div id="changes-list" class="short">
            <BlockChanges changes={changes} words={words} />
          </div>
        </section>
        <Publish data={data} words={words} />
        <Watchers data={data} words={words} />
      </div>
    </div>
  );
}

/** For who may look and not write: the text as it is being written, and no form. */
function watching({ consultation, mode, doc, latestNumber }: DraftingPage, words: Words) {
  const { t } = words;
  return (
    <div class="drafting watching">
      <div class="drafting-head">
        <ConsultationHeading consultation={consultation} title={t("drafting.title")} words={words} />
        <p class="lead">{t("drafting.watchLead")}</p>
        <p>{t("drafting.watchNote")}</p>
        <p id="latest">{t("drafting.latest", { number: latestNumber })}</p>
        <noscript>
          <Notice kind="calm">
            <p>{t("drafting.watchNeedsScript")}</p>
          </Notice>
        </noscript>
      </div>
      <WritingSheet mode={mode} doc={doc} pageTitle={consultation.title} words={words} />
    </div>
  );
}

interface PartProps {
  readonly data: DraftingPage;
  readonly words: Words;
}

/** Said before it is done: who sees it now, and that the record says so. */
function Watchers({ data: { consultation }, words: { t, href } }: PartProps) {
  const open = consultation.watchable === true;
  return (
    <form
      class="form watchers"
      method="post"
      action={href(routes.draftingOpening(consultation.slug))}
      aria-labelledby="watchers-title"
    >
      <h2 id="watchers-title">{t("drafting.watchers")}</h2>
      <p class="small">{t(open ? "drafting.watchersAll" : "drafting.watchersNone")}</p>
      <Button kind="quiet" name="open" value={open ? "no" : "yes"}>
        {t(open ? "drafting.closeToAll" : "drafting.openToAll")}
      </Button>
    </form>
  );
}

function Publish({ data, words: { t, href } }: PartProps) {
  const { consultation, latestNumber, changes, reason, reasonLength, problem } = data;
  const kept = problem !== null || reason !== "";
  return (
    <form
      class="form publish"
      id="publish"
      method="post"
      action={href(routes.drafting(consultation.slug))}
      aria-labelledby="publish-title"
      hidden={changes.length === 0 && !kept}
      data-kept={kept ? "" : undefined}
    >
      <h2 id="publish-title">{t("drafting.publishTitle")}</h2>
      {problem && (
        <Notice kind="stop" id="problem">
          <p>{t(problem.message, problem.params)}</p>
        </Notice>
      )}
      <LongField
        id="reason"
        label={t("drafting.reason")}
        hint={t("drafting.reasonHint", reasonLength)}
        errorId={problem === null ? undefined : "problem"}
        value={reason}
        rows={5}
        lang={policyLanguage}
        minlength={reasonLength.min}
        prose
        required
        after={
          <p id="reason-count" class="hint count" data-min={reasonLength.min} data-max={reasonLength.max} />
        }
      />
      <p class="small">{t("drafting.publishNote")}</p>
      <p id="publish-wait" class="notice needs" tabIndex={-1} role="alert" hidden>
        {t("drafting.publishWait")}
      </p>
      <button type="submit" class="button primary" id="publish-button">
        {t("drafting.publish", { number: latestNumber + 1 })}
      </button>
    </form>
  );
}
