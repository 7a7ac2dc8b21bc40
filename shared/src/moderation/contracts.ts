// What a moderator may send about one case.
import { z } from "zod";
import { participationRules, verdicts } from "./rules.ts";

const ruleNames = participationRules.map(({ name }) => name);

export const moderation = z.strictObject({
  verdict: z.enum(verdicts),
  rule: z.enum(["", ...ruleNames]).default(""),
  sentence: z.string().default(""),
});
export type Moderation = z.infer<typeof moderation>;
