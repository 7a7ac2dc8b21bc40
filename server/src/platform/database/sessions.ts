// Sessions of signed-in people, in the database, so that they outlive a restart and can be ended from elsewhere.
// The cookie's value is kept only as a hash: whoever reads the database cannot sign in with it.
import { createHash } from "node:crypto";
import session, { type SessionData } from "express-session";
import { Schema, trusted, type Model } from "mongoose";
import type { Database } from "./connection.ts";
import { outageOf } from "./outage.ts";

interface StoredSession {
  readonly _id: string;
  readonly data: string;
  readonly expiresAt: Date;
}

const schema = new Schema<StoredSession>(
  {
    _id: { type: String, required: true },
    data: { type: String, required: true },
    expiresAt: { type: Date, required: true, expires: 0 },
  },
  { collection: "sessions", versionKey: false },
);

const sessions = (db: Database): Model<StoredSession> =>
  db.models["Session"] ?? db.model<StoredSession>("Session", schema);

export const registerSessions = (db: Database): void => void sessions(db);

export const sessionLifeMs = 14 * 86_400_000;

/** express-session's store on our database. Every failure reaches the caller's callback. */
export class SessionStore extends session.Store {
  readonly #db: Database;
  readonly #now: () => Date;

  constructor(db: Database, now: () => Date) {
    super();
    this.#db = db;
    this.#now = now;
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    answer(this.#find(sid), done);
  }

  override set(sid: string, data: SessionData, done: (error?: unknown) => void = () => {}): void {
    const expiresAt = new Date(this.#now().getTime() + sessionLifeMs);
    const update = { $set: { data: JSON.stringify(data), expiresAt } };
    answer(
      sessions(this.#db)
        .updateOne({ _id: sessionKey(sid) }, update, { upsert: true })
        .exec(),
      done,
    );
  }

  /** Prolongs a session in which nothing has changed. Where the database takes no writes now, reading goes on without. */
  override touch(sid: string, _data: SessionData, done: (error?: unknown) => void = () => {}): void {
    const expiresAt = new Date(this.#now().getTime() + sessionLifeMs);
    const prolonged = sessions(this.#db)
      .updateOne({ _id: sessionKey(sid) }, { $set: { expiresAt } })
      .exec();
    answer(prolonged, (error) => done(outageOf(error) === undefined ? error : undefined));
  }

  override destroy(sid: string, done: (error?: unknown) => void = () => {}): void {
    answer(
      sessions(this.#db)
        .deleteOne({ _id: sessionKey(sid) })
        .exec(),
      done,
    );
  }

  async #find(sid: string): Promise<SessionData | null> {
    const found = await sessions(this.#db).findById(sessionKey(sid)).lean<StoredSession>().exec();
    if (found === null || found.expiresAt <= this.#now()) return null;
    return JSON.parse(found.data) as SessionData;
  }
}

/** What a session is called in the database; its cookie cannot be made from it. */
export const sessionKey = (sid: string): string => createHash("sha256").update(sid).digest("base64url");

/** Whose the sessions are that still live, by what they are called in the database. */
export async function peopleOfSessions(
  db: Database,
  keys: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const found = await sessions(db)
    .find({ _id: trusted({ $in: [...keys] }), expiresAt: trusted({ $gt: now }) })
    .lean<StoredSession[]>()
    .exec();
  return new Map(
    found.flatMap(({ _id, data }) => {
      const person = (JSON.parse(data) as { readonly passport?: { readonly user?: string } }).passport?.user;
      return person === undefined ? [] : [[_id, person] as const];
    }),
  );
}

function answer<T>(work: Promise<T>, done: (error: unknown, value?: T) => void): void {
  work.then(
    (value) => done(null, value),
    (error: unknown) => done(error),
  );
}
