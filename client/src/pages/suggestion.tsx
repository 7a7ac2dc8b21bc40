// The page of one folio: the change over the text, why, how it stands, what was decided, and where the record has it.
// To its author it is the receipt too.
import type { RecordLine, SuggestionPage } from "@pliego/shared/pages.ts";
import { blockAddress, routes } from "@pliego/shared/routes.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import { Decision } from "../decisions/decision.tsx";
import { ruleNames } from "../moderation/rules.ts";
import { recordSentence, shortHash } from "../record/entry.tsx";
import { Beside, competingId, Related } from "../suggestions/beside.tsx";
import { Byline } from "../suggestions/byline.tsx";
import { Change } from "../suggestions/change.tsx";
import { Standing } from "../suggestions/standing.tsx";
import { policyLanguage } from "../text/language.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const suggestion: PageView<"suggestion"> = {
  title: ({ consultation, suggestion }, { t }) =>
    `${t("suggestion.title", { folio: suggestion.folio })} · ${consultation.title}`,
  unlisted: true,
  body: (data, words) => {
    const { consultation, suggestion, decision, entries } = data;
    const { t, href } = words;
    const hrefOf = (folio: string) => href(routes.suggestion(consultation.slug, folio));
    return (
      <div class="column folio">
        <ConsultationHeading
          consultation={consultation}
          title={<Title folio={suggestion.folio} words={words} />}
          words={words}
        />
        <div class="where-it-stands">
          <Receipt data={data} words={words} />
          <Standing stands={suggestion} words={words} />
          <Beside suggestion={suggestion} competingHref={`#${competingId}`} hrefOf={hrefOf} words={words} />
          <Hidden data={data} words={words} />
          <Withdrawn data={data} words={words} />
        </div>
        <section>
          <h2>{t("suggestion.change")}</h2>
          <p class="small">{t("suggestion.base", { number: suggestion.base })}</p>
          <Change
            places={suggestion.places}
            words={words}
            placeHref={(block) => href(blockAddress(consultation.slug, block))}
          />
        </section>
        <section>
          <h2>{t("suggestion.why")}</h2>
          <p class="rationale written" lang={policyLanguage}>
            {suggestion.rationale}
          </p>
          <Byline suggestion={suggestion} words={words} />
        </section>
        {decision !== null && (
          <section>
            <h2>{t("decision.title")}</h2>
            <Decision decision={decision} consultation={consultation.slug} words={words} />
          </section>
        )}
        <div id={competingId}>
          {data.competing.length > 0 && (
            <section>
              <h2>{t("related.competing")}</h2>
              <p class="small">{t("related.competingNote")}</p>
              <Related lines={data.competing} hrefOf={hrefOf} words={words} />
            </section>
          )}
          {data.similar.length > 0 && (
            <section>
              <h2>{t("related.similar")}</h2>
              <p class="small">{t("related.similarNote")}</p>
              <Related lines={data.similar} hrefOf={hrefOf} words={words} />
            </section>
          )}
        </div>
        <Withdrawing data={data} words={words} />
        <InRecord entries={entries} consultation={consultation.slug} words={words} />
      </div>
    );
  },
};

/** The folio is never broken at its hyphens. */
function Title({ folio, words: { t } }: { readonly folio: string; readonly words: Words }) {
  const [before, after] = t("suggestion.title", { folio: "\n" }).split("\n");
  return (
    <>
      {before}
      <span class="together">{folio}</span>
      {after}
    </>
  );
}

interface PartProps {
  readonly data: SuggestionPage;
  readonly words: Words;
}

/** What its author needs to know once it is sent: that it arrived, under which folio, and what happens next. */
function Receipt({ data: { mine, suggestion }, words: { t, moment } }: PartProps) {
  if (!mine || suggestion.state !== "in_review") return null;
  return (
    <Notice kind="calm" id="receipt">
      <h2 class="arrived">{t("receipt.arrived")}</h2>
      <p>{t("receipt.folio", { folio: suggestion.folio, date: moment(suggestion.submittedAt) })}</p>
      <p>{t("receipt.next")}</p>
      <p>{t((suggestion.coauthors ?? []).length > 0 ? "receipt.onlyAuthors" : "receipt.onlyYou")}</p>
    </Notice>
  );
}

/** A hidden one says to its author which rule, and in which words. */
function Hidden({ data: { suggestion, moderation }, words: { t, day } }: PartProps) {
  if (suggestion.state !== "hidden" || moderation === null || moderation.rule === "") return null;
  return (
    <Notice kind="needs">
      <p>{t("suggestion.hiddenBy", { rule: t(ruleNames[moderation.rule]), date: day(moderation.at) })}</p>
      <p class="written" lang={policyLanguage}>
        {moderation.sentence}
      </p>
    </Notice>
  );
}

/** What its author took back she can still read here. */
function Withdrawn({ data: { mine, suggestion }, words: { t } }: PartProps) {
  if (!mine || suggestion.state !== "withdrawn") return null;
  return (
    <Notice kind="calm">
      <p>{t("suggestion.withdrawn")}</p>
    </Notice>
  );
}

/** Said before it is done: what goes, and what stays. */
function Withdrawing({ data: { mayWithdraw, consultation, suggestion }, words: { t, href } }: PartProps) {
  if (!mayWithdraw) return null;
  return (
    <details class="withdraw">
      <summary>{t("withdraw.title")}</summary>
      <form class="form" method="post" action={href(routes.withdrawing(consultation.slug, suggestion.folio))}>
        <p>{t("withdraw.explain")}</p>
        <Button kind="quiet">{t("withdraw.act")}</Button>
      </form>
    </details>
  );
}

interface InRecordProps {
  readonly entries: readonly RecordLine[];
  readonly consultation: string;
  readonly words: Words;
}

function InRecord({ entries, consultation, words }: InRecordProps) {
  const { t, href, moment } = words;
  if (entries.length === 0) return null;
  return (
    <section class="in-record">
      <h2>{t("suggestion.inRecord")}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.seq}>
            <p>
              <a href={`${href(routes.record(consultation))}#asiento-${entry.seq}`}>
                {t("suggestion.entry", { number: entry.seq })}
              </a>
              . {recordSentence(entry, words)}, <time datetime={entry.at}>{moment(entry.at)}</time>.
            </p>
            <details>
              <summary>
                {t("record.code")}: <code title={entry.hash}>{shortHash(entry.hash)}</code>
              </summary>
              <code class="hash">{entry.hash}</code>
            </details>
          </li>
        ))}
      </ul>
      <p class="small">{t("suggestion.verify")}</p>
    </section>
  );
}
