// A consultation, its first version, a decision and the public record of it, for the tests of pages.
import type { ConsultationCard, DecisionLine, RecordLine, RevisionLine } from "@pliego/shared/pages.ts";
import { suggested } from "./suggestion-samples.ts";

export const card: ConsultationCard = {
  slug: "datos-abiertos",
  title: "Política Nacional de Datos Abiertos",
  summary: "Dice qué datos deben publicar las instituciones.",
  institution: "Coordinación Nacional de Datos",
  phase: "open",
  opensAt: "2026-05-03T15:00:00.000Z",
  closesAt: "2026-07-01T05:59:59.000Z",
  daysLeft: 23,
};

export const revision: RevisionLine = {
  number: 1,
  hash: "3f9a1c07b2d84e5566aa90bb12cd34ef56789a0b1c2d3e4f5061728394a5b6c7",
  publishedAt: "2026-05-03T15:04:00.000Z",
  reason: "",
  madeBy: "import",
};

export const accepted: DecisionLine = {
  folio: suggested.folio,
  outcome: "accepted",
  reason: "Diez días hábiles es el plazo que ya cumplen las oficinas que publican cada mes.",
  officialName: "Dirección de Normatividad",
  at: "2026-06-09T17:00:00.000Z",
  revision: 2,
};

export const entries: readonly RecordLine[] = [
  { seq: 3, type: "submit", object: suggested.folio, at: suggested.submittedAt, hash: revision.hash },
  { seq: 5, type: "decide", object: suggested.folio, at: accepted.at, hash: `ab${revision.hash.slice(2)}` },
];
