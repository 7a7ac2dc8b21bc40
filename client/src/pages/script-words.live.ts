// Reads what the server wrote for the script.
import type { Catalogue } from "@pliego/shared/i18n/translate.ts";
import { speaking, type Words } from "../words.ts";
import type { ScriptWords } from "./script-words.ts";

export function readScriptWords(page: Document): ScriptWords {
  const written = page.getElementById("script-words")?.textContent ?? "{}";
  return { locale: "es-MX", messages: {}, ...(JSON.parse(written) as Partial<ScriptWords>) };
}

/** Speaks with the messages that the page carries: only the families that its view says. */
export const wordsOf = ({ messages, locale }: ScriptWords): Words => speaking(messages as Catalogue, locale);

/** What the page's view wrote under `knows`. */
export const factsOf = <Facts>({ page }: ScriptWords): Facts => page as Facts;

/** Says a sentence to assistive technology, and shows it for a moment. */
export function announce(page: Document, sentence: string): void {
  const announcer = page.getElementById("announcer");
  if (announcer === null) return;
  announcer.textContent = "";
  // The same sentence twice is said twice only if it goes away in between.
  requestAnimationFrame(() => {
    announcer.textContent = sentence;
    announcer.classList.add("shown");
    setTimeout(() => announcer.classList.remove("shown"), shownMs);
  });
}

const shownMs = 2500;
