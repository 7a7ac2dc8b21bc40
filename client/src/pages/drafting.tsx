// The drafting room: officials write the next institutional change together, and others watch where they may. The text itself
// comes with the script; the page says without it what is in the room, and publishes it with a reason.
import { routes } from "@pliego/shared/routes.ts";
import type { DraftingPage } from "@pliego/shared/pages.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import type { DraftingFacts } from "../decisions/drafting-facts.ts";
import { DraftChanges } from "../decisions/draft-changes.tsx";
import { PublishForm } from "../decisions/publish-form.tsx";
import { WritingSheet } from "../decisions/writing-sheet.tsx";
import { Button } from "../ui/button.tsx";
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
        <p class="ways">
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
        <DraftChanges
          title={t("drafting.changes")}
          changes={changes}
          latestNumber={latestNumber}
          words={words}
        />
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
        <p class="lead" id="watch-lead">
          {t("drafting.watchLead")}
        </p>
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

function Publish({ data, words }: PartProps) {
  const { consultation, latestNumber, changes, reason, reasonLength, problem } = data;
  const { t, href } = words;
  return (
    <PublishForm
      action={href(routes.drafting(consultation.slug))}
      title={t("drafting.publishTitle")}
      isEmpty={changes.length === 0}
      problem={problem}
      why={{
        id: "reason",
        label: t("drafting.reason"),
        hint: t("drafting.reasonHint", reasonLength),
        value: reason,
        length: reasonLength,
      }}
      note={t("drafting.publishNote")}
      wait={t("drafting.publishWait")}
      act={t("drafting.publish", { number: latestNumber + 1 })}
      words={words}
    />
  );
}
