// What an official may send to decide one suggestion.
import { z } from "zod";
import { outcomes } from "./decisions.ts";

export const newDecision = z.strictObject({
  outcome: z.enum(outcomes),
  reason: z.string(),
  /** Hash of the text that the official was shown as the result; must be what accepting gives. */
  shown: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});
export type NewDecision = z.infer<typeof newDecision>;
