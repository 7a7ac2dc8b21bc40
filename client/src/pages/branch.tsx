// Where the authors of one suggestion write it together. The text comes with the script; without it the page shows what was
// last saved, and inviting, sending and leaving are plain forms.
import { routes } from "@pliego/shared/routes.ts";
import type { BranchFacts } from "../branches/facts.ts";
import { Authors, Invite, Leave, Send } from "../branches/parts.tsx";
import { ConsultationHeading } from "../consultations/heading.tsx";
import { DraftChanges } from "../decisions/draft-changes.tsx";
import { WritingSheet } from "../decisions/writing-sheet.tsx";
import { Notice } from "../ui/notice.tsx";
import type { PageView } from "./view.ts";

export const branch: PageView<"branch"> = {
  title: ({ consultation }, { t }) => `${t("branch.title")} · ${consultation.title}`,
  unlisted: true,
  script: {
    says: [
      "drafting.",
      "branch.",
      "changes.",
      "change.",
      "place.",
      "propose.send",
      "reading.paragraph",
      "count.",
    ],
    knows: ({ branch, serverPath, roomName, mode, epoch, keepAs }): BranchFacts => ({
      kind: "branch",
      mode,
      serverPath,
      roomName,
      epoch,
      keepAs,
      branch,
      changes: routes.branchChanges(branch),
    }),
  },
  body: (data, words) => {
    const { t } = words;
    const { consultation, changes, latestNumber } = data;
    return (
      <div class="drafting branch">
        <div class="drafting-head">
          <ConsultationHeading consultation={consultation} title={t("branch.title")} words={words} />
          <p class="lead">{t("branch.lead")}</p>
          <p class="ways">
            <span id="latest">{t("drafting.latest", { number: latestNumber })}</span>{" "}
            <a class="to-changes" href="#draft-changes">
              {t("drafting.toChanges")}
            </a>{" "}
            <a class="to-changes" href="#invite">
              {t("branch.authorsTo")}
            </a>
          </p>
          <noscript>
            <Notice kind="needs">
              <p>{t("branch.needsScript")}</p>
            </Notice>
          </noscript>
        </div>
        <WritingSheet mode={data.mode} doc={data.doc} pageTitle={consultation.title} words={words} />
        <div class="drafting-side">
          <Invite data={data} words={words} />
          <Authors data={data} words={words} />
          <DraftChanges
            title={t("branch.changes")}
            changes={changes}
            latestNumber={latestNumber}
            words={words}
          />
          <Send data={data} words={words} />
          <Leave data={data} words={words} />
        </div>
      </div>
    );
  },
};
