// Writing a suggestion together: beginning it, the page where it is written, inviting, joining, leaving and sending. Plain
// forms; a script asks for a new invitation and for what changes as JSON. Rule L46.
import { Router, type Request, type RequestHandler, type Response } from "express";
import { branchQuotas, isWritten } from "@pliego/shared/branches/branch.ts";
import { inviting, joining, sendingTogether } from "@pliego/shared/branches/contracts.ts";
import { Refusal, refuse } from "@pliego/shared/errors.ts";
import { branchRoom } from "@pliego/shared/live/rooms.ts";
import type { BranchPage, JoiningPage, NewInvitation } from "@pliego/shared/pages.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import { blockAnchor, invitation, localized, routes } from "@pliego/shared/routes.ts";
import { citationOf } from "@pliego/shared/suggestions/over-text.ts";
import { quotas } from "@pliego/shared/suggestions/suggestion.ts";
import {
  beginBranch,
  branchFor,
  closeInvitation,
  invitationTo,
  joinBranch,
  leaveBranch,
  renewInvitation,
} from "../branches/actions.ts";
import type { WritingRooms } from "../branches/rooms.ts";
import { readBranch, sendBranch } from "../branches/sending.ts";
import { consultationAt, consultationOf, isOpen } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import { parse } from "../platform/http/edge.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import { latestHead } from "../policies/actions.ts";
import { consultationCard } from "./cards.ts";
import { problemOf, typed, type PageSender } from "./pages.ts";
import { signedInFirst } from "./signed-in.ts";
import type { CitedTexts } from "./suggestion-views.ts";
import { writingRoom } from "./writing-room.ts";

export interface BranchParts {
  readonly texts: CitedTexts;
  readonly rooms: WritingRooms;
  readonly parseForm: RequestHandler;
}

export function branchPages(
  ctx: Context,
  pages: PageSender,
  { texts, rooms, parseForm }: BranchParts,
): Router {
  const router = Router();
  const idOf = (req: Request) => String(req.params["branch"]);
  const goTo = (res: Response, path: string) => res.redirect(303, localized(factsOf(res).locale, path));

  router.get(routes.branchBeginning.pattern, signedInFirst, async (req, res) => {
    const actor = actorOf(req);
    if (!may(actor, "branch.begin")) refuse("not-allowed");
    const block = String(req.params["block"]);
    const consultation = await consultationAt(ctx, actor, String(req.params["consultation"]));
    if (!isOpen(consultation, ctx.clock.now())) refuse("consultation-closed");
    const { number } = await latestHead(ctx, actor, consultation.policy);
    const text = await texts.at(consultation.policy, number);
    if (!text.blocks.has(block)) refuse("not-found");
    pages.sendPrivate(req, res, "branchBeginning", {
      consultation: consultationCard(ctx, consultation, factsOf(res).locale),
      block,
      ...citationOf(text, block),
    });
  });

  router.post(routes.branchBeginning.pattern, parseForm, async (req, res) => {
    const branch = await beginBranch(ctx, actorOf(req), String(req.params["consultation"]));
    goTo(res, `${routes.branch(branch._id)}#${blockAnchor(String(req.params["block"]))}`);
  });

  router.get(routes.branch.pattern, signedInFirst, async (req, res) => {
    const { state, folio, consultation } = await branchFor(ctx, actorOf(req), idOf(req));
    if (state === "sent")
      return goTo(res, routes.suggestion((await consultationOf(ctx, consultation)).slug, folio));
    await sendBranchPage(req, res);
  });

  router.post(routes.branch.pattern, parseForm, async (req, res) => {
    try {
      const input = parse(sendingTogether, req.body);
      const { folio, consultation } = await sendBranch(ctx, rooms, actorOf(req), idOf(req), input);
      goTo(res, routes.suggestion((await consultationOf(ctx, consultation)).slug, folio));
    } catch (error) {
      if (!(error instanceof Refusal) || error.status < 409 || error.status >= 500) throw error;
      if (error.status === 410 || req.accepts(["html", "json"]) === "json") throw error;
      await sendBranchPage(req, res, { rationale: typed(req.body, "rationale"), problem: problemOf(error) });
    }
  });

  router.post(routes.branchInviting.pattern, parseForm, async (req, res) => {
    const { act } = parse(inviting, req.body);
    if (act === "close") {
      await closeInvitation(ctx, actorOf(req), idOf(req));
      return goTo(res, `${routes.branch(idOf(req))}#invite`);
    }
    const code = await renewInvitation(ctx, actorOf(req), idOf(req));
    // The origin of a request that changes anything is one of ours.
    const link = `${req.headers.origin ?? ""}${localized(factsOf(res).locale, invitation(idOf(req), code))}`;
    if (req.accepts(["html", "json"]) === "json") {
      res.setHeader("Cache-Control", "private, no-store");
      return void res.json({ link } satisfies NewInvitation);
    }
    await sendBranchPage(req, res, { invitation: { isOpen: true, link } });
  });
  router.get(routes.branchInviting.pattern, (req, res) => goTo(res, routes.branch(idOf(req))));

  router.get(routes.branchJoining.pattern, async (req, res) => {
    const page = await joiningPage(req, res);
    if (page === undefined) return goTo(res, routes.branch(idOf(req)));
    pages.sendPrivate(req, res, "joining", page);
  });

  router.post(routes.branchJoining.pattern, signedInFirst, parseForm, async (req, res) => {
    try {
      await joinBranch(ctx, actorOf(req), idOf(req), parse(joining, req.body).code);
      goTo(res, routes.branch(idOf(req)));
    } catch (error) {
      const page = error instanceof Refusal && error.status === 422 && (await joiningPage(req, res));
      if (!page) throw error;
      pages.sendPrivate(req, res, "joining", { ...page, problem: problemOf(error) }, error.status);
    }
  });

  router.post(routes.branchLeaving.pattern, parseForm, async (req, res) => {
    await leaveBranch(ctx, rooms, actorOf(req), idOf(req));
    goTo(res, routes.account());
  });

  router.get(routes.branchChanges.pattern, async (req, res) => {
    const actor = actorOf(req);
    const branch = await branchFor(ctx, actor, idOf(req));
    if (!isWritten(branch.state)) refuse("branch-closed");
    const { changes } = await readBranch(ctx, rooms, actor, branch);
    const { number } = await latestHead(ctx, actor, branch.policy);
    res.setHeader("Cache-Control", "private, no-store");
    const authors = branch.authors.map(({ name }) => name);
    res.json({ changes, latestNumber: number, authors });
  });

  /** What somebody who was invited sees; undefined for who has joined already. */
  async function joiningPage(req: Request, res: Response): Promise<JoiningPage | undefined> {
    const actor = actorOf(req);
    const { consultation, begunBy, isAuthor } = await invitationTo(ctx, actor, idOf(req));
    if (isAuthor) return undefined;
    return {
      consultation: consultationCard(ctx, consultation, factsOf(res).locale),
      branch: idOf(req),
      begunBy,
      signedOut: actor === null,
      problem: null,
    };
  }

  async function sendBranchPage(
    req: Request,
    res: Response,
    changed: Partial<Pick<BranchPage, "rationale" | "problem" | "invitation">> = {},
  ): Promise<void> {
    const actor = actorOf(req);
    const branch = await branchFor(ctx, actor, idOf(req));
    const consultation = await consultationOf(ctx, branch.consultation);
    const { doc, epoch, changes } = await readBranch(ctx, rooms, actor, branch);
    const { number } = await latestHead(ctx, actor, branch.policy);
    const page: BranchPage = {
      consultation: consultationCard(ctx, consultation, factsOf(res).locale),
      branch: branch._id,
      latestNumber: number,
      ...writingRoom(branchRoom(branch._id), epoch, actor, "write"),
      doc,
      changes,
      authors: branch.authors.map(({ name }) => name),
      mostAuthors: branchQuotas.authors,
      invitation: { isOpen: branch.inviteOpen, link: "" },
      rationale: "",
      rationaleLength: { min: quotas.rationaleMin, max: quotas.rationaleMax },
      problem: null,
      ...changed,
    };
    pages.sendPrivate(req, res, "branch", page, page.problem?.status);
  }

  return router;
}
