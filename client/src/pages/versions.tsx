// Every version of a text, newest first, with its date, why it exists, and the code that proves it.
import { routes } from "@pliego/shared/routes.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import type { PageView } from "./view.ts";

export const versions: PageView<"versions"> = {
  title: ({ consultation }, { t }) => `${t("versions.title")} · ${consultation.title}`,
  description: (_, { t }) => t("versions.lead"),
  body: ({ consultation, revisions }, words) => {
    const newestFirst = revisions.toSorted((a, b) => b.number - a.number);
    const latest = newestFirst[0]?.number;
    return (
      <div class="column">
        <ConsultationHeading consultation={consultation} title={words.t("versions.title")} words={words} />
        <p class="lead">{words.t("versions.lead")}</p>
        {newestFirst.length === 0 && <p class="empty">{words.t("versions.empty")}</p>}
        <ol class="ledger">
          {newestFirst.map((revision) => (
            <li key={revision.number}>
              <h2>
                <a href={words.href(routes.version(consultation.slug, revision.number))}>
                  {words.t("frame.version", { number: revision.number })}
                </a>
                {revision.number === latest && <span class="aside"> {words.t("versions.current")}</span>}
              </h2>
              <p>
                {words.t("versions.publishedAt", { date: words.moment(revision.publishedAt) })}{" "}
                {words.t(`versions.madeBy.${revision.madeBy}`)}
              </p>
              {revision.reason !== "" && <p class="reason">{revision.reason}</p>}
              {revision.madeBy !== "import" && (
                <p>
                  <a
                    href={words.href(routes.versionChanges(consultation.slug, revision.number))}
                    aria-label={words.t("changes.title", { number: revision.number })}
                  >
                    {words.t("changes.link")}
                  </a>
                </p>
              )}
              <p class="small">
                {words.t("frame.hash")}: <code class="hash">{revision.hash}</code>
              </p>
            </li>
          ))}
        </ol>
      </div>
    );
  },
};
