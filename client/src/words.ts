// What a page needs to speak: the sentences of its language, addresses in that language, dates as the country writes them.
// The catalogue is passed in: the server has them whole, a script only the sentences it says.
import { defaultTimeZone } from "@pliego/shared/consultations/consultations.ts";
import { translator, type Catalogue, type Locale, type Translator } from "@pliego/shared/i18n/translate.ts";
import { localized } from "@pliego/shared/routes.ts";

export interface Words {
  readonly locale: Locale;
  readonly t: Translator;
  /** A path of this site in the page's language. */
  readonly href: (path: string) => string;
  /** "30 de junio de 2026", in Mexico City. */
  readonly day: (instant: string) => string;
  /** "30 de junio de 2026, 18:05", in Mexico City. */
  readonly moment: (instant: string) => string;
  /** "18:05", in Mexico City. */
  readonly hour: (instant: string) => string;
}

export const otherLocale = (locale: Locale): Locale => (locale === "en" ? "es-MX" : "en");

export function speaking(catalogue: Catalogue, locale: Locale): Words {
  const writer = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: defaultTimeZone, ...options });
    return (instant: string) => format.format(new Date(instant));
  };
  return {
    locale,
    t: translator(catalogue, locale),
    href: (path) => localized(locale, path),
    day: writer({ dateStyle: "long" }),
    moment: writer({ dateStyle: "long", timeStyle: "short", hourCycle: "h23" }),
    hour: writer({ timeStyle: "short", hourCycle: "h23" }),
  };
}
