// What may be sent to make a suggestion. A form sends the whole new wording of one block; what changed is found here. A
// program sends edits of any kind, in several places.
import { z } from "zod";
import { sentEdit } from "./sent-edits.ts";
import { quotas } from "./suggestion.ts";

const common = {
  /** Number of the revision that the author was reading. */
  base: z.coerce.number().int().min(1).max(1_000_000_000),
  rationale: z.string(),
  /** Made by the page, once per suggestion: sending twice makes one. */
  key: z.string().regex(/^[0-9A-Za-z-]{8,64}$/),
};

export const newSuggestion = z.strictObject({
  ...common,
  block: z.string().regex(/^[\w.:-]{1,64}$/),
  /** The block's words as she wants them. */
  words: z.string(),
});

export const newEdits = z.strictObject({
  ...common,
  // One above the quota, so that what is too much is told as that.
  edits: z.array(sentEdit).max(quotas.hunks * 4),
});

/** One of both: a new wording of one block, or edits. */
export type NewSuggestion = z.infer<typeof newSuggestion> | z.infer<typeof newEdits>;
