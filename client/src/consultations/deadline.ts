// How long a consultation is open, as a sentence.
import type { ConsultationCard } from "@pliego/shared/pages.ts";
import type { Words } from "../words.ts";

/** The state of a consultation is a sentence with its date, never a colour. */
export function deadline(card: ConsultationCard, { t, day, hour }: Words): string {
  const date = day(card.closesAt);
  switch (card.phase) {
    case "preparation":
      return t("deadline.opens", { date: day(card.opensAt) });
    case "open":
      if (card.daysLeft < 0) return t("deadline.closed", { date });
      if (card.daysLeft === 0) return t("deadline.lastDay", { time: hour(card.closesAt) });
      return t("deadline.days", { count: card.daysLeft, date });
    case "study":
      return t("deadline.study", { date });
    case "closed":
      return t("deadline.closed", { date });
    case "followup":
      return t("deadline.followup", { date });
  }
}

export const isOpen = (card: ConsultationCard): boolean => card.phase === "open" && card.daysLeft >= 0;
