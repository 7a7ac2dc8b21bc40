// The contents of a text: a column beside it on wide screens; on narrow ones a sheet that a button brings up from the
// bottom. The button and the sheet need no script (popover); where that is unknown the list stands above the text.
import { blockAnchor } from "@pliego/shared/routes.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import type { Words } from "../words.ts";
import { policyLanguage } from "./language.ts";
import { outlineTree, type OutlineBranch } from "./outline-tree.ts";

interface OutlineProps {
  readonly doc: DocJSON;
  readonly words: Words;
}

export function Outline({ doc, words: { t } }: OutlineProps) {
  const tree = outlineTree(doc);
  if (tree.length === 0) return null;
  return (
    <>
      <button type="button" class="button outline-open" popovertarget="outline">
        {t("reading.outline")}
      </button>
      <nav id="outline" class="outline" popover aria-labelledby="outline-title">
        <div class="outline-head">
          <h2 id="outline-title">{t("reading.outline")}</h2>
          <button
            type="button"
            class="button inside outline-close"
            popovertarget="outline"
            popovertargetaction="hide"
          >
            {t("reading.closeOutline")}
          </button>
        </div>
        <Entries branches={tree} />
      </nav>
    </>
  );
}

function Entries({ branches }: { readonly branches: readonly OutlineBranch[] }) {
  return (
    <ol lang={policyLanguage}>
      {branches.map(({ entry, children }) => (
        <li key={entry.id} class={entry.kind}>
          <a href={`#${blockAnchor(entry.id)}`}>{entry.text}</a>
          {children.length > 0 && <Entries branches={children} />}
        </li>
      ))}
    </ol>
  );
}
