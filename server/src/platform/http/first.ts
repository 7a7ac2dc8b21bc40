// The first thing that happens to a request: it gets an id and a language, and foreign hosts and origins end here.
import type { RequestHandler } from "express";
import { refuse } from "@pliego/shared/errors.ts";
import { splitLocale } from "@pliego/shared/routes.ts";
import { randomId } from "../clock.ts";
import type { RequestFacts } from "./locals.ts";

/** Gives the request its id, and takes the language prefix off the path that the router sees. */
export const withFacts: RequestHandler = (req, res, next) => {
  const question = req.url.indexOf("?");
  const pathname = question === -1 ? req.url : req.url.slice(0, question);
  const { locale, path } = splitLocale(pathname);
  const facts: RequestFacts = { requestId: randomId(12), locale, path };
  res.locals["facts"] = facts;
  res.setHeader("X-Request-Id", facts.requestId);
  req.url = path + (question === -1 ? "" : req.url.slice(question));
  next();
};

/**
 * Lets only our own pages change anything: a request that is not a plain read must come from one of our origins
 * (OWASP: verifying origin with standard headers; the session cookie is SameSite=Lax besides).
 */
export function ownOriginOnly(isOwnOrigin: (origin: string) => boolean): RequestHandler {
  const reads = new Set(["GET", "HEAD", "OPTIONS"]);
  return (req, _res, next) => {
    if (reads.has(req.method)) return next();
    const origin = req.headers.origin;
    if (origin !== undefined ? !isOwnOrigin(origin) : req.headers["sec-fetch-site"] !== "same-origin") {
      refuse("foreign-origin");
    }
    next();
  };
}

/** Which origins are ours: PUBLIC_URL where it is set, else the loopback names at the port we listen on. */
export function ownOrigins(publicUrl: string | undefined, port: () => number): (origin: string) => boolean {
  if (publicUrl !== undefined) {
    const own = new URL(publicUrl).origin;
    return (origin) => origin === own;
  }
  const names = ["127.0.0.1", "localhost", "[::1]"];
  return (origin) => names.some((name) => origin === `http://${name}:${port()}`);
}
