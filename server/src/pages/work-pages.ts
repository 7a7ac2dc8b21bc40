// The work screens: the moderators' queue and the officials' desk. One case at a time, the oldest first.
import { Router, type Request, type RequestHandler } from "express";
import { newDecision } from "@pliego/shared/decisions/contracts.ts";
import { outcomes } from "@pliego/shared/decisions/decisions.ts";
import { Refusal } from "@pliego/shared/errors.ts";
import type { Versions } from "@pliego/shared/live/announcements.ts";
import { moderation } from "@pliego/shared/moderation/contracts.ts";
import { participationRules } from "@pliego/shared/moderation/rules.ts";
import type { CaseLine, DeskPage, PageProblem, QueuePage } from "@pliego/shared/pages.ts";
import { localized, routes } from "@pliego/shared/routes.ts";
import { consultationOf, streamVersions } from "../consultations/actions.ts";
import { decide, decisionOn, simulate } from "../decisions/actions.ts";
import { moderate } from "../moderation/actions.ts";
import type { Context } from "../platform/context.ts";
import { parse } from "../platform/http/edge.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import {
  suggestionAt,
  waitingForDecision,
  waitingForModeration,
  type Suggestion,
} from "../suggestions/actions.ts";
import { consultationCard } from "./cards.ts";
import { problemOf, typed, type PageSender } from "./pages.ts";
import { signedInFirst } from "./signed-in.ts";
import { relatedTo } from "./related-suggestions.ts";
import {
  caseLine,
  decisionLine,
  editsNow,
  placesNow,
  relatedLine,
  suggestionView,
  type CitedTexts,
} from "./suggestion-views.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Locale } from "@pliego/shared/i18n/translate.ts";

/** What waits, and the versions that this list is at least as new as. */
interface Waiting {
  readonly since: Versions;
  readonly list: readonly Suggestion[];
}

export function workPages(
  ctx: Context,
  pages: PageSender,
  texts: CitedTexts,
  parseForm: RequestHandler,
): Router {
  const router = Router();

  router.get(routes.queue.pattern, signedInFirst, async (req, res) => {
    const waiting = await queueOf(req);
    pages.sendPrivate(req, res, "queue", await queuePage(waiting, waiting.list[0], factsOf(res).locale));
  });

  router.get(routes.moderating.pattern, signedInFirst, async (req, res) => {
    const waiting = await queueOf(req);
    const chosen = await suggestionAt(ctx, actorOf(req), String(req.params["folio"]));
    pages.sendPrivate(req, res, "queue", await queuePage(waiting, chosen, factsOf(res).locale));
  });

  router.post(routes.moderating.pattern, parseForm, async (req, res) => {
    const folio = String(req.params["folio"]);
    const { locale } = factsOf(res);
    try {
      await moderate(ctx, actorOf(req), folio, parse(moderation, req.body));
      res.redirect(303, localized(locale, routes.queue()));
    } catch (error) {
      const problem = shown(error);
      const waiting = await queueOf(req);
      const chosen = await suggestionAt(ctx, actorOf(req), folio);
      const page = await queuePage(waiting, chosen, locale);
      const draft = { rule: typed(req.body, "rule"), sentence: typed(req.body, "sentence") };
      pages.sendPrivate(req, res, "queue", { ...page, draft, problem }, problem.status);
    }
  });

  router.get(routes.desk.pattern, signedInFirst, async (req, res) => {
    const waiting = await deskOf(req);
    pages.sendPrivate(req, res, "desk", await deskPage(waiting, waiting.list[0], factsOf(res).locale));
  });

  router.get(routes.deciding.pattern, signedInFirst, async (req, res) => {
    const waiting = await deskOf(req);
    const chosen = await chosenForDesk(actorOf(req), String(req.params["folio"]));
    pages.sendPrivate(req, res, "desk", await deskPage(waiting, chosen, factsOf(res).locale));
  });

  router.post(routes.deciding.pattern, parseForm, async (req, res) => {
    const folio = String(req.params["folio"]);
    const { locale } = factsOf(res);
    try {
      await decide(ctx, actorOf(req), folio, parse(newDecision, req.body));
      res.redirect(303, localized(locale, routes.desk()));
    } catch (error) {
      const problem = shown(error);
      const waiting = await deskOf(req);
      const page = await deskPage(waiting, await chosenForDesk(actorOf(req), folio), locale);
      const draft = {
        outcome: outcomes.find((outcome) => outcome === typed(req.body, "outcome")) ?? ("" as const),
        reason: typed(req.body, "reason"),
      };
      pages.sendPrivate(req, res, "desk", { ...page, draft, problem }, problem.status);
    }
  });

  // The versions first: what happens in between is told as news, and news may repeat.
  const queueOf = async (req: Request): Promise<Waiting> => ({
    since: await streamVersions(ctx, "queue"),
    list: await waitingForModeration(ctx, actorOf(req)),
  });
  const deskOf = async (req: Request): Promise<Waiting> => ({
    since: await streamVersions(ctx, "public"),
    list: await waitingForDecision(ctx, actorOf(req)),
  });
  const chosenForDesk = (actor: Actor | null, folio: string) => suggestionAt(ctx, actor, folio);

  async function cases(waiting: readonly Suggestion[]): Promise<readonly CaseLine[]> {
    const lines: CaseLine[] = [];
    const titles = new Map<string, string>();
    for (const suggestion of waiting) {
      const id = suggestion.consultation;
      const title = titles.get(id) ?? (await consultationOf(ctx, id)).title;
      titles.set(id, title);
      lines.push(await caseLine(texts, suggestion, title));
    }
    return lines;
  }

  async function queuePage(
    waiting: Waiting,
    chosen: Suggestion | undefined,
    locale: Locale,
  ): Promise<QueuePage> {
    return {
      cases: await cases(waiting.list),
      current:
        chosen === undefined
          ? null
          : {
              suggestion: await suggestionView(texts, chosen),
              consultation: consultationCard(ctx, await consultationOf(ctx, chosen.consultation), locale),
            },
      rules: participationRules,
      draft: { rule: "", sentence: "" },
      problem: null,
      since: waiting.since,
    };
  }

  async function deskPage(
    waiting: Waiting,
    chosen: Suggestion | undefined,
    locale: Locale,
  ): Promise<DeskPage> {
    const decision = chosen === undefined ? null : await decisionOn(ctx, chosen.folio);
    return {
      cases: await cases(waiting.list),
      current: chosen === undefined ? null : await deskCase(chosen, locale),
      decided: decision === null ? null : decisionLine(decision),
      draft: { outcome: "", reason: "" },
      problem: null,
      since: waiting.since,
    };
  }

  async function deskCase(chosen: Suggestion, locale: Locale): Promise<NonNullable<DeskPage["current"]>> {
    const { latest, hash, result } = await simulate(ctx, chosen);
    const { rivals, competing, similar, same } = await relatedTo(ctx, texts, chosen);
    return {
      suggestion: await suggestionView(texts, chosen, { competing: rivals, signers: same }),
      consultation: consultationCard(ctx, await consultationOf(ctx, chosen.consultation), locale),
      latestNumber: latest.number,
      simulated: result === undefined ? null : await placesNow(texts, chosen, latest.number),
      edits: await editsNow(texts, chosen, latest.number),
      competing: await Promise.all(competing.map((own) => relatedLine(texts, own))),
      similar: await Promise.all(similar.map((own) => relatedLine(texts, own))),
      hash,
    };
  }

  return router;
}

/** What a work screen shows above its form; bugs and "not found" go on to the one handler. */
function shown(error: unknown): PageProblem {
  if (!(error instanceof Refusal) || error.status >= 500 || error.status === 404 || error.status === 401)
    throw error;
  if (error.code === "not-allowed") throw error;
  return problemOf(error);
}
