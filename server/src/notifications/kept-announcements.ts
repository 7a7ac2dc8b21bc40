// Announcements that a page has missed, asked for by version. Rule L32.
import {
  firstVersion,
  mostMissed,
  type Announcement,
  type Stream,
  type Versions,
} from "@pliego/shared/live/announcements.ts";
import { Refusal } from "@pliego/shared/errors.ts";
import { allConsultations, consultationAt, versionOf, type Consultation } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import { sharedRead } from "../platform/shared-read.ts";
import { listAfter } from "./announcements.model.ts";

/** How one stream goes on from the version that somebody has. */
export interface Continuation {
  readonly version: number;
  /** In order and without gaps; null: too much was missed, or is no longer kept. */
  readonly missed: readonly Announcement[] | null;
}

export interface KeptAnnouncements {
  /** Null when there is no such consultation; without `since` nothing was missed. */
  readonly ofOne: (slug: string, since: number | undefined) => Promise<Continuation | null>;
  /** By consultation. One that `since` does not name began after it; without `since` nothing was missed. */
  readonly ofAll: (stream: Stream, since: Versions | undefined) => Promise<ReadonlyMap<string, Continuation>>;
}

/** Each answer holds everything that was committed before it was asked for. */
export function keptAnnouncements(ctx: Context): KeptAnnouncements {
  const find = sharedRead((slug: string) => consultationAt(ctx, null, slug).catch(nullIfRefused));
  const all = sharedRead((_all: "all") => allConsultations(ctx, null));
  return {
    async ofOne(slug, since) {
      const consultation = await find(slug);
      return consultation === null ? null : goOn(ctx, "public", consultation, since);
    },
    async ofAll(stream, since) {
      const answers = new Map<string, Continuation>();
      for (const consultation of await all("all")) {
        const { slug } = consultation;
        const from = since && (Object.hasOwn(since, slug) ? since[slug] : firstVersion[stream]);
        answers.set(slug, await goOn(ctx, stream, consultation, from));
      }
      return answers;
    },
  };
}

async function goOn(
  ctx: Context,
  stream: Stream,
  consultation: Consultation,
  since: number | undefined,
): Promise<Continuation> {
  const version = versionOf(consultation, stream);
  if (since === undefined || since === version) return { version, missed: [] };
  if (since > version || version - since > mostMissed) return { version, missed: null };
  const missed = await listAfter(ctx.db, stream, consultation._id, since, mostMissed + 1);
  const whole = missed.every((announcement, at) => announcement.version === since + 1 + at);
  const last = missed.at(-1)?.version ?? since;
  if (!whole || last < version || missed.length > mostMissed) return { version, missed: null };
  return { version: last, missed };
}

function nullIfRefused(error: unknown): null {
  if (error instanceof Refusal) return null;
  throw error;
}
