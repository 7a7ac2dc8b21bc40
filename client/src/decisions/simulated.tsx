// What an official sees of a suggestion before she decides: over the text as it stands and how it would read; where it
// moved or has a new neighbour, that she look first; where it has no place, which of its edits, and why.
import type { DeskPage } from "@pliego/shared/pages.ts";
import { editSentence } from "@pliego/shared/suggestions/sentences.ts";
import type { Fit } from "@pliego/shared/suggestions/suggestion.ts";
import { Change, Result } from "../suggestions/change.tsx";
import { Citation } from "../suggestions/citation.tsx";
import { fitSentences } from "../suggestions/standing.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";

interface SimulatedProps {
  readonly current: NonNullable<DeskPage["current"]>;
  readonly words: Words;
}

interface PlacedProps extends SimulatedProps {
  /** The address of a place in the text. */
  readonly placeHref: (block: string) => string;
}

export function Simulated({ current, words, placeHref }: PlacedProps) {
  const { suggestion, latestNumber, simulated } = current;
  const { t } = words;
  if (simulated === null || simulated.length === 0)
    return (
      <>
        {suggestion.state === "published" && <WhyNotShown current={current} words={words} />}
        <h3>{t("desk.asWritten", { number: suggestion.base })}</h3>
        <Change places={suggestion.places} words={words} placeHref={placeHref} />
      </>
    );
  return (
    <>
      <LookFirst current={current} words={words} />
      <h3>{t("desk.overLatest", { number: latestNumber })}</h3>
      <Change places={simulated} words={words} placeHref={placeHref} />
      <h3>{t("desk.wouldRead")}</h3>
      <div class="change result">
        {simulated.map((place) => (
          <div key={place.block}>
            {simulated.length > 1 && (
              <p class="cite">
                <Citation place={place} words={words} />
              </p>
            )}
            <Result
              pieces={place.pieces}
              gone={place.sentences.some(({ kind }) => kind === "delete")}
              words={words}
            />
          </div>
        ))}
      </div>
    </>
  );
}

/** It has no place in the text, and which of its edits have none; or the text says it already. */
function WhyNotShown({ current, words }: SimulatedProps) {
  const { latestNumber, simulated } = current;
  const { t } = words;
  if (simulated !== null)
    return (
      <Notice kind="calm">
        <p>{t("desk.alreadySaid")}</p>
      </Notice>
    );
  return (
    <Notice kind="needs">
      <p>{t("desk.noPlace", { number: latestNumber })}</p>
      <EditsThatAre fits={["conflict", "orphaned"]} current={current} words={words} counted />
    </Notice>
  );
}

/** It goes in, but not where its author saw it, or beside what she did not see: an official looks first. */
function LookFirst({ current, words }: SimulatedProps) {
  const { edits, suggestion } = current;
  const fit = (["shifted", "relocated"] as const).find(
    (one) => suggestion.fit === one || edits.some((edit) => edit.fit === one),
  );
  if (fit === undefined || suggestion.state !== "published") return null;
  return (
    <Notice kind="needs">
      <p>{words.t(`desk.lookFirst.${fit}`)}</p>
      {edits.length > 1 && <EditsThatAre fits={["shifted", "relocated"]} current={current} words={words} />}
    </Notice>
  );
}

interface EditsProps extends SimulatedProps {
  readonly fits: readonly Exclude<Fit, "clean">[];
  /** Says how many of all they are. */
  readonly counted?: boolean;
}

/** The edits that stand like this, each with what became of its place. */
function EditsThatAre({ fits, current: { edits }, words: { t }, counted = false }: EditsProps) {
  const told = edits.flatMap(({ fit, sentence }) =>
    fit !== "clean" && fits.includes(fit) ? [{ fit, sentence }] : [],
  );
  if (told.length === 0) return null;
  return (
    <>
      {counted && edits.length > 1 && <p>{t("desk.unfit", { count: told.length, total: edits.length })}</p>}
      <ul>
        {told.map(({ fit, sentence }, at) => (
          <li key={at}>
            {editSentence(sentence, t)} <span class="because">{t(fitSentences[fit])}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
