// What one version changed: the text it was made from against its own, with the reason and what made it.
import { routes } from "@pliego/shared/routes.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import { Reason } from "../decisions/decision.tsx";
import { BlockChanges } from "../suggestions/block-changes.tsx";
import { Button } from "../ui/button.tsx";
import type { PageView } from "./view.ts";

export const changes: PageView<"changes"> = {
  title: ({ consultation, revision }, { t }) =>
    `${t("changes.title", { number: revision.number })} · ${consultation.title}`,
  description: ({ revision }) => revision.reason,
  edition: ({ consultation, revision }) => ({
    title: consultation.title,
    number: revision.number,
    hash: revision.hash,
  }),
  body: ({ consultation, revision, parent, direct, folio, changes }, words) => {
    const { t, href, moment } = words;
    const { number } = revision;
    const title = direct ? t("changes.title", { number }) : t("changes.between", { from: parent, number });
    const version = (number: number) => (
      <li>
        <a class="go" href={href(routes.version(consultation.slug, number))}>
          {t("changes.read", { number })}
        </a>
      </li>
    );
    return (
      <div class="column">
        <ConsultationHeading consultation={consultation} title={title} words={words} />
        <section class="changes-facts">
          {direct && revision.reason !== "" && <Reason text={revision.reason} />}
          {direct && (
            <p>
              {t(`versions.madeBy.${revision.madeBy}`)}{" "}
              {folio !== "" && (
                <a href={href(routes.suggestion(consultation.slug, folio))}>{t("changes.from", { folio })}</a>
              )}
            </p>
          )}
          <p class="small">
            {t("versions.publishedAt", { date: moment(revision.publishedAt) })}{" "}
            {parent > 0 && t("changes.against", { number: parent })}
          </p>
          <ul class="ways">
            {version(revision.number)}
            {parent > 0 && version(parent)}
          </ul>
          {number > 2 && (
            <form
              class="compare"
              method="get"
              action={href(routes.versionChanges(consultation.slug, number))}
            >
              <label for="since">{t("changes.since")}</label>{" "}
              <select id="since" name="desde">
                {Array.from({ length: number - 1 }, (_, at) => number - 1 - at).map((earlier) => (
                  <option key={earlier} value={earlier} selected={earlier === parent}>
                    {t("frame.version", { number: earlier })}
                  </option>
                ))}
              </select>{" "}
              <Button kind="quiet">{t("changes.compare")}</Button>
            </form>
          )}
        </section>
        {changes.length === 0 ? (
          <p class="empty">{t("changes.empty")}</p>
        ) : (
          <section aria-labelledby="changes-title">
            <h2 id="changes-title">{t("changes.list", { count: changes.length })}</h2>
            <BlockChanges changes={changes} words={words} />
          </section>
        )}
      </div>
    );
  },
};
