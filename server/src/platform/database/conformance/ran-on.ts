// Where the conformance suite has run, as the README says it. Whoever sees "Conformance: run on MongoDB …" of a version
// that is not here adds it, and says so in the README; a case of the suite holds the two together.

/** Versions of MongoDB on which the whole suite has passed. */
export const RAN_ON_MONGODB: readonly string[] = [];

/** The words that the README has to have. */
export function standing(versions: readonly string[] = RAN_ON_MONGODB): string {
  return versions.length === 0
    ? "run on the embedded store; not run on MongoDB"
    : `run on the embedded store and on MongoDB ${versions.join(", ")}`;
}
