// One entry of the public record, in words, with its code.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { RecordLine } from "@pliego/shared/pages.ts";
import type { Words } from "../words.ts";

const sentences: Readonly<Record<string, MessageKey>> = {
  publish: "record.type.publish",
  submit: "record.type.submit",
  moderate: "record.type.moderate",
  decide: "record.type.decide",
  withdraw: "record.type.withdraw",
  "open-drafting": "record.type.openDrafting",
  "close-drafting": "record.type.closeDrafting",
};

export function recordSentence({ type }: RecordLine, { t }: Words): string {
  const sentence = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
  return sentence === undefined ? t("record.type.other", { type }) : t(sentence);
}

const shortHashLength = 12;

/** The beginning of a code: enough to compare by eye. */
export const shortHash = (hash: string): string => hash.replace(/^sha256:/, "").slice(0, shortHashLength);
