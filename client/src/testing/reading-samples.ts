// The pages for everybody to read: consultations, the text and its versions, the record.
import type { Pages, ReadingPage } from "@pliego/shared/pages.ts";
import { accepted, card, revision } from "./consultation-samples.ts";
import { suggested } from "./suggestion-samples.ts";
import { doc } from "./text-samples.ts";

export const readingPage: ReadingPage = {
  consultation: card,
  revision,
  latestNumber: 1,
  doc,
  version: 7,
  open: true,
  margin: {},
  decisions: [],
};

export const readingSamples: {
  readonly [N in "home" | "reading" | "versions" | "changes" | "record"]: readonly Pages[N][];
} = {
  home: [
    { consultations: [] },
    {
      consultations: [
        card,
        { ...card, slug: "b", phase: "preparation" },
        { ...card, slug: "c", phase: "study", daysLeft: -3 },
        { ...card, slug: "d", phase: "closed", daysLeft: -30 },
        { ...card, slug: "e", phase: "followup", daysLeft: -90 },
        { ...card, slug: "f", daysLeft: 0 },
        { ...card, slug: "g", daysLeft: 1 },
      ],
    },
  ],
  reading: [
    readingPage,
    {
      ...readingPage,
      consultation: { ...card, summary: "" },
      latestNumber: 3,
      margin: {},
      decisions: [accepted, { ...accepted, folio: "PNDA-2026-00002", outcome: "rejected", revision: 0 }],
    },
    { ...readingPage, doc: { type: "doc" } },
    {
      ...readingPage,
      margin: {
        p1: { waiting: 1, decided: 0 },
        i2: { waiting: 3, decided: 1 },
        a2: { waiting: 12, decided: 0 },
        d2: { waiting: 0, decided: 1 },
        f1: { waiting: 1, decided: 1 },
      },
      decisions: [accepted],
    },
    { ...readingPage, open: false, margin: { p1: { waiting: 0, decided: 2 } } },
  ],
  versions: [
    { consultation: card, revisions: [] },
    {
      consultation: card,
      revisions: [
        revision,
        { ...revision, number: 2, reason: "Se aclaró un plazo.", madeBy: "institutional" },
      ],
    },
  ],
  changes: [
    { consultation: card, revision, parent: 0, direct: true, folio: "", changes: [] },
    {
      consultation: card,
      revision: { ...revision, number: 2, reason: accepted.reason, madeBy: "decision" },
      parent: 1,
      direct: true,
      folio: suggested.folio,
      changes: (["changed", "added", "removed", "restyled", "moved"] as const).map((kind) => ({
        kind,
        block: kind,
        paragraph: 1,
        heading: "Artículo 1. Definiciones",
        pieces: suggested.places.flatMap(({ pieces }) => pieces),
      })),
    },
  ],
  record: [
    { consultation: card, entries: [] },
    {
      consultation: card,
      entries: ["publish", "submit", "moderate", "decide", "withdraw", "unheard-of"].map((type, at) => ({
        seq: at + 1,
        type,
        object: "x",
        at: revision.publishedAt,
        hash: revision.hash,
      })),
    },
  ],
};
