// What follows an act: everybody who has the page open hears of it, its author gets a notice, the waiting suggestions
// are fitted again. Each is a job in the act's own transaction; nothing is sent before the act is on disk.
import type { News } from "@pliego/shared/live/announcements.ts";
import type { NoticeKind } from "@pliego/shared/notifications/notices.ts";
import { nextVersion } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import { enqueue } from "../platform/jobs/jobs.ts";
import type { Revision } from "../policies/actions.ts";
import { listNotices, type Notice } from "./model.ts";

export type { Notice } from "./model.ts";

export const jobKinds = { announce: "announce", notify: "notify", refit: "refit" } as const;

/** Tells everybody who follows the consultation; what only the queue may know does not count as a new public version. */
export async function announce(
  ctx: Context,
  tx: Tx,
  consultation: { readonly _id: string },
  news: News,
): Promise<void> {
  const { slug, version } =
    news.kind === "queue" ? { slug: "", version: 0 } : await nextVersion(ctx, tx, consultation._id);
  await enqueue(ctx, tx, jobKinds.announce, { consultation: slug, version, news });
}

/** Leaves a notice for one person. */
export async function notify(
  ctx: Context,
  tx: Tx,
  person: string,
  kind: NoticeKind,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  await enqueue(ctx, tx, jobKinds.notify, { person, kind, params });
}

/** Has the waiting suggestions fitted against a new revision. */
export async function enqueueRefit(
  ctx: Context,
  tx: Tx,
  consultation: string,
  revision: Revision,
): Promise<void> {
  await enqueue(ctx, tx, jobKinds.refit, { consultation, policy: revision.policy, number: revision.number });
}

const shownNotices = 50;

export const noticesFor = (ctx: Context, person: string): Promise<readonly Notice[]> =>
  listNotices(ctx.db, person, shownNotices);
