// What stands in a block's sheet: where one is, what one may do there, and what people proposed, one at a time.
import type { BlockSheet } from "@pliego/shared/pages.ts";
import type { SuggestionView } from "@pliego/shared/suggestions/views.ts";
import { routes } from "@pliego/shared/routes.ts";
import type { Words } from "../words.ts";
import { Beside, competingId } from "./beside.tsx";
import { Byline } from "./byline.tsx";
import { Change } from "./change.tsx";
import { Citation } from "./citation.tsx";
import { Standing } from "./standing.tsx";

export interface SheetProps {
  readonly words: Words;
  readonly consultation: string;
  readonly block: string;
  /** What the block is called until the sheet is here. */
  readonly called: string;
  readonly sheet: BlockSheet | "loading" | "failed";
  /** Where the form is; undefined when nothing may be proposed. */
  readonly proposeHref: string | undefined;
  /** Which suggestion is shown, from 0. */
  readonly at: number;
  readonly onTurn: (to: number) => void;
  readonly onCopy: () => void;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

export function Sheet(props: SheetProps) {
  const { words, sheet, called, proposeHref, onClose, onCopy } = props;
  const { t } = words;
  return (
    <>
      <header class="asking-head">
        <h2 id="asking-title">
          {typeof sheet === "string" ? called : <Citation place={sheet} words={words} />}
        </h2>
        <button type="button" class="button inside" onClick={onClose}>
          {t("sheet.close")}
        </button>
      </header>
      <div class="asking-body">
        <div class="acts">
          {proposeHref !== undefined && (
            <a class="button primary" href={proposeHref}>
              {t("sheet.propose")}
            </a>
          )}
          <button type="button" class="button inside" onClick={onCopy}>
            {t("sheet.copy")}
          </button>
        </div>
        {proposeHref === undefined && <p>{t("sheet.closed")}</p>}
        <div class="one" aria-live="polite">
          <Suggested {...props} />
        </div>
      </div>
    </>
  );
}

function Suggested({ words, consultation, sheet, at, onTurn, onAgain }: SheetProps) {
  const { t, href } = words;
  if (sheet === "loading") return <p>{t("sheet.loading")}</p>;
  if (sheet === "failed")
    return (
      <>
        <p>{t("sheet.failed")}</p>
        <button type="button" class="button quiet" onClick={onAgain}>
          {t("sheet.again")}
        </button>
      </>
    );
  const { suggestions } = sheet;
  const shown: SuggestionView | undefined = suggestions[at];
  if (shown === undefined) return <p>{t("sheet.none")}</p>;
  const hrefOf = (folio: string) => href(routes.suggestion(consultation, folio));
  return (
    <>
      <div class="turn">
        <p>{t("sheet.which", { number: at + 1, total: suggestions.length })}</p>
        {suggestions.length > 1 && (
          <div class="both">
            <button type="button" class="button inside" disabled={at === 0} onClick={() => onTurn(at - 1)}>
              {t("sheet.previous")}
            </button>
            <button
              type="button"
              class="button inside"
              disabled={at === suggestions.length - 1}
              onClick={() => onTurn(at + 1)}
            >
              {t("sheet.next")}
            </button>
          </div>
        )}
      </div>
      <Change places={shown.places} words={words} cited />
      <Byline suggestion={shown} words={words} />
      <Standing stands={shown} words={words} />
      <Beside
        suggestion={shown}
        competingHref={`${hrefOf(shown.folio)}#${competingId}`}
        hrefOf={hrefOf}
        words={words}
      />
      <p>
        <a class="go" href={hrefOf(shown.folio)}>
          {t("sheet.folio", { folio: shown.folio })}
        </a>
      </p>
    </>
  );
}
