// Every language whole, for pages made on the server; and the part of one that a page's script says.
import en from "@pliego/shared/i18n/en.json" with { type: "json" };
import esMX from "@pliego/shared/i18n/es-MX.json" with { type: "json" };
import type { Catalogue, Locale } from "@pliego/shared/i18n/translate.ts";
import { speaking, type Words } from "./words.ts";

const catalogues: Readonly<Record<Locale, Catalogue>> = { "es-MX": esMX, en };

export const wordsIn = (locale: Locale): Words => speaking(catalogues[locale], locale);

/** The messages whose keys begin with one of these families ("sheet.", "change."). */
export function messagesOf(locale: Locale, families: readonly string[]): Partial<Catalogue> {
  return Object.fromEntries(
    Object.entries(catalogues[locale]).filter(([key]) => families.some((family) => key.startsWith(family))),
  );
}
