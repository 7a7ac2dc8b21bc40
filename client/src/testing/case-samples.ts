// Suggestions as lines of a list, one in each way to fit, for the tests of pages.
import type { CaseLine } from "@pliego/shared/pages.ts";
import { fits } from "@pliego/shared/suggestions/suggestion.ts";
import { card } from "./consultation-samples.ts";
import { suggested } from "./suggestion-samples.ts";

export const caseLine: CaseLine = {
  folio: suggested.folio,
  consultationTitle: card.title,
  paragraph: 1,
  heading: "Artículo 1. Definiciones",
  authorName: "Ana Ruiz",
  fit: "clean",
  submittedAt: suggested.submittedAt,
};
export const caseLines: readonly CaseLine[] = [
  caseLine,
  ...fits
    .filter((fit) => fit !== "clean")
    .map((fit, at): CaseLine => ({ ...caseLine, folio: `PNDA-2026-0005${at}`, fit })),
  {
    folio: "PNDA-2026-00013",
    consultationTitle: card.title,
    paragraph: 0,
    heading: "",
    authorName: "Colectivo Datos para Todas",
    fit: "conflict",
    submittedAt: "2026-06-03T16:20:00.000Z",
  },
];
