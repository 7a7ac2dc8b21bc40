// Writing a suggestion, and the page of its folio. The form works without script; a script sends the same form and asks
// for JSON.
import { Router, type Request, type RequestHandler } from "express";
import { Refusal, refuse } from "@pliego/shared/errors.ts";
import type { ProposePage, SentSuggestion } from "@pliego/shared/pages.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import { localized, routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { newEdits, newSuggestion } from "@pliego/shared/suggestions/contracts.ts";
import { citationOf } from "@pliego/shared/suggestions/over-text.ts";
import { quotas } from "@pliego/shared/suggestions/suggestion.ts";
import { consultationAt, consultationOf, isOpen, type Consultation } from "../consultations/actions.ts";
import { decisionOn } from "../decisions/actions.ts";
import { moderationOf } from "../moderation/actions.ts";
import type { Context } from "../platform/context.ts";
import { randomId } from "../platform/clock.ts";
import { parse } from "../platform/http/edge.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import { latestHead } from "../policies/actions.ts";
import { entriesAbout } from "../record/actions.ts";
import { authorIdsOf } from "../suggestions/authors.ts";
import { isWaiting, submitSuggestion, suggestionAt, withdrawSuggestion } from "../suggestions/actions.ts";
import { consultationCard } from "./cards.ts";
import { problemOf, type PageSender } from "./pages.ts";
import { relatedTo } from "./related-suggestions.ts";
import {
  decisionLine,
  recordLine,
  relatedLine,
  suggestionView,
  type CitedTexts,
} from "./suggestion-views.ts";
import type { Locale } from "@pliego/shared/i18n/translate.ts";

export function suggestionPages(
  ctx: Context,
  pages: PageSender,
  texts: CitedTexts,
  { parseForm, parseJson }: { readonly parseForm: RequestHandler; readonly parseJson: RequestHandler },
): Router {
  const router = Router();

  router.get(routes.propose.pattern, async (req, res) => {
    const { locale } = factsOf(res);
    const consultation = await consultationAt(ctx, actorOf(req), String(req.params["consultation"]));
    if (!isOpen(consultation, ctx.clock.now())) refuse("consultation-closed");
    const form = await emptyForm(consultation, String(req.params["block"]), locale);
    const actor = actorOf(req);
    if (actor !== null && !may(actor, "suggestion.submit")) refuse("not-allowed");
    pages.sendPrivate(req, res, "propose", form);
  });

  router.post(routes.propose.pattern, parseForm, async (req, res) => {
    const { locale } = factsOf(res);
    const slug = String(req.params["consultation"]);
    const actor = actorOf(req);
    const asJson = req.accepts(["html", "json"]) === "json";
    try {
      const input = parse(newSuggestion, { ...(req.body as object), block: String(req.params["block"]) });
      const suggestion = await submitSuggestion(ctx, actor, slug, input);
      const page = localized(locale, routes.suggestion(slug, suggestion.folio));
      if (!asJson) return res.redirect(303, page);
      res.status(201).json({ folio: suggestion.folio, page } satisfies SentSuggestion);
    } catch (error) {
      if (asJson || !(error instanceof Refusal) || error.status >= 500) throw error;
      const consultation = await consultationAt(ctx, actor, slug);
      const form = await filledForm(req, consultation, locale, error);
      pages.sendPrivate(req, res, "propose", form, error.status);
    }
  });

  router.get(routes.suggestion.pattern, async (req, res) => {
    const { locale } = factsOf(res);
    const actor = actorOf(req);
    const folio = String(req.params["folio"]);
    const suggestion = await suggestionAt(ctx, actor, folio);
    const consultation = await consultationOf(ctx, suggestion.consultation);
    if (consultation.slug !== req.params["consultation"]) refuse("not-found");
    const mine = actor !== null && authorIdsOf(suggestion).includes(actor.id);
    const [decision, actions, entries] = await Promise.all([
      decisionOn(ctx, folio),
      moderationOf(ctx, folio),
      entriesAbout(ctx, consultation._id, folio),
    ]);
    const last = actions.at(-1);
    const { rivals, competing, similar, same } = await relatedTo(ctx, texts, suggestion);
    pages.sendPrivate(req, res, "suggestion", {
      consultation: consultationCard(ctx, consultation, locale),
      suggestion: await suggestionView(texts, suggestion, {
        competing: rivals,
        signers: same,
      }),
      mine,
      competing: await Promise.all(competing.map((own) => relatedLine(texts, own))),
      similar: await Promise.all(similar.map((own) => relatedLine(texts, own))),
      mayWithdraw: mine && isWaiting(suggestion.state),
      decision: decision === null ? null : decisionLine(decision),
      moderation:
        last === undefined
          ? null
          : { verdict: last.verdict, rule: last.rule, sentence: last.sentence, at: last.at.toISOString() },
      entries: entries.map(recordLine),
    });
  });

  router.post(routes.withdrawing.pattern, parseForm, async (req, res) => {
    const folio = String(req.params["folio"]);
    const suggestion = await withdrawSuggestion(ctx, actorOf(req), folio);
    const { slug } = await consultationOf(ctx, suggestion.consultation);
    res.redirect(303, localized(factsOf(res).locale, routes.suggestion(slug, folio)));
  });

  router.post(routes.suggestions.pattern, parseJson, async (req, res) => {
    const slug = String(req.params["consultation"]);
    const input = parse(newEdits, req.body);
    const { folio } = await submitSuggestion(ctx, actorOf(req), slug, input);
    const page = localized(factsOf(res).locale, routes.suggestion(slug, folio));
    res.status(201).json({ folio, page } satisfies SentSuggestion);
  });

  async function emptyForm(consultation: Consultation, block: string, locale: Locale): Promise<ProposePage> {
    const head = await latestHead(ctx, null, consultation.policy);
    return formAgainst(consultation, block, head.number, locale);
  }

  /** The form against one version of the block; refuses with not-found where that version has no such block. */
  async function formAgainst(
    consultation: Consultation,
    block: string,
    base: number,
    locale: Locale,
  ): Promise<ProposePage> {
    const text = await texts.at(consultation.policy, base);
    const original = text.blocks.get(block) ?? refuse("not-found");
    const words = blockWords(original);
    return {
      consultation: consultationCard(ctx, consultation, locale),
      block,
      ...citationOf(text, block),
      base,
      original,
      originalWords: words,
      words,
      rationale: "",
      key: randomId(20),
      rationaleLength: { min: quotas.rationaleMin, max: quotas.rationaleMax },
      problem: null,
      current: null,
    };
  }

  /** The form as it was sent, with what went wrong and, when the text has moved on, the paragraph as it reads now. */
  async function filledForm(
    req: Request,
    consultation: Consultation,
    locale: Locale,
    refusal: Refusal,
  ): Promise<ProposePage> {
    const sent = req.body as Readonly<Record<string, unknown>>;
    const typed = (name: string) => (typeof sent[name] === "string" ? sent[name] : "");
    const block = String(req.params["block"]);
    const head = await latestHead(ctx, null, consultation.policy);
    const base = Number(typed("base"));
    const known = Number.isInteger(base) && base >= 1 && base <= head.number;
    const form = await formAgainst(consultation, block, known ? base : head.number, locale);
    const now = (await texts.at(consultation.policy, head.number)).blocks.get(block);
    const moved = known && base !== head.number && now !== undefined;
    return {
      ...form,
      words: typed("words") || form.words,
      rationale: typed("rationale"),
      key: /^[0-9A-Za-z-]{8,64}$/.test(typed("key")) ? typed("key") : form.key,
      problem: problemOf(refusal),
      current: moved ? { base: head.number, words: blockWords(now) } : null,
    };
  }
  return router;
}
