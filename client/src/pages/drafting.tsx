// The drafting room: officials write the next institutional change together. The text itself comes with the script; the
// page says without it what is in the room, and publishes it with a reason.
import { routes } from "@pliego/shared/routes.ts";
import type { DraftingPage } from "@pliego/shared/pages.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import type { DraftingFacts } from "../decisions/drafting-facts.ts";
import { DraftingBar } from "../decisions/drafting-bar.tsx";
import { BlockChanges } from "../suggestions/block-changes.tsx";
import { policyLanguage } from "../text/language.ts";
import { LongField } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const drafting: PageView<"drafting"> = {
  title: ({ consultation }, { t }) => `${t("drafting.title")} · ${consultation.title}`,
  unlisted: true,
  script: {
    says: ["drafting.", "changes.", "change.", "place.", "reading.paragraph", "count."],
    knows: ({ consultation, serverPath, roomName }): DraftingFacts => ({
      serverPath,
      roomName,
      changes: routes.draftingChanges(consultation.slug),
    }),
  },
  body: (data, words) => {
    const { t } = words;
    return (
      <div class="drafting">
        <div class="drafting-head">
          <ConsultationHeading consultation={data.consultation} title={t("drafting.title")} words={words} />
          <p class="lead">{t("drafting.lead")}</p>
          <p>
            <span id="latest">{t("drafting.latest", { number: data.latestNumber })}</span>{" "}
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
        <section class="drafting-text" aria-labelledby="drafting-text-title">
          <h2 class="unseen" id="drafting-text-title">
            {t("drafting.text")}
          </h2>
          <div id="conflicts" />
          <DraftingBar words={words} />
          <p id="opening" class="small" hidden>
            {t("drafting.opening")}
          </p>
          <div id="room" class="room" />
        </section>
        <div class="drafting-side">
          <section id="draft-changes" aria-labelledby="draft-changes-title">
            <h2 id="draft-changes-title">{t("drafting.changes")}</h2>
            <p id="no-changes" class="small" hidden={data.changes.length > 0}>
              {t("drafting.empty", { number: data.latestNumber })}
            </p>
            <div id="changes-list" class="short">
              <BlockChanges changes={data.changes} words={words} />
            </div>
          </section>
          <Publish data={data} words={words} />
        </div>
      </div>
    );
  },
};

function Publish({ data, words: { t, href } }: { readonly data: DraftingPage; readonly words: Words }) {
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
