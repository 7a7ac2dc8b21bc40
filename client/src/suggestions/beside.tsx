// What stands beside a suggestion, each with the way to it: who proposes exactly the same, how many other wordings compete
// with it, and which say nearly the same. Nothing is joined here. Rule S39.
import { placedSentence } from "@pliego/shared/suggestions/sentences.ts";
import type { RelatedLine, SignerLine, SuggestionView } from "@pliego/shared/suggestions/views.ts";
import type { Words } from "../words.ts";
import { namesIn } from "./byline.tsx";
import { fitClass, fitSentences } from "./standing.tsx";

interface WaysProps {
  readonly words: Words;
  /** The address of another suggestion's page. */
  readonly hrefOf: (folio: string) => string;
}

interface BesideProps extends WaysProps {
  readonly suggestion: Pick<SuggestionView, "signers" | "competing">;
  /** Where the competing wordings are listed. */
  readonly competingHref: string;
}

/** The id of the part of a folio's page that lists the competing wordings. */
export const competingId = "competing";

/** In two sentences: its co-signers, and with how many others it competes. */
export function Beside({ suggestion: { signers, competing }, competingHref, ...ways }: BesideProps) {
  return (
    <>
      <Signers signers={signers} {...ways} />
      {competing > 0 && (
        <p class="competes">
          <a href={competingHref}>{ways.words.t("beside.competes", { count: competing })}</a>
        </p>
      )}
    </>
  );
}

/** More than these are shown when asked for. */
const signersShown = 3;

export function Signers({ signers, words, hrefOf }: WaysProps & { readonly signers: readonly SignerLine[] }) {
  const { t } = words;
  if (signers.length === 0) return null;
  const [shown, others] = [signers.slice(0, signersShown), signers.slice(signersShown)];
  const named = (some: readonly SignerLine[]) =>
    some.map((signer, at) => (
      <span key={signer.folio}>
        {at > 0 && ", "}
        <a href={hrefOf(signer.folio)}>
          {namesIn(signer, words)} (<span class="together">{signer.folio}</span>)
        </a>
      </span>
    ));
  return (
    <div class="signers">
      <p>
        {t("beside.signers", { count: signers.length })} {named(shown)}
      </p>
      {others.length > 0 && (
        <details>
          <summary>{t("beside.moreSigners", { count: others.length })}</summary>
          <p>{named(others)}</p>
        </details>
      )}
    </div>
  );
}

/** Other suggestions in a few words: whose, what they change and where, and whether they still fit. */
export function Related({ lines, words, hrefOf }: WaysProps & { readonly lines: readonly RelatedLine[] }) {
  const { t } = words;
  return (
    <ul class="related">
      {lines.map(({ folio, fit, places, ...line }) => (
        <li key={folio}>
          <p class="whose">
            <a class="go together" href={hrefOf(folio)}>
              {folio}
            </a>{" "}
            <span class="byline">{t("suggestion.by", { name: namesIn(line, words) })}</span>
          </p>
          {places.length > 0 && (
            <ul class="sentences">
              {places.flatMap((place) =>
                place.sentences.map((edit, at) => (
                  <li key={`${place.block} ${at}`}>{placedSentence(place, edit, t)}</li>
                )),
              )}
            </ul>
          )}
          {fit !== "clean" && <p class={fitClass(fit)}>{t(fitSentences[fit])}</p>}
        </li>
      ))}
    </ul>
  );
}
