// The pages that everybody may read: home, the text, its versions, what was proposed and decided, the public record.
import { Router } from "express";
import { refuse } from "@pliego/shared/errors.ts";
import type { BlockCounts, BlockSheet } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { citationOf } from "@pliego/shared/suggestions/over-text.ts";
import { changesBetween } from "@pliego/shared/text/block-changes.ts";
import { allConsultations, consultationAt, isOpen, type Consultation } from "../consultations/actions.ts";
import { decisionsOf } from "../decisions/actions.ts";
import type { Context } from "../platform/context.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import { latestHead, markdownOf, revisionNumbered, revisionsOf, type Revision } from "../policies/actions.ts";
import { readRecord } from "../record/actions.ts";
import { publishedAt, publishedSuggestions, type Suggestion } from "../suggestions/actions.ts";
import { consultationCard, revisionLine } from "./cards.ts";
import type { PageSender } from "./pages.ts";
import { decisionLine, entryViews, recordLine, type CitedTexts } from "./suggestion-views.ts";

const shownRecordEntries = 200;
const shownDecisions = 5;
/** A published version never changes. */
const immutable = "public, max-age=31536000, immutable";
const revalidated = "public, max-age=0, must-revalidate";

export function publicPages(ctx: Context, pages: PageSender, texts: CitedTexts): Router {
  const router = Router();
  const at = (params: Readonly<Record<string, unknown>>) =>
    consultationAt(ctx, null, String(params["consultation"]));

  router.get(routes.home.pattern, async (req, res) => {
    const consultations = await allConsultations(ctx, actorOf(req));
    const cards = consultations.map((consultation) =>
      consultationCard(ctx, consultation, factsOf(res).locale),
    );
    await pages.sendPublic(req, res, "home", JSON.stringify(cards), () => ({ consultations: cards }));
  });

  router.get(routes.reading.pattern, async (req, res) => {
    const consultation = await at(req.params);
    const card = consultationCard(ctx, consultation, factsOf(res).locale);
    const open = isOpen(consultation, ctx.clock.now());
    const shows = JSON.stringify([consultation.version, open, card]);
    await pages.sendPublic(req, res, "reading", shows, async () => {
      const head = await latestHead(ctx, null, consultation.policy);
      return {
        consultation: card,
        revision: revisionLine(head),
        latestNumber: head.number,
        doc: (await revisionNumbered(ctx, null, consultation.policy, head.number)).doc,
        version: consultation.version,
        open,
        margin: marginOf(await publishedSuggestions(ctx, consultation)),
        decisions: (await decisionsOf(ctx, consultation._id, shownDecisions)).map(decisionLine),
      };
    });
  });

  router.get(routes.versions.pattern, async (req, res) => {
    const consultation = await at(req.params);
    const revisions = (await revisionsOf(ctx, null, consultation.policy)).map(revisionLine);
    const card = consultationCard(ctx, consultation, factsOf(res).locale);
    await pages.sendPublic(req, res, "versions", JSON.stringify([revisions, card]), () => ({
      consultation: card,
      revisions,
    }));
  });

  router.get(routes.versionMarkdown.pattern, async (req, res) => {
    const revision = await revisionOf(ctx, await at(req.params), req.params["number"]);
    res.setHeader("Cache-Control", immutable);
    res.type("text/markdown; charset=utf-8").send(markdownOf(revision));
  });

  router.get(routes.versionJson.pattern, async (req, res) => {
    const { number, parent, hash, publishedAt, frontMatter, doc } = await revisionOf(
      ctx,
      await at(req.params),
      req.params["number"],
    );
    res.setHeader("Cache-Control", immutable);
    res.json({ number, parent, hash, publishedAt, frontMatter, doc });
  });

  router.get(routes.version.pattern, async (req, res) => {
    const consultation = await at(req.params);
    const revision = await revisionOf(ctx, consultation, req.params["number"]);
    const head = await latestHead(ctx, null, consultation.policy);
    const card = consultationCard(ctx, consultation, factsOf(res).locale);
    const shows = `${revision.hash}|${revision.number}|${head.number}|${JSON.stringify(card)}`;
    await pages.sendPublic(req, res, "reading", shows, () => ({
      consultation: card,
      revision: revisionLine(revision),
      latestNumber: head.number,
      doc: revision.doc,
      version: 0,
      open: false,
      margin: {},
      decisions: [],
    }));
  });

  router.get(routes.versionChanges.pattern, async (req, res) => {
    const consultation = await at(req.params);
    const revision = await revisionOf(ctx, consultation, req.params["number"]);
    if (revision.parent === 0) refuse("not-found");
    const card = consultationCard(ctx, consultation, factsOf(res).locale);
    const since = versionSince(req.query["desde"], revision);
    const direct = since === revision.parent;
    await pages.sendPublic(
      req,
      res,
      "changes",
      `${revision.hash}|${since}|${JSON.stringify(card)}`,
      async () => {
        const parent = await revisionNumbered(ctx, null, consultation.policy, since);
        return {
          consultation: card,
          revision: revisionLine(revision),
          parent: since,
          direct,
          folio: direct && revision.madeBy.kind === "decision" ? revision.madeBy.folio : "",
          changes: changesBetween(parent.doc, revision.doc),
        };
      },
    );
  });

  router.get(routes.suggestions.pattern, async (req, res) => {
    const consultation = await at(req.params);
    const card = consultationCard(ctx, consultation, factsOf(res).locale);
    await pages.sendPublic(
      req,
      res,
      "suggestions",
      JSON.stringify([consultation.version, card]),
      async () => {
        const suggestions = await publishedSuggestions(ctx, consultation);
        const latest = await latestHead(ctx, null, consultation.policy);
        return {
          consultation: card,
          suggestions: await entryViews(texts, suggestions, latest),
          decisions: (await decisionsOf(ctx, consultation._id, suggestions.length)).map(decisionLine),
        };
      },
    );
  });

  router.get(routes.blockSheet.pattern, async (req, res) => {
    const consultation = await at(req.params);
    const block = String(req.params["block"]);
    const head = await latestHead(ctx, null, consultation.policy);
    const text = await texts.at(consultation.policy, head.number);
    if (!text.blocks.has(block)) refuse("not-found");
    const here = await publishedAt(ctx, consultation, block);
    const sheet: BlockSheet = {
      block,
      ...citationOf(text, block),
      open: isOpen(consultation, ctx.clock.now()),
      suggestions: await entryViews(texts, here, head),
    };
    res.setHeader("Cache-Control", revalidated);
    res.json(sheet);
  });

  router.get(routes.record.pattern, async (req, res) => {
    const consultation = await at(req.params);
    const entries = await readRecord(ctx, actorOf(req), consultation._id, shownRecordEntries);
    const card = consultationCard(ctx, consultation, factsOf(res).locale);
    const lines = entries.map(recordLine);
    await pages.sendPublic(req, res, "record", JSON.stringify([lines, card]), () => ({
      consultation: card,
      entries: lines,
    }));
  });

  return router;
}

function marginOf(suggestions: readonly Suggestion[]): Readonly<Record<string, BlockCounts>> {
  const counts = new Map<string, BlockCounts>();
  for (const { blocks, state } of suggestions) {
    for (const block of blocks) {
      const { waiting, decided } = counts.get(block) ?? { waiting: 0, decided: 0 };
      const waits = state === "published";
      counts.set(block, { waiting: waiting + (waits ? 1 : 0), decided: decided + (waits ? 0 : 1) });
    }
  }
  return Object.fromEntries(counts);
}

/** The earlier version to compare with: the one asked for, or the one it was made from. */
function versionSince(asked: unknown, revision: Revision): number {
  if (asked === undefined) return revision.parent;
  if (typeof asked !== "string" || !/^[1-9]\d{0,8}$/.test(asked)) refuse("not-found");
  return Number(asked) < revision.number ? Number(asked) : refuse("not-found");
}

async function revisionOf(ctx: Context, consultation: Consultation, number: unknown): Promise<Revision> {
  if (typeof number !== "string" || !/^[1-9]\d{0,8}$/.test(number)) refuse("not-found");
  return revisionNumbered(ctx, null, consultation.policy, Number(number));
}
