// How messages to people are kept. There is no mail server yet: a person reads them on her account page.
import { Schema, type Model } from "mongoose";
import { noticeKinds, type NoticeKind } from "@pliego/shared/notifications/notices.ts";
import type { Database, Tx } from "../platform/database/connection.ts";
import { registerAnnouncements } from "./announcements.model.ts";

export interface Notice {
  /** The id of the job that delivered it, so that delivering twice makes one. */
  readonly _id: string;
  readonly person: string;
  readonly kind: NoticeKind;
  readonly params: Readonly<Record<string, string>>;
  readonly at: Date;
}

const schema = new Schema<Notice>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    kind: { type: String, required: true, enum: noticeKinds },
    params: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { collection: "notices", versionKey: false, minimize: false },
);
schema.index({ person: 1, at: -1 });

const notices = (db: Database): Model<Notice> => db.models["Notice"] ?? db.model<Notice>("Notice", schema);

export const registerNotifications = (db: Database): void => {
  notices(db);
  registerAnnouncements(db);
};

export async function insertNotice(db: Database, notice: Notice, tx: Tx): Promise<void> {
  await notices(db).create([notice], { session: tx });
}

export const listNotices = (db: Database, person: string, limit: number): Promise<Notice[]> =>
  notices(db).find({ person }).sort({ at: -1 }).limit(limit).lean<Notice[]>().exec();
