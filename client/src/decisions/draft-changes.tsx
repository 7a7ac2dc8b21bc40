// What the text of a room changes so far, beside the sheet. The script keeps it up to date and finds its parts by their ids.
import type { BlockChange } from "@pliego/shared/suggestions/views.ts";
import { BlockChanges } from "../suggestions/block-changes.tsx";
import type { Words } from "../words.ts";

interface DraftChangesProps {
  readonly title: string;
  readonly changes: readonly BlockChange[];
  readonly latestNumber: number;
  readonly words: Words;
}

export const DraftChanges = ({ title, changes, latestNumber, words }: DraftChangesProps) => (
  <section id="draft-changes" aria-labelledby="draft-changes-title">
    <h2 id="draft-changes-title">{title}</h2>
    <p id="no-changes" class="small" hidden={changes.length > 0}>
      {words.t("drafting.empty", { number: latestNumber })}
    </p>
    <div id="changes-list" class="short">
      <BlockChanges changes={changes} words={words} />
    </div>
  </section>
);
