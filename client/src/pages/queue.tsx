// The moderators' queue: what waits, one case in its place, and two acts. Moderators judge the rules, never the merits.
import { sentenceLength } from "@pliego/shared/moderation/rules.ts";
import type { QueuePage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { ruleNames } from "../moderation/rules.ts";
import { Change } from "../suggestions/change.tsx";
import { policyLanguage } from "../text/language.ts";
import { Button } from "../ui/button.tsx";
import { LongField } from "../ui/field.tsx";
import { Key } from "../ui/key.tsx";
import { CaseList } from "../work-screens/case-list.tsx";
import type { WorkFacts } from "../work-screens/facts.ts";
import { Case, placeHref, Refused, WorkHeading } from "../work-screens/screen.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const queue: PageView<"queue"> = {
  title: (_, { t }) => t("queue.title"),
  unlisted: true,
  script: {
    says: ["work.", "live."],
    knows: ({ cases, current, since }, { href }): WorkFacts => ({
      desk: "queue",
      current: current?.suggestion.folio ?? "",
      listed: cases.map(({ folio }) => folio),
      reload: href(routes.queue()),
      since,
    }),
  },
  body: (data, words) => {
    const { cases, current } = data;
    const { t, href } = words;
    return (
      <div class="work">
        <WorkHeading title={t("queue.title")} lead={t("queue.lead")} words={words} />
        <CaseList
          title={t("queue.waiting", { count: cases.length })}
          cases={cases}
          current={current?.suggestion.folio}
          hrefOf={(folio) => href(routes.moderating(folio))}
          words={words}
        />
        {current === null ? (
          <p class="empty">{t(cases.length === 0 ? "queue.empty" : "work.choose")}</p>
        ) : (
          <>
            <Case {...current} words={words}>
              <Change
                places={current.suggestion.places}
                words={words}
                placeHref={placeHref(current.consultation, words)}
              />
            </Case>
            <Act data={data} folio={current.suggestion.folio} words={words} />
          </>
        )}
      </div>
    );
  },
};

interface ActProps {
  readonly data: QueuePage;
  readonly folio: string;
  readonly words: Words;
}

function Act({ data: { current, rules, draft, problem }, folio, words }: ActProps) {
  const { t, href } = words;
  const action = href(routes.moderating(folio));
  const errorId = problem === null ? undefined : "problem";
  if (current?.suggestion.state !== "in_review")
    return (
      <section class="act-side" aria-label={t("work.act")}>
        <Refused problem={problem} words={words} />
        <p>{t("queue.done")}</p>
      </section>
    );
  return (
    <section class="act-side" aria-label={t("work.act")}>
      <Refused problem={problem} words={words} />
      <form class="form" method="post" action={action}>
        <p>{t("queue.approveNote")}</p>
        <Button name="verdict" value="approve" shortcut="a">
          {t("queue.approve")}
        </Button>
      </form>
      <form class="form hide" method="post" action={action}>
        <fieldset aria-describedby="merits">
          <legend>
            {t("queue.hideLegend")} <Key name="o" />
          </legend>
          <p class="hint" id="merits">
            {t("queue.merits")}
          </p>
          {rules.map(({ number, name }) => (
            <label key={name} class="choice">
              <input
                type="radio"
                name="rule"
                value={name}
                checked={draft.rule === name}
                aria-keyshortcuts={number === 1 ? "o" : undefined}
                required
              />
              <span>{t("queue.rule", { number, name: t(ruleNames[name]) })}</span>
            </label>
          ))}
        </fieldset>
        <LongField
          id="sentence"
          label={t("queue.sentence")}
          hint={t("queue.sentenceHint", sentenceLength)}
          errorId={errorId}
          value={draft.sentence}
          rows={4}
          lang={policyLanguage}
          minlength={sentenceLength.min}
          prose
          required
        />
        <Button kind="quiet" name="verdict" value="hide">
          {t("queue.hide")}
        </Button>
      </form>
    </section>
  );
}
