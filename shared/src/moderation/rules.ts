// The rules of participation: what a moderator may hide something for. Merits are not among them.

export const participationRules = [
  { number: 1, name: "respect" },
  { number: 2, name: "personal-data" },
  { number: 3, name: "off-topic" },
  { number: 4, name: "advertising" },
  { number: 5, name: "unlawful" },
] as const;
export type ParticipationRule = (typeof participationRules)[number]["name"];

export const verdicts = ["approve", "hide"] as const;
export type Verdict = (typeof verdicts)[number];

/** What a moderator writes to the author when something is hidden, in characters. */
export const sentenceLength = { min: 10, max: 1000 } as const;
