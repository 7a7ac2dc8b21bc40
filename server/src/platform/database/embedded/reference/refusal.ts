// How the reference says no. Test-only, as all of this folder.

/** A number of MongoDB's, or undefined where any refusal will do. */
export type Code = number | undefined;

/** The reference refuses; of several faults MongoDB may name any. */
export class Refusal extends Error {
  readonly codes: readonly Code[];
  constructor(codes: Code | readonly Code[], why: string) {
    super(why);
    this.name = "Refusal";
    this.codes = Array.isArray(codes) ? (codes as readonly Code[]) : [codes as Code];
  }
}

/** Makes all the checks, and throws one Refusal with the codes of all that failed. */
export function refuseAny(checks: readonly (() => void)[]): void {
  const refusals = checks.flatMap((check): readonly Refusal[] => {
    try {
      check();
      return [];
    } catch (error) {
      if (error instanceof Refusal) return [error];
      throw error;
    }
  });
  if (refusals.length === 0) return;
  throw new Refusal(
    refusals.flatMap(({ codes }) => codes),
    refusals.map(({ message }) => message).join("; "),
  );
}

/** MongoDB's documentation leaves the outcome open, or the subset differs on purpose: see differences.ts. */
export class Undecided extends Error {}

export const BAD_VALUE = 2;
export const FAILED_TO_PARSE = 9;
export const TYPE_MISMATCH = 14;
export const PATH_NOT_VIABLE = 28;
export const CONFLICT = 40;
export const NOT_SINGLE_VALUE = 54;
export const NOT_EXACT_VALUE = 111;
export const EMPTY_NAME = 56;
export const IMMUTABLE = 66;
