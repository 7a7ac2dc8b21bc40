// The rules of participation by their names on screen.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { ParticipationRule } from "@pliego/shared/moderation/rules.ts";

export const ruleNames: Readonly<Record<ParticipationRule, MessageKey>> = {
  respect: "rule.respect",
  "personal-data": "rule.personal-data",
  "off-topic": "rule.off-topic",
  advertising: "rule.advertising",
  unlawful: "rule.unlawful",
};
