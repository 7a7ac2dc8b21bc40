// The sheet of a writing room: the bar above it, the place where the script opens the text, and without script the text as it
// was last saved. The editor finds its parts by their ids.
import type { WritingRoom } from "@pliego/shared/pages.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { PolicyText } from "../text/policy-text.tsx";
import type { Words } from "../words.ts";
import { DraftingBar } from "./drafting-bar.tsx";

interface WritingSheetProps {
  readonly mode: WritingRoom["mode"];
  /** For who has no script; null: only what changes is shown without it. */
  readonly doc: DocJSON | null;
  /** The consultation's title, which the text's own says again. */
  readonly pageTitle: string;
  readonly words: Words;
}

export function WritingSheet({ mode, doc, pageTitle, words }: WritingSheetProps) {
  const { t } = words;
  return (
    <section class="drafting-text" aria-labelledby="drafting-text-title">
      <h2 class="unseen" id="drafting-text-title">
        {t("drafting.text")}
      </h2>
      <div id="conflicts" />
      <DraftingBar mode={mode} words={words} />
      <p id="opening" class="small" hidden>
        {t("drafting.opening")}
      </p>
      <div id="room" class="room" />
      {doc !== null && (
        <noscript>
          <div class="sheet">
            <PolicyText doc={doc} words={words} pageTitle={pageTitle} topHeading={3} />
          </div>
        </noscript>
      )}
    </section>
  );
}
