// The one place where a refusal or a bug becomes an answer. Machines get application/problem+json (RFC 9457), people a
// page in their language. What went wrong inside stays inside: the answer carries only a request id.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { Refusal, refuse, type RefusalCode } from "@pliego/shared/errors.ts";
import type { Translator } from "@pliego/shared/i18n/translate.ts";
import { outageOf, type Outage } from "../database/outage.ts";
import type { Log } from "../log.ts";
import { factsOf } from "./locals.ts";

export interface RefusalAnswers {
  readonly log: Log;
  readonly translatorFor: (res: Response) => Translator;
  /** Reads a form that nobody has read yet. */
  readonly readForm: RequestHandler;
  /** Sends the problem as a page. */
  readonly sendPage: (req: Request, res: Response, refusal: Refusal) => void;
}

/** Sent as a form without a file in it. */
export const isForm = (req: Request): boolean => req.is("application/x-www-form-urlencoded") !== false;

export const noSuchPage: RequestHandler = () => refuse("not-found");

export function answerRefusals({
  log,
  translatorFor,
  readForm,
  sendPage,
}: RefusalAnswers): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const refusal = asRefusal(error);
    const { requestId } = factsOf(res);
    // An outage fails every request in the same way: its reason is enough, many times a second.
    if (refusal.status === 503)
      log.error({ requestId, why: String(error) }, `request refused: ${refusal.code}`);
    else if (refusal.status >= 500) log.error({ err: error, requestId }, "request failed");
    res.status(refusal.status).setHeader("Cache-Control", "no-store");
    if (refusal.retryAfterS !== undefined) res.setHeader("Retry-After", refusal.retryAfterS);
    if (wantsPage(req)) {
      // Who asks is looked up before the form is read: what was typed may still be on its way. It goes into the page.
      if (refusal.status !== 503 || req.body !== undefined || !isForm(req))
        return sendPage(req, res, refusal);
      return void readForm(req, res, () => sendPage(req, res, refusal));
    }
    res.type("application/problem+json").send(
      JSON.stringify({
        type: `urn:pliego:refusal:${refusal.code}`,
        code: refusal.code,
        status: refusal.status,
        title: translatorFor(res)(refusal.messageKey, refusal.params),
        requestId,
        ...refusal.details,
      }),
    );
  };
}

const refusalOfOutage = {
  away: "database-away",
  full: "storage-full",
  closed: "database-closed",
} as const satisfies Readonly<Record<Outage, RefusalCode>>;

/** A database that is away or full is said as that; Express's and body-parser's own errors say their status; the rest are bugs. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const outage = outageOf(error);
  if (outage !== undefined) return new Refusal(refusalOfOutage[outage]);
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
  const kind = typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
  if (kind === "parameters.too.many") return new Refusal("bad-request");
  if (status === 413) return new Refusal("too-big", { limit: "2 MB" });
  if (status === 415) return new Refusal("unsupported-type");
  if (status === 404) return new Refusal("not-found");
  if (typeof status === "number" && status >= 400 && status < 500) return new Refusal("bad-request");
  return new Refusal("internal");
}

const wantsPage = (req: Request) => !req.path.startsWith("/api/") && req.accepts(["html", "json"]) === "html";
