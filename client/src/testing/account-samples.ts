// Signing in, and one's own account.
import { noticeKinds } from "@pliego/shared/notifications/notices.ts";
import type { Pages } from "@pliego/shared/pages.ts";
import { suggestionStates } from "@pliego/shared/suggestions/suggestion.ts";
import { caseLine } from "./case-samples.ts";
import { accepted, card } from "./consultation-samples.ts";

export const accountSamples: {
  readonly [N in "signIn" | "account"]: readonly Pages[N][];
} = {
  signIn: [
    { next: "/cuenta", email: "", problem: null, demonstrationPeople: [] },
    {
      next: "/cuenta",
      email: "ana@example.org",
      problem: { status: 401, message: "error.signInFailed", params: {} },
      demonstrationPeople: [{ email: "demo@example.org", password: "de mostración", role: "citizen" }],
    },
  ],
  account: [
    { email: "ana@example.org", suggestions: [], notices: [] },
    {
      email: "ana@example.org",
      suggestions: suggestionStates.map((state, at) => ({
        ...caseLine,
        folio: `PNDA-2026-0001${at}`,
        consultation: card.slug,
        state,
        fit: at === 1 ? "conflict" : "clean",
      })),
      notices: noticeKinds.map((kind, at) => ({
        kind,
        folio: `PNDA-2026-0001${at}`,
        consultation: card.slug,
        rule: kind === "suggestion-hidden" ? "respect" : "",
        words: at === 1 || at === 2 ? accepted.reason : "",
        by: kind === "suggestion-withdrawn" ? "Ana Ruiz" : "",
        at: accepted.at,
      })),
    },
  ],
};
