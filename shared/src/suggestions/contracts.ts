// What may be sent to make a suggestion. A form sends the whole new wording of one block; what changed is found here.
import { z } from "zod";

export const newSuggestion = z.strictObject({
  /** Number of the revision that the author was reading. */
  base: z.coerce.number().int().min(1).max(1_000_000_000),
  block: z.string().regex(/^[0-9a-z]{1,32}$/),
  /** The block's words as she wants them. */
  words: z.string(),
  rationale: z.string(),
  /** Made by the page, once per suggestion: sending twice makes one. */
  key: z.string().regex(/^[0-9A-Za-z-]{8,64}$/),
});
export type NewSuggestion = z.infer<typeof newSuggestion>;
