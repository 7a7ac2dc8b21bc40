// What may be sent to open a consultation. Parsed once at the edge; the fields travel as a form sends them.
import { z } from "zod";
import { slugPattern } from "./consultations.ts";

export const newConsultation = z.strictObject({
  title: z.string().trim().min(1).max(300),
  slug: z.string().trim().regex(slugPattern),
  /** Last day for taking part, a local calendar day. */
  closesOn: z.iso.date(),
  institution: z.string().trim().min(1).max(200),
  summary: z.strictObject({ "es-MX": z.string().trim().max(2000), en: z.string().trim().max(2000) }),
  markdown: z.string(),
});
export type NewConsultation = z.infer<typeof newConsultation>;
