// What anybody writes is shown as words on every page where people take part, and never runs.
import { describe, expect, it } from "vitest";
import { accepted, card } from "../testing/consultation-samples.ts";
import { proposePage } from "../testing/proposal-samples.ts";
import { readingPage } from "../testing/reading-samples.ts";
import { page, person } from "../testing/rendered-pages.ts";
import { suggested } from "../testing/suggestion-samples.ts";
import { deskPage } from "../testing/work-samples.ts";

describe("hostile words", () => {
  const hostile = `</script></textarea><script>alert("1")</script><img src=x onerror='x'>`;
  const places = [
    {
      block: hostile,
      paragraph: 1,
      heading: hostile,
      pieces: [{ kind: "inserted" as const, text: hostile }],
      sentences: [{ kind: "text" as const, quote: hostile, put: hostile }],
    },
  ];
  const related = [{ folio: hostile, authorName: hostile, fit: "shifted" as const, places }];
  const edits = [
    { fit: "conflict" as const, sentence: { kind: "delete" as const, quote: hostile } },
    { fit: "orphaned" as const, sentence: { kind: "move" as const, behind: hostile } },
  ];
  const consultation = { ...card, title: hostile, slug: hostile, institution: hostile };
  const suggestion = {
    ...suggested,
    folio: hostile,
    authorName: hostile,
    rationale: hostile,
    places,
    competing: 2,
    signers: [{ folio: hostile, authorName: hostile }],
  };
  const decision = { ...accepted, folio: hostile, reason: hostile, officialName: hostile };
  const entries = [{ seq: 1, type: hostile, object: hostile, at: card.opensAt, hash: hostile }];
  const line = {
    folio: hostile,
    consultationTitle: hostile,
    paragraph: 0,
    heading: hostile,
    authorName: hostile,
    fit: "clean" as const,
    submittedAt: card.opensAt,
  };
  const problem = { status: 409, message: "error.slugTaken" as const, params: { slug: hostile } };
  const state = "in_review" as const;
  const pages: readonly (readonly [string, string])[] = [
    ["reading", page("reading", { ...readingPage, consultation, decisions: [decision] })],
    ["suggestions", page("suggestions", { consultation, suggestions: [suggestion], decisions: [decision] })],
    [
      "suggestion",
      page("suggestion", {
        consultation,
        suggestion: { ...suggestion, state: "hidden" },
        mine: true,
        competing: related,
        similar: related,
        mayWithdraw: true,
        decision,
        moderation: { verdict: "hide", rule: "respect", sentence: hostile, at: card.opensAt },
        entries,
      }),
    ],
    [
      "propose",
      page("propose", {
        ...proposePage,
        consultation,
        block: hostile,
        heading: hostile,
        words: hostile,
        originalWords: hostile,
        original: { ...proposePage.original, content: [{ type: "text", text: hostile }] },
        rationale: hostile,
        key: hostile,
        problem,
        current: { base: 2, words: hostile },
      }),
    ],
    [
      "queue",
      page("queue", {
        cases: [line],
        current: { suggestion: { ...suggestion, state }, consultation },
        rules: [{ number: 1, name: "respect" }],
        draft: { rule: hostile, sentence: hostile },
        problem,
      }),
    ],
    [
      "desk",
      page("desk", {
        cases: [line],
        current: {
          suggestion,
          consultation,
          latestNumber: 2,
          simulated: places,
          edits,
          competing: related,
          similar: related,
          hash: hostile,
        },
        decided: decision,
        draft: { outcome: "", reason: hostile },
        problem,
      }),
    ],
    [
      "desk (no place)",
      page("desk", deskPage({ suggestion, consultation, simulated: null, edits, competing: related })),
    ],
    [
      "account",
      page(
        "account",
        {
          email: hostile,
          suggestions: [{ ...line, consultation: hostile, state }],
          notices: [
            {
              kind: "suggestion-hidden",
              folio: hostile,
              consultation: hostile,
              rule: hostile,
              words: hostile,
              by: hostile,
              at: card.opensAt,
            },
          ],
        },
        person("citizen"),
      ),
    ],
  ];

  it.each(pages)("[V9] on the page %s are shown, never run", (_name, html) => {
    expect(html).not.toContain("<img src=x");
    expect(html).not.toContain("<script>alert");
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html.match(/<textarea/g)?.length ?? 0).toBe(html.match(/<\/textarea>/g)?.length ?? 0);
    expect(html).toContain("&lt;/script>");
  });
});
