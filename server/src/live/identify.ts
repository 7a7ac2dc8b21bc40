// Who asks for a connection: from the session only, as for any request; and from where.
import { ServerResponse, type IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import type { Actor } from "@pliego/shared/people/people.ts";
import { sessionKey } from "../platform/database/sessions.ts";

export interface Identity {
  readonly actor: Actor | null;
  /** Under which her session is kept; "" without one. */
  readonly sessionKey: string;
}

const nobody: Identity = { actor: null, sessionKey: "" };

/** Who asks, once the middlewares that read the session have run. */
export function identityOf(req: IncomingMessage): Identity {
  const { user, sessionID } = req as IncomingMessage & { readonly user?: Actor; readonly sessionID?: string };
  if (user === undefined || sessionID === undefined) return nobody;
  return { actor: user, sessionKey: sessionKey(sessionID) };
}

/** Runs the middlewares that read the session on a request that has no answer of its own. */
export async function identify(
  req: IncomingMessage,
  middlewares: readonly RequestHandler[],
): Promise<Identity> {
  if (req.headers.cookie === undefined) return nobody;
  const res = new ServerResponse(req);
  for (const middleware of middlewares) {
    await new Promise<void>((resolve, reject) => {
      void middleware(req as never, res as never, (error?: unknown) =>
        error == null ? resolve() : reject(error),
      );
    });
  }
  return identityOf(req);
}

/** The address that asks, past as many proxies as are trusted to tell. */
export function addressOf(req: IncomingMessage, trustedProxies: number): string {
  const direct = req.socket.remoteAddress ?? "";
  if (trustedProxies === 0) return direct;
  const told = String(req.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
  return [...told, direct].at(-1 - trustedProxies) ?? told[0] ?? direct;
}
