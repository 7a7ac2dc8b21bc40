// The refusals of the embedded store: MongoDB's own numbers and names, so that drivers and mongoose
// treat them as they treat MongoDB's. Everything the store says "no" with is made here.

const CODE_NAMES = {
  2: "BadValue",
  8: "UnknownError",
  9: "FailedToParse",
  14: "TypeMismatch",
  15: "Overflow",
  20: "IllegalOperation",
  22: "InvalidBSON",
  26: "NamespaceNotFound",
  27: "IndexNotFound",
  28: "PathNotViable",
  40: "ConflictingUpdateOperators",
  43: "CursorNotFound",
  48: "NamespaceExists",
  50: "MaxTimeMSExpired",
  52: "DollarPrefixedFieldName",
  54: "NotSingleValueField",
  56: "EmptyFieldName",
  57: "DottedFieldName",
  59: "CommandNotFound",
  66: "ImmutableField",
  72: "InvalidOptions",
  73: "InvalidNamespace",
  85: "IndexOptionsConflict",
  86: "IndexKeySpecsConflict",
  91: "ShutdownInProgress",
  96: "OperationFailed",
  100: "UnsatisfiableWriteConcern",
  111: "NotExactValueField",
  112: "WriteConflict",
  171: "CannotIndexParallelArrays",
  197: "InvalidIndexSpecificationOption",
  225: "TransactionTooOld",
  237: "CursorKilled",
  239: "SnapshotTooOld",
  246: "SnapshotUnavailable",
  251: "NoSuchTransaction",
  256: "TransactionCommitted",
  263: "OperationNotSupportedInTransaction",
  276: "IndexBuildAborted",
  292: "QueryExceededMemoryLimitNoDiskUseAllowed",
  10334: "BSONObjectTooLarge",
  11000: "DuplicateKey",
  11601: "Interrupted",
  14031: "OutOfDiskSpace",
  17280: "KeyTooLong",
  40415: "IDLUnknownField",
} as const;

/** A MongoDB error number that this store may answer. */
export type ErrorCode = keyof typeof CODE_NAMES;

/** A refusal that is answered to the client; anything else that is thrown is a bug of the store. */
export class StoreError extends Error {
  readonly code: ErrorCode;
  readonly labels: readonly string[];
  /** Further fields of the error document, such as keyPattern and keyValue. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    more: { labels?: readonly string[]; details?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = "StoreError";
    this.code = code;
    this.labels = more.labels ?? [];
    this.details = more.details ?? {};
  }

  get codeName(): string {
    return CODE_NAMES[this.code];
  }
}

/** The answer to a command that failed: {ok: 0} with MongoDB's code; 8 for a bug of the store. */
export function failureOf(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof StoreError) {
    const { code, codeName, message, labels, details } = error;
    return {
      ok: 0,
      errmsg: message,
      code,
      codeName,
      ...details,
      ...(labels.length > 0 ? { errorLabels: labels } : {}),
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: 0, errmsg: `The embedded store failed: ${reason}`, code: 8, codeName: CODE_NAMES[8] };
}

/** Refuses by name something that is outside the closed subset of subset.ts. */
export function outsideSubset(what: string, code: ErrorCode = 9): StoreError {
  return new StoreError(code, `${what} is outside the subset that the embedded store serves`);
}

/** The answer to a transaction that lost against a write committed after its snapshot. */
export function writeConflict(): StoreError {
  return new StoreError(
    112,
    "WriteConflict: another write changed what this transaction wrote. Please retry.",
    {
      labels: ["TransientTransactionError"],
    },
  );
}

/** The answer for a transaction that does not exist here any more; drivers start it again. */
export function noSuchTransaction(number: bigint): StoreError {
  return new StoreError(251, `Transaction ${number} was aborted, has expired or was never started`, {
    labels: ["TransientTransactionError"],
  });
}

/** The value, or a bug of the store reported with the reason why it cannot be missing. */
export function must<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new Error(`Embedded store bug: ${why}`);
  return value;
}
