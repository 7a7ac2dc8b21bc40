// The officials' desk: what waits for a decision, one suggestion over the text as it stands, and the decision with its
// reason. Accepting is offered only where the suggestion has its place; what was shown goes back in the form.
import { reasonLength } from "@pliego/shared/decisions/decisions.ts";
import type { DeskPage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { Decision } from "../decisions/decision.tsx";
import { Simulated } from "../decisions/simulated.tsx";
import { Related } from "../suggestions/beside.tsx";
import { policyLanguage } from "../text/language.ts";
import { Button } from "../ui/button.tsx";
import { CountedField } from "../ui/counted-field.tsx";
import { Key } from "../ui/key.tsx";
import { CaseList } from "../work-screens/case-list.tsx";
import type { WorkFacts } from "../work-screens/facts.ts";
import { Case, placeHref, Refused, WorkHeading } from "../work-screens/screen.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const desk: PageView<"desk"> = {
  title: (_, { t }) => t("desk.title"),
  unlisted: true,
  script: {
    says: ["work.", "live.", "count."],
    knows: ({ cases, current, since }, { href }): WorkFacts => ({
      desk: "desk",
      current: current?.suggestion.folio ?? "",
      listed: cases.map(({ folio }) => folio),
      reload: href(routes.desk()),
      since,
    }),
  },
  body: (data, words) => {
    const { cases, current } = data;
    const { t, href } = words;
    return (
      <div class="work">
        <WorkHeading title={t("desk.title")} lead={t("desk.lead")} words={words} />
        <CaseList
          title={t("desk.waiting", { count: cases.length })}
          cases={cases}
          current={current?.suggestion.folio}
          hrefOf={(folio) => href(routes.deciding(folio))}
          words={words}
        />
        {current === null ? (
          <p class="empty">{t(cases.length === 0 ? "desk.empty" : "work.choose")}</p>
        ) : (
          <>
            <Case {...current} words={words} after={<Others current={current} words={words} />}>
              <Simulated current={current} words={words} placeHref={placeHref(current.consultation, words)} />
            </Case>
            <Act data={data} current={current} words={words} />
          </>
        )}
      </div>
    );
  },
};

type Current = NonNullable<DeskPage["current"]>;

interface PartProps {
  readonly current: Current;
  readonly words: Words;
}

/** The other suggestions of the same words, each with the way to its own place at the desk. */
function Others({ current: { competing, similar }, words }: PartProps) {
  const { t, href } = words;
  const hrefOf = (folio: string) => href(routes.deciding(folio));
  return (
    <>
      {competing.length > 0 && (
        <>
          <h3>{t("desk.competing")}</h3>
          <Related lines={competing} hrefOf={hrefOf} words={words} />
        </>
      )}
      {similar.length > 0 && (
        <>
          <h3>{t("related.similar")}</h3>
          <p class="small">{t("related.similarNote")}</p>
          <Related lines={similar} hrefOf={hrefOf} words={words} />
        </>
      )}
    </>
  );
}

interface ActProps extends PartProps {
  readonly data: DeskPage;
}

function Act({ data: { draft, problem, decided }, current, words }: ActProps) {
  const { t, href } = words;
  const { suggestion, consultation, simulated, hash } = current;
  const open = suggestion.state === "published" && decided === null;
  return (
    <section class="act-side" aria-label={t("work.act")}>
      <Refused problem={problem} words={words} />
      {decided !== null && (
        <div class="decided">
          <h3>{t("desk.decided")}</h3>
          <Decision decision={decided} consultation={consultation.slug} words={words} />
        </div>
      )}
      {(open || draft.reason !== "") && (
        <form class="form" method="post" action={href(routes.deciding(suggestion.folio))}>
          <input type="hidden" name="shown" value={hash} />
          <CountedField
            id="reason"
            label={t("desk.reason")}
            hint={t("desk.reasonHint", reasonLength)}
            errorId={problem === null ? undefined : "problem"}
            value={draft.reason}
            rows={8}
            lang={policyLanguage}
            length={reasonLength}
          >
            <p class="hint keys-note">
              <Key name="m" /> {t("desk.reasonKey")}
            </p>
          </CountedField>
          {open && (
            // Neither answer is the one to give: they weigh the same.
            <div class="acts">
              {simulated !== null && (
                <Button kind="quiet" name="outcome" value="accepted" shortcut="a">
                  {t("desk.accept")}
                </Button>
              )}
              <Button kind="quiet" name="outcome" value="rejected" shortcut="n">
                {t("desk.reject")}
              </Button>
            </div>
          )}
          {open && (
            <p class="small">
              {simulated === null
                ? t("desk.rejectOnly")
                : simulated.length === 0
                  ? t("desk.acceptSame")
                  : t("desk.acceptNote", { number: current.latestNumber + 1 })}
            </p>
          )}
        </form>
      )}
    </section>
  );
}
