// The pages of suggestions: the form, the list, and the page of a folio in each of its states.
import type { Pages, ProposePage, SuggestionPage } from "@pliego/shared/pages.ts";
import { suggestionStates } from "@pliego/shared/suggestions/suggestion.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { accepted, card, entries } from "./consultation-samples.ts";
import { competing, contested, everyEdit, similar, suggested } from "./suggestion-samples.ts";
import { words } from "./text-samples.ts";

const written = "Los entes públicos publicarán sus datos en un plazo razonable y en formatos abiertos.";

export const proposePage: ProposePage = {
  consultation: card,
  block: "p1",
  paragraph: 1,
  heading: "Artículo 1. Definiciones",
  base: 1,
  original: makeBlock({ id: "p1" }, words(written)),
  originalWords: written,
  words: written,
  rationale: "",
  key: "0123456789abcdefghij",
  rationaleLength: { min: 20, max: 1000 },
  problem: null,
  current: null,
};

export const contestedPage: SuggestionPage = {
  consultation: card,
  suggestion: contested,
  mine: true,
  competing,
  similar,
  mayWithdraw: true,
  decision: null,
  moderation: null,
  entries: entries.slice(0, 1),
};

export const proposalSamples: {
  readonly [N in "propose" | "suggestions" | "suggestion"]: readonly Pages[N][];
} = {
  propose: [
    proposePage,
    {
      ...proposePage,
      words: "Los entes públicos publicarán sus datos en diez días.",
      rationale: "Porque sí.",
      problem: { status: 422, message: "error.rationaleTooShort", params: { count: 20 } },
    },
    {
      ...proposePage,
      words: "Los entes públicos publicarán sus datos en diez días.",
      rationale: suggested.rationale,
      problem: { status: 409, message: "error.stale", params: {} },
      current: { base: 2, words: "Los entes públicos publicarán sus datos cada mes." },
    },
    { ...proposePage, problem: { status: 401, message: "error.signInNeeded", params: {} } },
  ],
  suggestions: [
    { consultation: card, suggestions: [], decisions: [] },
    {
      consultation: card,
      suggestions: [
        { ...suggested, folio: "PNDA-2026-00014", fit: "conflict" },
        { ...contested, folio: "PNDA-2026-00015" },
        { ...suggested, state: "accepted" },
      ],
      decisions: [accepted],
    },
  ],
  suggestion: [
    ...suggestionStates.flatMap((state) =>
      [true, false].map((mine) => ({
        consultation: card,
        suggestion: { ...suggested, state, fit: mine ? ("clean" as const) : ("conflict" as const) },
        mine,
        competing: [],
        similar: [],
        mayWithdraw: mine && (state === "in_review" || state === "published"),
        decision:
          state === "accepted"
            ? accepted
            : state === "rejected"
              ? { ...accepted, outcome: "rejected" as const, revision: 0 }
              : null,
        moderation:
          state === "in_review"
            ? null
            : {
                verdict: state === "hidden" ? ("hide" as const) : ("approve" as const),
                rule: state === "hidden" ? ("personal-data" as const) : ("" as const),
                sentence:
                  state === "hidden" ? "Trae el teléfono de una persona; quítalo y envíala de nuevo." : "",
                at: suggested.submittedAt,
              },
        entries,
      })),
    ),
    contestedPage,
    {
      ...contestedPage,
      mine: false,
      mayWithdraw: false,
      suggestion: {
        ...contested,
        fit: "shifted",
        signers: Array.from({ length: 12 }, (_, at) => ({
          folio: `PNDA-2026-0007${at}`,
          authorName: `Persona ${at + 1}`,
        })),
        places: suggested.places.map((place) => ({
          ...place,
          pieces: [
            { kind: "deleted", text: "Lo dispuesto en el artículo anterior es optativo." },
            { kind: "inserted", text: "\nUno.\nDos." },
          ],
          sentences: everyEdit,
        })),
      },
    },
  ],
};
