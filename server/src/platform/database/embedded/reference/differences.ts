// Where the reference does not simply follow MongoDB, in this one place.

/**
 * MongoDB answers 54 (NotSingleValueField) to an upsert whose filter states a path twice; the number is outside the
 * store's list, so any refusal will do.
 */
export const NOT_SINGLE_VALUE = undefined;
