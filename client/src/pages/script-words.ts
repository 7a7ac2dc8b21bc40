// The few words and facts the page's script needs, as JSON that is safe inside a script element.
import type { Catalogue, Locale } from "@pliego/shared/i18n/translate.ts";
import type { Frame, PageName } from "@pliego/shared/pages.ts";
import { routes, signInThen } from "@pliego/shared/routes.ts";
import { workLinks, type WorkLink } from "../people/work-links.ts";
import type { Words } from "../words.ts";

export interface ScriptWords {
  /** Where to ask who is looking; absent when the page already knows. */
  readonly session?: string;
  readonly signIn?: { readonly label: string; readonly href: string };
  /** Where each role works, for the header once it is known who is looking. */
  readonly work?: readonly WorkLink[];
  readonly copied?: string;
  readonly show?: string;
  readonly hide?: string;
  /** With `{name}` for the name of the file. */
  readonly fileRead?: string;
  readonly locale: Locale;
  /** The sentences that this page's script says. */
  readonly messages: Partial<Catalogue>;
  /** What this page's script knows; each page's `live` file says its shape. */
  readonly page?: object;
}

export type SaidAndKnown = Pick<ScriptWords, "messages" | "page">;

/** JSON for `<script type="application/json">`: no `<` in it, so nothing inside can end the element. */
export function scriptWords(name: PageName, frame: Frame, words: Words, own: SaidAndKnown): string {
  return JSON.stringify({ ...wordsOf(name, frame, words), ...own }).replaceAll("<", String.raw`\u003c`);
}

function wordsOf(name: PageName, frame: Frame, words: Words): Omit<ScriptWords, "messages"> {
  const { t, href, locale } = words;
  const asks = frame.viewer === undefined && name !== "problem";
  return {
    locale,
    ...(asks && {
      session: routes.session(),
      signIn: { label: t("frame.signIn"), href: href(signInThen(href(frame.path))) },
      work: workLinks(words),
    }),
    ...(name === "reading" && { copied: t("reading.copied") }),
    ...(name === "signIn" && { show: t("signIn.show"), hide: t("signIn.hide") }),
    ...(name === "importing" && { fileRead: t("import.fileRead") }),
  };
}
