// The screens of those who work on a consultation: the queue, the desk, bringing in a text.
import { participationRules } from "@pliego/shared/moderation/rules.ts";
import type { DeskPage, Pages } from "@pliego/shared/pages.ts";
import { caseLines } from "./case-samples.ts";
import { accepted, card, revision } from "./consultation-samples.ts";
import { competing, contested, replaced, similar, suggested, unfitEdits } from "./suggestion-samples.ts";
import { doc } from "./text-samples.ts";

const deskCurrent = {
  suggestion: suggested,
  consultation: card,
  latestNumber: 4,
  simulated: suggested.places,
  edits: suggested.places.flatMap(({ sentences }) =>
    sentences.map((sentence) => ({ fit: "clean" as const, sentence })),
  ),
  competing: [],
  similar: [],
  hash: `sha256:${revision.hash}`,
} satisfies DeskPage["current"];

/** The desk with one suggestion open, which waits. */
export const deskPage = (changes: Partial<NonNullable<DeskPage["current"]>> = {}): DeskPage => ({
  cases: caseLines,
  current: { ...deskCurrent, ...changes },
  decided: null,
  draft: { outcome: "", reason: "" },
  problem: null,
});

const refusal = { status: 422, message: "error.importEmpty", params: {} } as const;

export const workSamples: {
  readonly [N in "queue" | "desk" | "importing"]: readonly Pages[N][];
} = {
  queue: [
    { cases: [], current: null, rules: participationRules, draft: { rule: "", sentence: "" }, problem: null },
    {
      cases: caseLines,
      current: null,
      rules: participationRules,
      draft: { rule: "", sentence: "" },
      problem: null,
    },
    {
      cases: caseLines,
      current: { suggestion: { ...suggested, state: "in_review", publishedAt: null }, consultation: card },
      rules: participationRules,
      draft: { rule: "", sentence: "" },
      problem: null,
    },
    {
      cases: caseLines,
      current: { suggestion: { ...suggested, state: "in_review", publishedAt: null }, consultation: card },
      rules: participationRules,
      draft: { rule: "respect", sentence: "No." },
      problem: { status: 422, message: "error.sentenceTooShort", params: { count: 10 } },
    },
    {
      cases: [],
      current: { suggestion: suggested, consultation: card },
      rules: participationRules,
      draft: { rule: "respect", sentence: "Insulta." },
      problem: { status: 409, message: "error.stale", params: {} },
    },
  ],
  desk: [
    { cases: [], current: null, decided: null, draft: { outcome: "", reason: "" }, problem: null },
    deskPage({ latestNumber: 1 }),
    {
      ...deskPage({
        suggestion: { ...suggested, fit: "conflict" },
        simulated: null,
        edits: unfitEdits.slice(0, 1),
      }),
      draft: { outcome: "accepted", reason: "Un motivo que se quedó." },
      problem: { status: 409, message: "error.noExactPlace", params: {} },
    },
    {
      ...deskPage({ suggestion: { ...suggested, state: "accepted" }, latestNumber: 2, simulated: null }),
      decided: accepted,
      draft: { outcome: "rejected", reason: "Lo que había escrito." },
      problem: { status: 409, message: "error.alreadyDecided", params: {} },
    },
    deskPage({ suggestion: { ...contested, fit: "orphaned" }, simulated: null, edits: unfitEdits }),
    deskPage({
      suggestion: { ...suggested, fit: "absorbed" },
      simulated: [],
      edits: [{ fit: "absorbed", sentence: replaced }],
    }),
    ...(["relocated", "shifted"] as const).map((fit) =>
      deskPage({
        suggestion: { ...contested, fit },
        edits: [{ fit, sentence: replaced }],
        competing,
        similar,
      }),
    ),
  ],
  importing: [
    { title: "", slug: "", markdown: "", closesAt: "2026-07-01", problem: null, preview: null },
    {
      title: "Datos",
      slug: "datos",
      markdown: "\n\n# Datos\n",
      closesAt: "2026-07-01",
      problem: refusal,
      preview: null,
    },
    {
      title: "Datos",
      slug: "datos",
      markdown: "# Datos\n\nTexto.",
      closesAt: "2026-07-01",
      problem: null,
      preview: {
        doc,
        warnings: [
          { kind: "html-kept-as-text", line: 12, excerpt: "<div>" },
          { kind: "link-dropped", excerpt: "aquí" },
        ],
        blocks: 13,
        words: 60,
      },
    },
  ],
};
