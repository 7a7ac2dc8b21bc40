// Comparing the store's outcome with the reference's: the same bytes, or a refusal of both with the same number.
import { EJSON, serialize } from "bson";
import { expect } from "vitest";
import { type Code, Refusal, Undecided } from "./refusal.ts";

export type Outcome =
  | { readonly value: unknown }
  | { readonly refused: readonly Code[] }
  | { readonly undecided: true };

/** What the reference says. */
export function expected(say: () => unknown): Outcome {
  try {
    return { value: say() };
  } catch (error) {
    if (error instanceof Undecided) return { undecided: true };
    if (error instanceof Refusal) return { refused: error.codes };
    throw error;
  }
}

/** Fails unless the store did what the reference says; `given` is printed. */
export function expectAgreement(said: Outcome, did: Outcome, given: unknown): void {
  if ("undecided" in said) return;
  if ("refused" in said && "refused" in did) {
    const [code] = did.refused;
    if (said.refused.includes(undefined) || said.refused.includes(code)) return;
  }
  expect(shown(did), shown(given)).toEqual(shown(said));
}

/** Canonical extended JSON tells every type apart, and the order of fields. */
export function shown(thing: unknown): string {
  // Through bytes, as what is stored went through them.
  serialize({ thing });
  return EJSON.stringify(thing, { relaxed: false });
}
