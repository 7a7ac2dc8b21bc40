// Writing a suggestion: one paragraph, changed in place, and why. A plain form; with script the paragraph becomes an
// editor that marks the changes, and a draft is kept on the device.
import type { ProposePage } from "@pliego/shared/pages.ts";
import { blockAddress, routes, signInThen } from "@pliego/shared/routes.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import { Lines, Sentences } from "../suggestions/change.tsx";
import { Citation, citation } from "../suggestions/citation.tsx";
import type { ProposeFacts } from "../suggestions/facts.ts";
import { editsOf } from "../suggestions/sentences.ts";
import { policyLanguage } from "../text/language.ts";
import { Button } from "../ui/button.tsx";
import { CountedField } from "../ui/counted-field.tsx";
import { LongField } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const propose: PageView<"propose"> = {
  title: ({ consultation }, { t }) => `${t("propose.title")} · ${consultation.title}`,
  unlisted: true,
  script: {
    says: ["change.", "propose.", "count."],
    knows: (data, { href }): ProposeFacts => ({
      consultation: data.consultation.slug,
      block: data.block,
      base: baseOf(data),
      original:
        data.current === null
          ? data.original
          : makeBlock(data.original.attrs, [{ type: "text", text: data.current.words }]),
      refused: data.problem !== null,
      rationaleLength: data.rationaleLength,
      signIn: href(signInThen(href(routes.propose(data.consultation.slug, data.block)))),
    }),
  },
  body: (data, words, { viewer }) => {
    const { consultation, block, key, rationale, rationaleLength, problem } = data;
    const { t, href } = words;
    const errorId = problem === null ? undefined : "problem";
    return (
      <div class="column propose">
        <ConsultationHeading
          consultation={consultation}
          block={block}
          title={t("propose.title")}
          words={words}
        >
          <p class="lead cite">
            <Citation place={data} words={words} />
          </p>
        </ConsultationHeading>
        <form
          class="form"
          id="propose"
          method="post"
          action={href(routes.propose(consultation.slug, block))}
          aria-label={`${t("propose.title")}: ${citation(data, words)}`}
        >
          <div id="said" class="said">
            {problem && (
              <Notice kind="stop" id="problem">
                <p>{t(problem.message, problem.params)}</p>
                {problem.status === 401 && (
                  // Only without script does this page come back so: what she wrote stays in this tab.
                  <p>
                    <a href={href(routes.signIn())} target="_blank">
                      {t("propose.signInOther")}
                    </a>
                  </p>
                )}
              </Notice>
            )}
            <SignInFirst data={data} words={words} needed={viewer === null && problem === null} />
          </div>
          <p id="draft" class="draft" hidden />
          <Current data={data} words={words} />
          <input type="hidden" name="base" value={baseOf(data)} />
          <input type="hidden" name="block" value={block} />
          <input type="hidden" name="key" value={key} />
          <div class="writing">
            <LongField
              id="words"
              label={t("propose.words")}
              hint={t("propose.wordsHint")}
              errorId={errorId}
              value={data.words}
              rows={rowsFor(data.words)}
              lang={policyLanguage}
              prose
              required
            />
          </div>
          <div id="told" class="told" aria-live="polite">
            {data.words !== data.originalWords && (
              <Sentences
                edits={editsOf(data.originalWords, wordChanges(data.originalWords, data.words))}
                words={words}
              />
            )}
          </div>
          <CountedField
            id="rationale"
            label={t("propose.rationale")}
            hint={t("propose.rationaleHint", rationaleLength)}
            errorId={errorId}
            value={rationale}
            length={rationaleLength}
            lang={policyLanguage}
          />
          <p class="next">{t("propose.next")}</p>
          <div class="acts">
            <Button>{t("propose.send")}</Button>
            <a class="go" href={href(blockAddress(consultation.slug, block))}>
              {t("propose.back")}
            </a>
            <a class="go" href={href(routes.branchBeginning(consultation.slug, block))}>
              {t("branch.begin")}
            </a>
          </div>
        </form>
      </div>
    );
  },
};

/** What the form is against: the text as it stands, once she has seen that it moved on. */
const baseOf = ({ base, current }: ProposePage): number => current?.base ?? base;

const charactersPerRow = 60;
const rowsFor = (text: string) => Math.min(18, Math.max(4, Math.ceil(text.length / charactersPerRow) + 1));

interface PartProps {
  readonly data: ProposePage;
  readonly words: Words;
}

function SignInFirst({ data, words, needed }: PartProps & { readonly needed: boolean }) {
  if (!needed) return null;
  const { t, href } = words;
  return (
    <Notice kind="calm">
      <p>
        <a href={href(signInThen(href(routes.propose(data.consultation.slug, data.block))))}>
          {t("propose.signIn")}
        </a>{" "}
        {t("propose.signInNote")}
      </p>
      <noscript>
        <p>{t("propose.noScript")}</p>
      </noscript>
    </Notice>
  );
}

/** The paragraph as it reads now, when it changed while she was writing. */
function Current({ data: { current }, words }: PartProps) {
  return (
    <section id="current" class="current" hidden={current === null} aria-labelledby="current-title">
      <h2 id="current-title" class="overline">
        {words.t("propose.current")}
      </h2>
      <blockquote class="over" lang={policyLanguage}>
        {current !== null && <Lines text={current.words} words={words} />}
      </blockquote>
      <p class="small">{words.t("propose.currentNote")}</p>
    </section>
  );
}
