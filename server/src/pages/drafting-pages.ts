// The drafting room's page, publishing from it, and what each version changed.
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { z } from "zod";
import { reasonLength } from "@pliego/shared/decisions/decisions.ts";
import { Refusal, refuse } from "@pliego/shared/errors.ts";
import type { Locale } from "@pliego/shared/i18n/translate.ts";
import { draftRoom } from "@pliego/shared/live/rooms.ts";
import type { DraftingPage } from "@pliego/shared/pages.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import { localized, routes } from "@pliego/shared/routes.ts";
import { consultationAt } from "../consultations/actions.ts";
import { changesSince, publishDraft, readDraft } from "../drafting/actions.ts";
import { entryFor } from "../drafting/door.ts";
import { openDrafting } from "../drafting/opening.ts";
import type { Rooms } from "../live/rooms.ts";
import type { Context } from "../platform/context.ts";
import { parse } from "../platform/http/edge.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import { latestHead } from "../policies/actions.ts";
import { consultationCard } from "./cards.ts";
import { problemOf, typed, type PageSender } from "./pages.ts";
import { writingRoom } from "./writing-room.ts";

const publishForm = z.strictObject({ reason: z.string() });
const openingForm = z.strictObject({ open: z.enum(["yes", "no"]) });

export function draftingPages(
  ctx: Context,
  pages: PageSender,
  rooms: Rooms,
  parseForm: RequestHandler,
): Router {
  const router = Router();

  router.get(routes.drafting.pattern, watchersToo, async (req, res) => {
    const { locale } = factsOf(res);
    pages.sendPrivate(
      req,
      res,
      "drafting",
      await draftingPage(actorOf(req), String(req.params["consultation"]), locale),
    );
  });

  router.post(routes.draftingOpening.pattern, parseForm, async (req, res) => {
    const slug = String(req.params["consultation"]);
    await openDrafting(ctx, rooms, actorOf(req), slug, parse(openingForm, req.body).open === "yes");
    res.redirect(303, localized(factsOf(res).locale, routes.drafting(slug)));
  });

  router.post(routes.drafting.pattern, parseForm, async (req, res) => {
    const { locale } = factsOf(res);
    const slug = String(req.params["consultation"]);
    try {
      const revision = await publishDraft(ctx, rooms, actorOf(req), slug, parse(publishForm, req.body));
      res.redirect(303, localized(locale, routes.versionChanges(slug, revision.number)));
    } catch (error) {
      const asJson = req.accepts(["html", "json"]) === "json";
      if (asJson || !(error instanceof Refusal) || error.status >= 500 || error.status < 409) throw error;
      const problem = problemOf(error);
      const page = await draftingPage(actorOf(req), slug, locale);
      pages.sendPrivate(
        req,
        res,
        "drafting",
        { ...page, reason: typed(req.body, "reason"), problem },
        error.status,
      );
    }
  });

  router.get(routes.draftingChanges.pattern, async (req, res) => {
    const { changes, consultation } = await readDraft(
      ctx,
      rooms,
      actorOf(req),
      String(req.params["consultation"]),
    );
    const { number } = await latestHead(ctx, null, consultation.policy);
    res.setHeader("Cache-Control", "private, no-store");
    res.json({ changes, latestNumber: number });
  });

  /** Who may not write is told, where nobody may watch, where the text is that everybody may read. */
  async function watchersToo(req: Request, res: Response, next: NextFunction): Promise<void> {
    const actor = actorOf(req);
    const { draftingIsOpen = false } = await consultationAt(ctx, null, String(req.params["consultation"]));
    if (may(actor, "policy.watch", { watchable: draftingIsOpen })) return next();
    const status = actor === null ? 401 : 403;
    const problem = { status, message: "drafting.notWatchable", params: {} } as const;
    pages.sendPrivate(req, res, "problem", { problem, requestId: factsOf(res).requestId }, status);
  }

  async function draftingPage(actor: Actor | null, slug: string, locale: Locale): Promise<DraftingPage> {
    const consultation = await consultationAt(ctx, actor, slug);
    const mode = entryFor(actor, consultation);
    if (consultation.phase === "closed") refuse("consultation-closed");
    const { doc, base, epoch } = await rooms.readText(draftRoom(slug));
    const head = await latestHead(ctx, actor, consultation.policy);
    const writes = mode === "write";
    return {
      consultation: consultationCard(ctx, consultation, locale),
      latestNumber: head.number,
      ...writingRoom(draftRoom(slug), epoch, actor, mode),
      doc: writes ? null : doc,
      changes: writes ? await changesSince(ctx, actor, consultation, base, doc) : [],
      reasonLength,
      reason: "",
      problem: null,
    };
  }

  return router;
}
