// What the middlewares leave for the handlers of one request, typed.
import type { Request, Response } from "express";
import type { Locale } from "@pliego/shared/i18n/translate.ts";
import type { Actor } from "@pliego/shared/people/people.ts";

export interface RequestFacts {
  readonly requestId: string;
  readonly locale: Locale;
  /** The requested path without its language prefix. */
  readonly path: string;
}

declare global {
  namespace Express {
    // passport's name for the signed-in person
    interface User extends Actor {}
    interface Locals {
      facts?: RequestFacts;
    }
  }
}

export function factsOf(res: Response): RequestFacts {
  const facts = res.locals["facts"] as RequestFacts | undefined;
  if (facts === undefined) throw new Error("facts are set by the first middleware");
  return facts;
}

/** The signed-in person; identity comes from the session only. */
export const actorOf = (req: Request): Actor | null => req.user ?? null;
