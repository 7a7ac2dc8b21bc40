// A change as it is read: over the whole paragraph with native <ins> and <del>, and in words beneath it.
import { imageUnit } from "@pliego/shared/suggestions/block-words.ts";
import { editSentence } from "@pliego/shared/suggestions/sentences.ts";
import type { ChangePiece, EditSentence, PlaceView } from "@pliego/shared/suggestions/views.ts";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";
import { Citation } from "./citation.tsx";

interface ChangeProps {
  readonly places: readonly PlaceView[];
  readonly words: Words;
  /** The address of a place in the text; without it the place is only named. */
  readonly placeHref?: (block: string) => string;
  /** The place is said elsewhere already, when there is only one. */
  readonly cited?: boolean;
}

export function Change({ places, words, placeHref, cited = false }: ChangeProps) {
  return (
    <div class="change">
      {places.map((place) => (
        <section key={place.block}>
          {!(cited && places.length === 1) && (
            <p class="cite">
              {placeHref ? (
                <a href={placeHref(place.block)}>
                  <Citation place={place} words={words} />
                </a>
              ) : (
                <Citation place={place} words={words} />
              )}
            </p>
          )}
          <Pieces pieces={place.pieces} words={words} />
          <Sentences edits={place.sentences} words={words} />
        </section>
      ))}
    </div>
  );
}

interface PiecesProps {
  readonly pieces: readonly ChangePiece[];
  readonly words: Words;
}

/** The paragraph with the change over it. */
export function Pieces({ pieces, words }: PiecesProps) {
  return (
    <p class="over" lang={policyLanguage}>
      {pieces.map(({ kind, text }, at) => {
        const shown = <Lines text={text} words={words} />;
        if (kind === "deleted") return <del key={at}>{shown}</del>;
        if (kind === "inserted") return <ins key={at}>{shown}</ins>;
        return <span key={at}>{shown}</span>;
      })}
    </p>
  );
}

/** The paragraph as it would read with the change in it; `gone` when it would be taken out whole. */
export function Result({ pieces, words, gone = false }: PiecesProps & { readonly gone?: boolean }) {
  const text = pieces
    .map((piece) => (piece.kind === "deleted" ? "" : piece.text))
    .join("")
    .replace(/^\n+/, "");
  return (
    <p class="over" lang={policyLanguage}>
      {text.trim() === "" ? (
        <em lang={words.locale}>{words.t(gone ? "change.blockGone" : "change.nothingLeft")}</em>
      ) : (
        <Lines text={text} words={words} />
      )}
    </p>
  );
}

/** Plain words of the text: line feeds are breaks, images are named. */
export function Lines({ text, words }: { readonly text: string; readonly words: Words }) {
  return (
    <>
      {text
        .replaceAll(imageUnit, words.t("change.image"))
        .split("\n")
        .flatMap((line, at) => (at === 0 ? [line] : [<br key={at} />, line]))}
    </>
  );
}

export function Sentences({
  edits,
  words,
}: {
  readonly edits: readonly EditSentence[];
  readonly words: Words;
}) {
  return (
    <ul class="sentences">
      {edits.map((edit, at) => (
        <li key={at}>{editSentence(edit, words.t)}</li>
      ))}
    </ul>
  );
}
