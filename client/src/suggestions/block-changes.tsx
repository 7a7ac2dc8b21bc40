// What differs between two texts, block by block, with the change over each block.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { BlockChange } from "@pliego/shared/suggestions/views.ts";
import type { Words } from "../words.ts";
import { Pieces } from "./change.tsx";
import { Citation } from "./citation.tsx";

const kinds: Readonly<Record<BlockChange["kind"], MessageKey>> = {
  changed: "changes.changed",
  added: "changes.added",
  removed: "changes.removed",
  restyled: "changes.restyled",
  moved: "changes.moved",
};

export function BlockChanges({
  changes,
  words,
}: {
  readonly changes: readonly BlockChange[];
  readonly words: Words;
}) {
  return (
    <div class="change">
      {changes.map((change) => (
        <section key={change.block}>
          <p class="cite">
            <Citation place={change} words={words} />. {words.t(kinds[change.kind])}
          </p>
          <Pieces pieces={change.pieces} words={words} />
        </section>
      ))}
    </div>
  );
}
