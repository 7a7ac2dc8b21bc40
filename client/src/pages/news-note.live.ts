// One sentence about what has just happened, with the way to it, in a polite live region. It stays until it is closed.
import type { Words } from "../words.ts";

export interface News {
  readonly sentence: string;
  readonly link: { readonly label: string; readonly href: string } | undefined;
}

/** An empty live region at the end of `within`: there before it is filled, so that filling it is announced. */
export function makeNewsNote(within: HTMLElement): HTMLElement {
  const note = document.createElement("output");
  note.className = "news-note";
  within.append(note);
  return note;
}

export function tell(note: HTMLElement, { sentence, link }: News, { t }: Words): void {
  const words = document.createElement("p");
  words.append(sentence);
  if (link !== undefined) {
    const way = document.createElement("a");
    way.href = link.href;
    way.textContent = link.label;
    words.append(" ", way);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button inside";
  close.textContent = t("live.dismiss");
  close.addEventListener("click", () => note.replaceChildren());
  note.replaceChildren(words, close);
}
