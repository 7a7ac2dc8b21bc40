// Sending a page: the frame around it, and how it may be cached. Pages that are the same for everybody carry an ETag
// made of what they show; pages about the person who asks are never stored.
import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import type { Refusal } from "@pliego/shared/errors.ts";
import type { Frame, PageName, PageProblem, Pages } from "@pliego/shared/pages.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import { isForm } from "../platform/http/refusals.ts";
import type { Renderer } from "./renderer.ts";

export interface PageSender {
  /** A page that is the same for everybody. `version` names all that it shows; the same version is rendered once. */
  readonly sendPublic: <N extends PageName>(
    req: Request,
    res: Response,
    name: N,
    version: string,
    data: () => Pages[N] | Promise<Pages[N]>,
  ) => Promise<void>;
  /** A page for this person only. */
  readonly sendPrivate: <N extends PageName>(
    req: Request,
    res: Response,
    name: N,
    data: Pages[N],
    status?: number,
  ) => void;
  readonly sendProblem: (req: Request, res: Response, refusal: Refusal) => void;
}

/** A refusal as a page shows it. */
export const problemOf = ({ status, messageKey, params }: Refusal): PageProblem => ({
  status,
  message: messageKey,
  params,
});

/** What a form that was refused had in a field, to be shown again; "" for anything but words. */
export function typed(body: unknown, name: string): string {
  const value = (body as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === "string" ? value : "";
}

/** The form that was sent, to be sent again as it is; never with a password, which no page may hold. */
function sentForm(req: Request): Pages["problem"]["again"] {
  if (req.method !== "POST" || !isForm(req)) return undefined;
  const fields = Object.entries((req.body ?? {}) as Readonly<Record<string, unknown>>).filter(
    (field): field is [string, string] => typeof field[1] === "string",
  );
  if (fields.length === 0 || fields.some(([name]) => /password/i.test(name))) return undefined;
  return { action: req.originalUrl, fields };
}

/** Rendered public pages kept in memory: enough for the latest texts of a busy site in two languages. */
const keptPages = 200;

export function makePageSender(
  renderer: Renderer,
  site: { readonly siteName: string; readonly demonstration: boolean },
): PageSender {
  const rendered = new Map<string, string>();
  const frame = (res: Response, viewer: Frame["viewer"]): Frame => {
    const { locale, path } = factsOf(res);
    return {
      locale,
      path,
      viewer,
      siteName: site.siteName,
      demonstration: site.demonstration,
      assets: renderer.assets,
    };
  };
  const viewerOf = (req: Request): Frame["viewer"] => {
    const actor = actorOf(req);
    return actor === null ? null : { publicName: actor.publicName, roles: actor.roles };
  };
  const sendPrivate: PageSender["sendPrivate"] = (req, res, name, data, status = 200) => {
    res.status(status).setHeader("Cache-Control", "private, no-store");
    res.type("html").send(renderer.render(name, data, frame(res, viewerOf(req))));
  };
  return {
    async sendPublic(req, res, name, version, data) {
      const { locale, path } = factsOf(res);
      const etag = `W/"${digest(`${renderer.build}|${locale}|${path}|${name}|${version}`)}"`;
      res.setHeader("Cache-Control", "public, max-age=0, must-revalidate");
      res.setHeader("ETag", etag);
      if (req.fresh) return void res.status(304).end();
      let html = rendered.get(etag);
      if (html === undefined) {
        html = renderer.render(name, await data(), frame(res, undefined));
        const oldest = rendered.keys().next();
        if (rendered.size >= keptPages && oldest.done !== true) rendered.delete(oldest.value);
        rendered.set(etag, html);
      }
      res.type("html").send(html);
    },
    sendPrivate,
    sendProblem(req, res, refusal) {
      const problem = problemOf(refusal);
      const again = refusal.retryAfterS === undefined ? undefined : sentForm(req);
      const page = { problem, requestId: factsOf(res).requestId, ...(again && { again }) };
      sendPrivate(req, res, "problem", page, refusal.status);
    },
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 22);
