// Makes the Express app from what it is given; does not listen. The order of the middlewares is the security policy.
import compression from "compression";
import express, { Router, type Express, type RequestHandler } from "express";
import session from "express-session";
import helmet from "helmet";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { refuse } from "@pliego/shared/errors.ts";
import { translator, type Catalogue, type Locale, type Translator } from "@pliego/shared/i18n/translate.ts";
import type { SignInPage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { quotas } from "@pliego/shared/suggestions/suggestion.ts";
import { makeBranchDoor } from "./branches/door.ts";
import { makeDraftDoor } from "./drafting/door.ts";
import { openRooms, type Rooms, type RoomsParts } from "./live/rooms.ts";
import { branchPages } from "./pages/branch-pages.ts";
import { draftingPages } from "./pages/drafting-pages.ts";
import { importingPages } from "./pages/importing-pages.ts";
import { makePageSender } from "./pages/pages.ts";
import { publicPages } from "./pages/public-pages.ts";
import type { Renderer } from "./pages/renderer.ts";
import { sessionCookieName, signInPages } from "./pages/sign-in-pages.ts";
import { suggestionPages } from "./pages/suggestion-pages.ts";
import { makeCitedTexts } from "./pages/suggestion-views.ts";
import { workPages } from "./pages/work-pages.ts";
import { makePassport } from "./people/sign-in.ts";
import type { Context } from "./platform/context.ts";
import type { ConditionWatch } from "./platform/database/condition.ts";
import type { Closed } from "./platform/database/presence.ts";
import { SessionStore, sessionLifeMs } from "./platform/database/sessions.ts";
import { ownOriginOnly, ownOrigins, withFacts } from "./platform/http/first.ts";
import { healthPages } from "./platform/http/health.ts";
import { factsOf } from "./platform/http/locals.ts";
import { answerRefusals, noSuchPage } from "./platform/http/refusals.ts";

export interface AppParts {
  readonly ctx: Context;
  readonly renderer: Renderer;
  readonly databaseDescription: string;
  readonly condition: ConditionWatch;
  readonly closed: () => Closed | undefined;
  readonly siteName: string;
  readonly demonstration: boolean;
  readonly demonstrationPeople: SignInPage["demonstrationPeople"];
  readonly publicUrl: string | undefined;
  readonly sessionSecret: string;
  readonly trustProxy: number;
  readonly live: Pick<RoomsParts, "addresses" | "limits" | "nodeName" | "failpoint">;
  /** Ends other live connections that stood on a session that has ended. */
  readonly signedOut: (sessionKey: string) => void;
  /** The port that the server listens on, known once it does. */
  readonly port: () => number;
}

/** Room for a form with a megabyte in one field, so that it can be answered with everything still in it. */
const formBytes = 2 * 1024 * 1024;

export interface App {
  readonly app: Express;
  /** The middlewares that read who is asking, for connections that are not requests. */
  readonly identify: readonly RequestHandler[];
  readonly isOwnOrigin: (origin: string) => boolean;
  readonly rooms: Rooms;
}

export function makeApp(parts: AppParts): App {
  const { ctx, renderer } = parts;
  const pages = makePageSender(renderer, parts);
  const secure = parts.publicUrl?.startsWith("https:") ?? false;
  const passport = makePassport(ctx);
  const texts = makeCitedTexts(ctx);
  const isOwnOrigin = ownOrigins(parts.publicUrl, parts.port);

  const app = express();
  app.set("trust proxy", parts.trustProxy);
  app.set("query parser", "simple");
  app.set("etag", false);
  app.disable("x-powered-by");
  app.use(withFacts);
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(secure) },
      strictTransportSecurity: secure,
      // Not "no-referrer": with that, browsers send our own forms with the origin "null".
      referrerPolicy: { policy: "same-origin" },
    }),
  );
  app.use(compression());
  app.use(
    routes.assets.pattern,
    express.static(renderer.assetsDir, { immutable: true, maxAge: "365d", index: false }),
  );
  const { databaseDescription, condition, closed } = parts;
  app.use(healthPages({ db: ctx.db, databaseDescription, condition, closed }));
  app.use(ownOriginOnly(isOwnOrigin));
  app.use(publicPages(ctx, pages, texts));

  // From here on it matters who asks.
  const identify = [
    withoutSequel(
      session({
        name: sessionCookieName,
        secret: parts.sessionSecret,
        store: new SessionStore(ctx.db, () => ctx.clock.now()),
        resave: false,
        saveUninitialized: false,
        rolling: true,
        cookie: { httpOnly: true, sameSite: "lax", secure, maxAge: sessionLifeMs, path: "/" },
      }),
    ),
    passport.session() as RequestHandler,
  ];
  const personal = Router();
  personal.use(...identify);
  const readForm = express.urlencoded({ extended: false, limit: formBytes, parameterLimit: 50 });
  const parseForm = Router().use(readForm, formsOnly);
  const parseJson = Router().use(express.json({ limit: quotas.bytes }), formsOnly);
  const { demonstrationPeople } = parts;
  const rooms = openRooms(ctx, {
    ...parts.live,
    doors: [makeDraftDoor(ctx), makeBranchDoor(ctx)],
    identify,
    isOwnOrigin,
    trustedProxies: parts.trustProxy,
  });
  const signedOut = (key: string) => {
    rooms.closeSession(key);
    parts.signedOut(key);
  };
  personal.use(signInPages(ctx, pages, { passport, parseForm, demonstrationPeople, texts, signedOut }));
  personal.use(suggestionPages(ctx, pages, texts, { parseForm, parseJson }));
  personal.use(workPages(ctx, pages, texts, parseForm));
  personal.use(draftingPages(ctx, pages, rooms, parseForm));
  personal.use(branchPages(ctx, pages, { texts, rooms, parseForm }));
  personal.use(importingPages(ctx, pages, parts.siteName));
  app.use(personal);

  app.use(noSuchPage);
  const translators = loadTranslators();
  app.use(
    answerRefusals({
      log: ctx.log,
      readForm,
      translatorFor: (res) => translators[factsOf(res).locale],
      sendPage: pages.sendProblem,
    }),
  );
  return { app, identify, isOwnOrigin, rooms };
}

/**
 * An answer that says the database takes no writes is whole, though its session could not be kept either. Told of that
 * after the answer, Express would cut it off.
 */
const withoutSequel =
  (sessions: RequestHandler): RequestHandler =>
  (req, res, next) =>
    sessions(req, res, (error?: unknown) => {
      if (!(res.headersSent && res.statusCode === 503)) next(error);
    });

/** What is of another type than the one that is read leaves no body behind and is not guessed at. */
const formsOnly: RequestHandler = (req, _res, next) => {
  if (req.body === undefined) refuse("unsupported-type");
  next();
};

function contentPolicy(secure: boolean): Record<string, string[] | null> {
  return {
    "default-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    ...(secure ? { "upgrade-insecure-requests": [] } : {}),
  };
}

/** Node 20 warns of JSON imports, so the catalogues are read as the files they are. */
function loadTranslators(): Readonly<Record<Locale, Translator>> {
  const require = createRequire(import.meta.url);
  const load = (locale: Locale) =>
    translator(
      JSON.parse(readFileSync(require.resolve(`@pliego/shared/i18n/${locale}.json`), "utf8")) as Catalogue,
      locale,
    );
  return { "es-MX": load("es-MX"), en: load("en") };
}
