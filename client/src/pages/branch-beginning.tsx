// Before something is written together: what it is, and the one button that begins it.
import { routes } from "@pliego/shared/routes.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import { Citation } from "../suggestions/citation.tsx";
import { Button } from "../ui/button.tsx";
import type { PageView } from "./view.ts";

export const branchBeginning: PageView<"branchBeginning"> = {
  title: ({ consultation }, { t }) => `${t("branch.begin")} · ${consultation.title}`,
  unlisted: true,
  body: (data, words) => {
    const { t, href } = words;
    const { consultation, block } = data;
    return (
      <div class="column narrow">
        <ConsultationHeading
          consultation={consultation}
          block={block}
          title={t("branch.begin")}
          words={words}
        >
          <p class="lead">{t("branch.beginLead")}</p>
          <p class="cite">
            <Citation place={data} words={words} />
          </p>
        </ConsultationHeading>
        <ol class="steps">
          <li>{t("branch.beginText")}</li>
          <li>{t("branch.beginInvite")}</li>
          <li>{t("branch.beginSend")}</li>
        </ol>
        <form class="form" method="post" action={href(routes.branchBeginning(consultation.slug, block))}>
          <div class="acts">
            <Button>{t("branch.beginAct")}</Button>
            <a class="go" href={href(routes.propose(consultation.slug, block))}>
              {t("branch.beginAlone")}
            </a>
          </div>
        </form>
      </div>
    );
  },
};
