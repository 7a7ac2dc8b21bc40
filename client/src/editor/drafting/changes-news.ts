// What the text changes against the official one, asked for again after it was written on, and shown beside it.
import { createElement, render } from "preact";
import type { DraftingNews } from "../../decisions/drafting-facts.ts";
import { BlockChanges } from "../../suggestions/block-changes.tsx";
import type { Words } from "../../words.ts";

const refreshMs = 1200;

interface NewsProps {
  readonly page: Document;
  readonly words: Words;
  /** What is made of them: the institution's next version, or a suggestion. */
  readonly kind: "draft" | "branch";
  /** Where they are asked for; "" asks nothing. */
  readonly from: string;
  readonly isSaved: () => boolean;
}

export interface ChangesNews {
  /** Asks in a moment, once what is written is saved: the server only tells of what it has. */
  readonly askSoon: () => void;
}

export function askingForChanges({ page, words, kind, from, isSaved }: NewsProps): ChangesNews {
  const { t } = words;
  const change = (id: string, how: (part: HTMLElement) => void) => {
    const part = page.getElementById(id);
    if (part !== null) how(part);
  };
  let asking: ReturnType<typeof setTimeout> | undefined;
  const askSoon = () => {
    if (from === "") return;
    clearTimeout(asking);
    asking = setTimeout(() => {
      if (!isSaved()) return askSoon();
      void ask().catch(() => askSoon());
    }, refreshMs);
  };
  const ask = async () => {
    const answer = await fetch(from, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const { changes, latestNumber } = (await answer.json()) as DraftingNews;
    change("no-changes", (part) => {
      part.hidden = changes.length > 0;
      part.textContent = t("drafting.empty", { number: latestNumber });
    });
    change("publish", (form) => {
      form.hidden = changes.length === 0 && form.dataset["kept"] === undefined;
    });
    change("latest", (part) => (part.textContent = t("drafting.latest", { number: latestNumber })));
    change("publish-button", (button) => {
      if (kind === "draft") button.textContent = t("drafting.publish", { number: latestNumber + 1 });
    });
    change("changes-list", (list) => render(createElement(BlockChanges, { changes, words }), list));
  };
  return { askSoon };
}
