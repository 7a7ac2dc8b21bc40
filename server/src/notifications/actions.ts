// What follows an act: everybody who has the page open hears of it, its author gets a notice, the waiting suggestions
// are fitted again. Each is a job in the act's own transaction; nothing is sent before the act is on disk.
import {
  carried,
  type Announcement,
  type CarriedText,
  type News,
  type Stream,
} from "@pliego/shared/live/announcements.ts";
import { carriedChange } from "@pliego/shared/live/carried-text.ts";
import type { NoticeKind } from "@pliego/shared/notifications/notices.ts";
import { nextVersion, type Consultation } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import { enqueue } from "../platform/jobs/jobs.ts";
import { latestRevision, revisionNumbered, type Revision } from "../policies/actions.ts";
import { insertAnnouncement } from "./announcements.model.ts";
import { jobKinds } from "./job-kinds.ts";
import { listNotices, type Notice } from "./model.ts";

export type { Notice } from "./model.ts";

/**
 * Tells everybody who follows the consultation: written in the act's own transaction under the next version of its
 * stream, so that who was away can ask for it, and sent once that is on disk.
 */
export async function announce(
  ctx: Context,
  tx: Tx,
  { _id }: { readonly _id: string },
  news: News,
): Promise<void> {
  const stream: Stream = news.kind === "queue" ? "queue" : "public";
  const { consultation, version } = await nextVersion(ctx, tx, _id, stream);
  const text = await carriedText(ctx, tx, consultation, news);
  const announcement = withinSize({
    consultation: consultation.slug,
    version,
    news,
    ...(text === undefined ? {} : { text }),
  });
  const id = await insertAnnouncement(ctx.db, stream, _id, announcement, ctx.clock.now(), tx);
  await enqueue(ctx, tx, jobKinds.announce, { announcement: id });
}

/** The change that this act made to the text, where it is small. */
async function carriedText(
  ctx: Context,
  tx: Tx,
  { policy }: Consultation,
  news: News,
): Promise<CarriedText | undefined> {
  if (!("revision" in news) || news.revision === 0) return undefined;
  const { number, parent, hash, publishedAt, doc } = await latestRevision(ctx, policy, tx);
  if (number !== news.revision || parent === 0) return undefined;
  const changed = carriedChange((await revisionNumbered(ctx, null, policy, parent)).doc, doc);
  return changed && { number, hash, publishedAt: publishedAt.toISOString(), changed };
}

/** What is too long to be carried is left out: the pages ask for it. */
function withinSize(announcement: Announcement): Announcement {
  const { text: _text, news, ...rest } = announcement;
  if (Buffer.byteLength(JSON.stringify(announcement)) <= carried.bytes) return announcement;
  if (news.kind !== "decision") return { ...rest, news };
  const { decision: _decision, ...decided } = news;
  return { ...rest, news: decided };
}

/** Leaves a notice for each of these people. */
export async function notify(
  ctx: Context,
  tx: Tx,
  people: readonly string[],
  kind: NoticeKind,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  for (const person of people) await enqueue(ctx, tx, jobKinds.notify, { person, kind, params });
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
