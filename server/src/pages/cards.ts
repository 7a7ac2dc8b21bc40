// The lines about consultations and versions that most pages show.
import { daysLeft } from "@pliego/shared/consultations/consultations.ts";
import type { Locale } from "@pliego/shared/i18n/translate.ts";
import type { ConsultationCard, RevisionLine } from "@pliego/shared/pages.ts";
import type { Consultation } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import type { RevisionHead } from "../policies/actions.ts";

export function consultationCard(ctx: Context, consultation: Consultation, locale: Locale): ConsultationCard {
  const { slug, title, institution, phase, opensAt, closesAt, summary, draftingIsOpen } = consultation;
  return {
    slug,
    title,
    institution,
    phase,
    summary: summary[locale] || summary["es-MX"],
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    daysLeft: daysLeft(closesAt, ctx.clock.now()),
    ...(draftingIsOpen === true && phase !== "closed" && { watchable: true }),
  };
}

export const revisionLine = (revision: RevisionHead): RevisionLine => ({
  number: revision.number,
  hash: revision.hash,
  publishedAt: revision.publishedAt.toISOString(),
  reason: revision.reason,
  madeBy: revision.madeBy.kind,
});
