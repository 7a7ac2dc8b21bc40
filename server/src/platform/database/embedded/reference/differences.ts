// Where the reference does not simply follow MongoDB, in this one place. Not drawn by the generators, and so not
// compared: a document of fields and operators, the field first ({b: 1, $gt: 2}), a value to MongoDB that the store
// refuses; an $or of one branch in the filter of an upsert, whose equalities the store does not take; regular
// expressions in filters, sorts through the positions of an array ("a.0"), both refused by name. Fields that an upsert
// takes from its filter stand in the filter's order, which MongoDB does not promise.

/** $inc with a Decimal128 on a number, or on a Decimal128, is outside the subset: refused by name. */
export const REFUSES_DECIMAL_SUMS = true;

/**
 * Whether {a: {$gt: MinKey}} and {a: {$lt: MaxKey}} select documents without the field is not documented; the store
 * says no, so that every comparison but those with null implies that the field exists.
 */
export const MISSING_IS_BETWEEN_MIN_AND_MAX = false;

/** What MongoDB's documentation leaves open; the properties accept whatever the store does there. */
export const UNDECIDED = {
  positionOfSeveral: "which of several conditions on one array gives the position of $",
  positionOfExists: "whether $exists gives a position to $",
  pullNot: "whether $pull takes a condition that begins with $not",
} as const;
