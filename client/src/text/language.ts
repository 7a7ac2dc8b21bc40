// The language policies are written in, whatever the language of the page around them: for hyphens and for voices.
import { defaultLocale } from "@pliego/shared/i18n/translate.ts";

export const policyLanguage = defaultLocale;
