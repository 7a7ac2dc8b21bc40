// What a decision is: the outcome of one suggestion and the reason that is published with it.

export const outcomes = ["accepted", "rejected"] as const;
export type Outcome = (typeof outcomes)[number];

/** The published reason, in characters. */
export const reasonLength = { min: 20, max: 5000 } as const;
