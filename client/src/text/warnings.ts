// What reading a document changed or could not take, as a sentence with the words it is about.
import type { Translator } from "@pliego/shared/i18n/translate.ts";
import type { ImportWarning } from "@pliego/shared/text/types.ts";

export function warningSentence({ kind, line, excerpt }: ImportWarning, t: Translator): string {
  const sentence = t(`warning.${kind}`, { excerpt });
  return line === undefined ? sentence : t("warning.atLine", { line, sentence });
}
