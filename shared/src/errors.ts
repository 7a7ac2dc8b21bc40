// Every refusal of the product: its stable code, its HTTP status and the message a person reads.
// Actions throw `refuse(code)`; one handler in server/platform/http turns it into an answer.
import type { MessageKey, MessageParams } from "./i18n/translate.ts";

interface RefusalRow {
  readonly status: number;
  readonly message: MessageKey;
  /** When it is worth trying again (HTTP's Retry-After). */
  readonly retryAfterS?: number;
}

export const refusals = {
  "bad-request": { status: 400, message: "error.badRequest" },
  "unknown-field": { status: 400, message: "error.unknownField" },
  "sign-in-needed": { status: 401, message: "error.signInNeeded" },
  "sign-in-failed": { status: 401, message: "error.signInFailed" },
  "not-allowed": { status: 403, message: "error.notAllowed" },
  "foreign-origin": { status: 403, message: "error.foreignOrigin" },
  "not-found": { status: 404, message: "error.notFound" },
  "method-not-allowed": { status: 405, message: "error.methodNotAllowed" },
  stale: { status: 409, message: "error.stale" },
  "email-taken": { status: 409, message: "error.emailTaken" },
  "slug-taken": { status: 409, message: "error.slugTaken" },
  "too-big": { status: 413, message: "error.tooBig" },
  "unsupported-type": { status: 415, message: "error.unsupportedType" },
  "import-not-text": { status: 422, message: "error.importNotText" },
  "import-too-big": { status: 422, message: "error.importTooBig" },
  "import-too-deep": { status: 422, message: "error.importTooDeep" },
  "import-empty": { status: 422, message: "error.importEmpty" },
  "import-incomplete": { status: 422, message: "error.importIncomplete" },
  "import-closes-in-the-past": { status: 422, message: "error.importClosesInThePast" },
  "key-used": { status: 409, message: "error.keyUsed" },
  "already-decided": { status: 409, message: "error.alreadyDecided" },
  "text-moved-on": { status: 409, message: "error.textMovedOn" },
  "no-exact-place": { status: 409, message: "error.noExactPlace" },
  "consultation-closed": { status: 422, message: "error.consultationClosed" },
  "unknown-base": { status: 422, message: "error.unknownBase" },
  "rationale-too-short": { status: 422, message: "error.rationaleTooShort" },
  "rationale-too-long": { status: 422, message: "error.rationaleTooLong" },
  "reason-too-short": { status: 422, message: "error.reasonTooShort" },
  "reason-too-long": { status: 422, message: "error.reasonTooLong" },
  "rule-missing": { status: 422, message: "error.ruleMissing" },
  "sentence-too-short": { status: 422, message: "error.sentenceTooShort" },
  "sentence-too-long": { status: 422, message: "error.sentenceTooLong" },
  "empty-change": { status: 422, message: "error.emptyChange" },
  "no-such-block": { status: 422, message: "error.noSuchBlock" },
  "edit-out-of-place": { status: 422, message: "error.editOutOfPlace" },
  "unsafe-link": { status: 422, message: "error.unsafeLink" },
  "hidden-characters": { status: 422, message: "error.hiddenCharacters" },
  "suggestion-too-big": { status: 422, message: "error.suggestionTooBig" },
  "branch-closed": { status: 410, message: "error.branchClosed" },
  "branch-full": { status: 422, message: "error.branchFull" },
  "too-many-branches": { status: 422, message: "error.tooManyBranches" },
  "invitation-wrong": { status: 422, message: "error.invitationWrong" },
  "invitation-closed": { status: 422, message: "error.invitationClosed" },
  "no-such-account": { status: 404, message: "error.noSuchAccount" },
  "too-many": { status: 429, message: "error.tooMany" },
  internal: { status: 500, message: "error.internal" },
  "not-ready": { status: 503, message: "error.notReady", retryAfterS: 5 },
  "database-away": { status: 503, message: "error.databaseAway", retryAfterS: 10 },
  "database-closed": { status: 503, message: "error.databaseClosed", retryAfterS: 60 },
  "storage-full": { status: 503, message: "error.storageFull", retryAfterS: 300 },
} as const satisfies Record<string, RefusalRow>;

export type RefusalCode = keyof typeof refusals;

/** A rule said no. Carries what the answer needs; `params` fill the message, `details` go to the client as they are. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly messageKey: MessageKey;
  readonly retryAfterS: number | undefined;
  readonly params: MessageParams;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: RefusalCode,
    params: MessageParams = {},
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = "Refusal";
    this.code = code;
    this.status = refusals[code].status;
    this.messageKey = refusals[code].message;
    this.retryAfterS = (refusals[code] as RefusalRow).retryAfterS;
    this.params = params;
    this.details = details;
  }
}

/** Stops the act with a refusal. Never returns. */
export function refuse(
  code: RefusalCode,
  params: MessageParams = {},
  details: Readonly<Record<string, unknown>> = {},
): never {
  throw new Refusal(code, params, details);
}

/** Says why a value cannot be missing; a failure is a bug, not a refusal. */
export function must<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new Error(`must: ${why}`);
  return value;
}
