// THE page: the text of one version to be read, with what a citizen needs to know around it and what people say in its
// margin. Every block has its permanent address, `#p-<id>`; the page is whole without its script.
import type { ReadingPage } from "@pliego/shared/pages.ts";
import { routes, signInThen } from "@pliego/shared/routes.ts";
import { deadline } from "../consultations/deadline.ts";
import { Resolved } from "../decisions/resolved.tsx";
import { Outline } from "../text/outline.tsx";
import { policyLanguage } from "../text/language.ts";
import { PolicyText } from "../text/policy-text.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const reading: PageView<"reading"> = {
  title: ({ consultation }) => consultation.title,
  description: ({ consultation }) => consultation.summary,
  edition: ({ consultation, revision }) => ({
    title: consultation.title,
    number: revision.number,
    hash: revision.hash,
  }),
  script: {
    says: [
      "sheet.",
      "change.",
      "kind.",
      "state.",
      "fit.",
      "beside.",
      "suggestion.by",
      "place.",
      "live.",
      "act.",
      "outcome.",
      "decision.made",
      "decision.textStays",
      "changes.title",
      "changes.link",
      "frame.version",
      "frame.hash",
      "reading.paragraph",
      "reading.published",
      "reading.printFoot",
      "reading.text",
    ],
    knows: ({ consultation, revision, latestNumber }) => ({
      consultation: consultation.slug,
      latest: revision.number === latestNumber,
    }),
  },
  body: (data, words, frame) => (
    <div class="reading" data-version={data.version} data-revision={data.revision.number}>
      <Opening data={data} words={words} signedIn={frame.viewer !== null && frame.viewer !== undefined} />
      <Outline doc={data.doc} words={words} />
      <article class="sheet" aria-label={words.t("reading.text", { number: data.revision.number })}>
        <PolicyText
          doc={data.doc}
          words={words}
          pageTitle={data.consultation.title}
          acting={
            isLatest(data)
              ? { consultation: data.consultation.slug, open: data.open, margin: data.margin }
              : undefined
          }
        />
      </article>
      <Resolved decisions={data.decisions} consultation={data.consultation.slug} words={words} />
      <Keep data={data} words={words} />
    </div>
  ),
};

const isLatest = ({ revision, latestNumber }: ReadingPage) => revision.number === latestNumber;

interface PartProps {
  readonly data: ReadingPage;
  readonly words: Words;
}

function Opening({ data, words, signedIn }: PartProps & { readonly signedIn: boolean }) {
  const { consultation, revision, latestNumber } = data;
  const { t, href, day } = words;
  return (
    <header class="opening">
      <p class="institution">{consultation.institution}</p>
      <h1 lang={policyLanguage}>{consultation.title}</h1>
      {revision.number < latestNumber && (
        <Notice kind="needs">
          <p>
            {t("reading.older", { number: revision.number, latest: latestNumber })}{" "}
            <a href={href(routes.reading(consultation.slug))}>{t("reading.goLatest")}</a>
          </p>
        </Notice>
      )}
      {consultation.summary !== "" && (
        <section class="in-short">
          <h2 class="overline">{t("reading.inShort")}</h2>
          <p class="lead">{consultation.summary}</p>
        </section>
      )}
      <div class="facts-line">
        <p class="deadline">{deadline(consultation, words)}</p>
        <p>
          {t("reading.published", { number: revision.number, date: day(revision.publishedAt) })}{" "}
          {revision.number > 1 && (
            <>
              <a
                href={href(routes.versionChanges(consultation.slug, revision.number))}
                aria-label={t("changes.title", { number: revision.number })}
              >
                {t("changes.link")}
              </a>{" "}
            </>
          )}
          <a href={href(routes.versions(consultation.slug))}>{t("reading.allVersions")}</a>
        </p>
        {consultation.watchable === true && (
          <p>
            <a href={href(routes.drafting(consultation.slug))}>{t("drafting.watch")}</a>
          </p>
        )}
        <p data-for="official" hidden>
          <a href={href(routes.drafting(consultation.slug))}>{t("drafting.enter")}</a>
        </p>
        <p>
          <a href={href(routes.suggestions(consultation.slug))}>{t("reading.allSuggestions")}</a>
        </p>
      </div>
      <section class="how">
        <h2 class="overline">{t("reading.howTitle")}</h2>
        <ul>
          {isLatest(data) && data.open ? (
            <>
              <li>{t("reading.howTap")}</li>
              <li>{t("reading.howPropose")}</li>
              <li>{t("reading.howWhy")}</li>
            </>
          ) : (
            <li>{t("reading.howRead")}</li>
          )}
          <li>{t("reading.howShare")}</li>
          {!signedIn && (
            <li data-signed-out>
              <a href={href(signInThen(href(routes.reading(consultation.slug))))}>{t("reading.howSignIn")}</a>{" "}
              {t("reading.howSignInNote")}
            </li>
          )}
        </ul>
      </section>
    </header>
  );
}

function Keep({ data: { consultation, revision }, words: { t, href } }: PartProps) {
  return (
    <section class="keep">
      <h2 class="overline">{t("reading.keep")}</h2>
      <ul>
        <li>
          <a href={routes.versionMarkdown(consultation.slug, revision.number)} type="text/markdown">
            {t("reading.markdown")}
          </a>
        </li>
        <li>
          <a href={routes.versionJson(consultation.slug, revision.number)} type="application/json">
            {t("reading.json")}
          </a>
        </li>
        <li>
          <a href={href(routes.record(consultation.slug))}>{t("reading.record")}</a>
        </li>
      </ul>
    </section>
  );
}
