// Messages that people read. es-MX.json is the reference: its keys are the type; every other locale has the same.
// A catalogue is passed in, so that a browser loads only its own.
import type reference from "./es-MX.json";

export type Catalogue = typeof reference;
export type MessageKey = keyof Catalogue;
export type MessageParams = Readonly<Record<string, string | number>>;

export const locales = ["es-MX", "en"] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = "es-MX";

/** Gives the sentence for a key; `{name}` is replaced by params.name; `count` chooses the plural form. */
export type Translator = (key: MessageKey, params?: MessageParams) => string;

type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

export function translator(catalogue: Catalogue, locale: Locale): Translator {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, params = {}) => {
    const message: string | Plural = catalogue[key];
    const template =
      typeof message === "string"
        ? message
        : (message[plurals.select(Number(params["count"] ?? 0))] ?? message.other);
    return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}
