// The edge: what comes from outside is parsed here once and typed from then on.
import type { z } from "zod";
import { refuse } from "@pliego/shared/errors.ts";

/** Parses what was sent; refuses with unknown-field or bad-request, naming the fields, never echoing the values. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown?.code === "unrecognized_keys")
    refuse("unknown-field", { field: unknown.keys.join(", ").slice(0, 80) });
  const fields = parsed.error.issues.map((issue) => issue.path.join("."));
  return refuse("bad-request", {}, { fields: [...new Set(fields)] });
}
