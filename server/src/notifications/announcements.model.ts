// How announcements are kept: each is written in its act's own transaction, and can be asked for by version while a
// page that was away for some days may come back. What is older is looked up by loading the page.
import { Schema, trusted, type Model } from "mongoose";
import type { Announcement, Stream } from "@pliego/shared/live/announcements.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

interface KeptAnnouncement {
  readonly _id: string;
  /** Which stream of which consultation (its id). */
  readonly stream: string;
  readonly version: number;
  /** The announcement as JSON. */
  readonly json: string;
  readonly at: Date;
}

const keptSeconds = 7 * 86_400;

const text = { type: String, required: true } as const;
const schema = new Schema<KeptAnnouncement>(
  {
    _id: text,
    stream: text,
    version: { type: Number, required: true },
    json: text,
    at: { type: Date, required: true, expires: keptSeconds },
  },
  { collection: "announcements", versionKey: false },
);
schema.index({ stream: 1, version: 1 }, { unique: true });

const announcements = (db: Database): Model<KeptAnnouncement> =>
  db.models["Announcement"] ?? db.model<KeptAnnouncement>("Announcement", schema);

export const registerAnnouncements = (db: Database): void => void announcements(db);

const streamOf = (stream: Stream, consultation: string) => `${stream}/${consultation}`;

/** Answers the name by which it is found again. */
export async function insertAnnouncement(
  db: Database,
  stream: Stream,
  consultation: string,
  announcement: Announcement,
  at: Date,
  tx: Tx,
): Promise<string> {
  const { version } = announcement;
  const _id = `${streamOf(stream, consultation)}/${version}`;
  const kept: KeptAnnouncement = {
    _id,
    stream: streamOf(stream, consultation),
    version,
    json: JSON.stringify(announcement),
    at,
  };
  await announcements(db).create([kept], { session: tx });
  return _id;
}

const parsed = ({ json }: KeptAnnouncement) => JSON.parse(json) as Announcement;

/** Null when it is no longer kept. */
export async function findAnnouncement(db: Database, id: string): Promise<Announcement | null> {
  const kept = await announcements(db).findById(id).lean<KeptAnnouncement>().exec();
  return kept === null ? null : parsed(kept);
}

/** Those of a stream after a version, in order, at most `limit`. */
export async function listAfter(
  db: Database,
  stream: Stream,
  consultation: string,
  version: number,
  limit: number,
): Promise<readonly Announcement[]> {
  const kept = await announcements(db)
    .find({ stream: streamOf(stream, consultation), version: trusted({ $gt: version }) })
    .sort({ version: 1 })
    .limit(limit)
    .lean<KeptAnnouncement[]>()
    .exec();
  return kept.map(parsed);
}
