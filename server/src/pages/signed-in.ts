// Pages for people who have signed in: anybody else is sent to do so and comes back.
import type { RequestHandler } from "express";
import { localized, signInThen } from "@pliego/shared/routes.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";

export const signedInFirst: RequestHandler = (req, res, next) => {
  if (actorOf(req) !== null) return next();
  const { locale, path } = factsOf(res);
  res.redirect(303, localized(locale, signInThen(localized(locale, path))));
};
