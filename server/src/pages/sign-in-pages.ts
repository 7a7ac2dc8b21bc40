// Signing in and out, and the account page. Plain forms: they work without script.
import { Router, type RequestHandler } from "express";
import type { PassportStatic } from "passport";
import { Refusal, refuse } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { SignInPage } from "@pliego/shared/pages.ts";
import { localized, routes, safeNext } from "@pliego/shared/routes.ts";
import { consultationOf } from "../consultations/actions.ts";
import { noticesFor } from "../notifications/actions.ts";
import { ownSuggestions } from "../suggestions/actions.ts";
import { branchLines } from "./branch-lines.ts";
import { caseLine, type CitedTexts } from "./suggestion-views.ts";
import { ownEmail } from "../people/actions.ts";
import type { Context } from "../platform/context.ts";
import { sessionKey } from "../platform/database/sessions.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import { problemOf, type PageSender } from "./pages.ts";
import { signedInFirst } from "./signed-in.ts";

export interface SignInParts {
  readonly passport: PassportStatic;
  readonly parseForm: RequestHandler;
  readonly demonstrationPeople: SignInPage["demonstrationPeople"];
  readonly texts: CitedTexts;
  /** Ends the live connections that stood on a session that has ended. */
  readonly signedOut: (sessionKey: string) => void;
}

export function signInPages(ctx: Context, pages: PageSender, parts: SignInParts): Router {
  const router = Router();
  const { demonstrationPeople } = parts;

  router.get(routes.signIn.pattern, (req, res) => {
    const next = safeNext(req.query["next"] ?? localized(factsOf(res).locale, routes.account()));
    pages.sendPrivate(req, res, "signIn", { next, email: "", problem: null, demonstrationPeople });
  });

  router.post(routes.signIn.pattern, parts.parseForm, (req, res, done) => {
    const sent = req.body as Readonly<Record<string, unknown>>;
    const next = safeNext(sent["next"]);
    const answer = (error: unknown, actor?: Actor | false) => {
      const refusal = error == null && !actor ? new Refusal("sign-in-failed") : error;
      if (refusal instanceof Refusal && refusal.status < 500) {
        const email = typeof sent["email"] === "string" ? sent["email"].slice(0, 254) : "";
        const problem = problemOf(refusal);
        return pages.sendPrivate(
          req,
          res,
          "signIn",
          { next, email, problem, demonstrationPeople },
          refusal.status,
        );
      }
      if (refusal != null || !actor) return done(refusal);
      // passport 0.7 gives the session a new id here: one that was set before signing in is worth nothing.
      req.logIn(actor, (failed: unknown) => (failed == null ? res.redirect(303, next) : done(failed)));
    };
    (parts.passport.authenticate("local", answer) as RequestHandler)(req, res, done);
  });

  router.post(routes.signOut.pattern, (req, res, done) => {
    const key = sessionKey(req.sessionID);
    req.session.destroy((failed: unknown) => {
      if (failed != null) return done(failed);
      parts.signedOut(key);
      res.clearCookie(sessionCookieName);
      res.redirect(303, localized(factsOf(res).locale, routes.home()));
    });
  });

  router.get(routes.account.pattern, signedInFirst, async (req, res) => {
    const actor = actorOf(req);
    if (actor === null || !may(actor, "account.see")) refuse("not-allowed");
    const suggestions = await Promise.all(
      (await ownSuggestions(ctx, actor)).map(async (suggestion) => {
        const { title, slug } = await consultationOf(ctx, suggestion.consultation);
        return {
          ...(await caseLine(parts.texts, suggestion, title)),
          consultation: slug,
          state: suggestion.state,
        };
      }),
    );
    const homes = new Map(suggestions.map(({ folio, consultation }) => [folio, consultation]));
    const notices = (await noticesFor(ctx, actor.id)).map(({ kind, params, at }) => ({
      kind,
      folio: params["folio"] ?? "",
      consultation: homes.get(params["folio"] ?? "") ?? "",
      rule: params["rule"] ?? "",
      words: params["sentence"] ?? params["reason"] ?? "",
      by: params["by"] ?? "",
      at: at.toISOString(),
    }));
    const branches = await branchLines(ctx, actor);
    pages.sendPrivate(req, res, "account", {
      email: await ownEmail(ctx, actor),
      suggestions,
      notices,
      branches,
    });
  });

  router.get(routes.session.pattern, (req, res) => {
    const actor = actorOf(req);
    res.setHeader("Cache-Control", "private, no-store");
    res.json({ viewer: actor === null ? null : { publicName: actor.publicName, roles: actor.roles } });
  });

  return router;
}

export const sessionCookieName = "pliego";
