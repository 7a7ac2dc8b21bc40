// What a person is told about her own words, as a sentence.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import { participationRules } from "@pliego/shared/moderation/rules.ts";
import type { NoticeKind } from "@pliego/shared/notifications/notices.ts";
import type { NoticeLine } from "@pliego/shared/pages.ts";
import { ruleNames } from "../moderation/rules.ts";
import type { Words } from "../words.ts";

const sentences: Readonly<Record<NoticeKind, MessageKey>> = {
  "suggestion-published": "notice.suggestion-published",
  "suggestion-hidden": "notice.suggestion-hidden",
  "suggestion-accepted": "notice.suggestion-accepted",
  "suggestion-rejected": "notice.suggestion-rejected",
  "suggestion-needs-you": "notice.suggestion-needs-you",
  "suggestion-withdrawn": "notice.suggestion-withdrawn",
};

export function noticeSentence({ kind, rule, by }: NoticeLine, { t }: Words): string {
  const known = participationRules.find(({ name }) => name === rule);
  return t(sentences[kind], {
    rule: known === undefined ? t("rule.other") : t(ruleNames[known.name]),
    name: by,
  });
}
