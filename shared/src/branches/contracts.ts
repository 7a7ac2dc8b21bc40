// What may be sent about a branch. Each is a plain form.
import { z } from "zod";
import { codeIn } from "./branch.ts";

/** The code of an invitation; a whole link may be pasted. */
export const joining = z.strictObject({ code: z.string().max(500).transform(codeIn) });

export const inviting = z.strictObject({ act: z.enum(["renew", "close"]) });

export const sendingTogether = z.strictObject({ rationale: z.string() });
export type SendingTogether = z.infer<typeof sendingTogether>;
