// How the reference says no. Test-only, as all of this folder.

/** The reference refuses; `code` is MongoDB's number where its documentation or its answer is known. */
export class Refusal extends Error {
  readonly code: number | undefined;
  constructor(code: number | undefined, why: string) {
    super(why);
    this.name = "Refusal";
    this.code = code;
  }
}

/** MongoDB's documentation leaves the outcome open, or the subset differs on purpose: see differences.ts. */
export class Undecided extends Error {}

export const BAD_VALUE = 2;
export const FAILED_TO_PARSE = 9;
export const TYPE_MISMATCH = 14;
export const PATH_NOT_VIABLE = 28;
export const CONFLICT = 40;
export const EMPTY_NAME = 56;
export const IMMUTABLE = 66;
