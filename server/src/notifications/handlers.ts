// What the job runner does for each kind of job.
import type { Announcement } from "@pliego/shared/live/announcements.ts";
import type { Context } from "../platform/context.ts";
import type { JobHandler } from "../platform/jobs/jobs.ts";
import { revisionNumbered } from "../policies/actions.ts";
import { authorIdsOf } from "../suggestions/authors.ts";
import { refit } from "../suggestions/fitting.ts";
import { announce, notify } from "./actions.ts";
import { findAnnouncement } from "./announcements.model.ts";
import { jobKinds } from "./job-kinds.ts";
import { insertNotice, type Notice } from "./model.ts";

/** What jobs do outside the database; both may be asked again after a crash. */
export interface Outside {
  /** Hands an announcement to the open pages. */
  readonly send: (announcement: Announcement) => void;
  /** Lets the drafting room of a consultation take in the latest revision. */
  readonly catchUp: (consultation: string) => Promise<void>;
}

export function jobHandlers(ctx: Context, { send, catchUp }: Outside): Readonly<Record<string, JobHandler>> {
  return {
    [jobKinds.announce]: {
      outside: async (payload) => {
        const announcement = await findAnnouncement(ctx.db, String(payload["announcement"]));
        if (announcement === null) return;
        send(announcement);
        const { news } = announcement;
        if ("revision" in news && news.revision > 0) await catchUp(announcement.consultation);
      },
    },
    [jobKinds.close]: {
      inTransaction: (tx, payload) =>
        announce(ctx, tx, { _id: String(payload["consultation"]) }, { kind: "deadline" }),
    },
    [jobKinds.notify]: {
      inTransaction: async (tx, payload) => {
        const { person, kind, params } = payload as unknown as Pick<Notice, "person" | "kind" | "params">;
        await insertNotice(ctx.db, { _id: ctx.newId(), person, kind, params, at: ctx.clock.now() }, tx);
      },
    },
    [jobKinds.refit]: {
      inTransaction: async (tx, payload) => {
        const { consultation, policy, number } = payload as {
          consultation: string;
          policy: string;
          number: number;
        };
        const revision = await revisionNumbered(ctx, null, policy, number);
        const parent = await revisionNumbered(ctx, null, policy, revision.parent);
        for (const suggestion of await refit(ctx, tx, consultation, parent, revision)) {
          if (suggestion.fit === "conflict" || suggestion.fit === "orphaned")
            await notify(ctx, tx, authorIdsOf(suggestion), "suggestion-needs-you", {
              folio: suggestion.folio,
            });
        }
      },
    },
  };
}
