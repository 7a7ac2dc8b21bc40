// A server's presence on its database: it says every few seconds that it is there, so that nobody moves or fills the
// database under it, and looks whether somebody did; from then on it writes nothing more. Rule O17.
import { setTimeout as wait } from "node:timers/promises";
import { stopwatch, type Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { isDuplicateKey, type Database } from "./connection.ts";
import { databaseTime, goneAfterMs, lifeOf, nodeNameOf, recordOf, records } from "./presence-record.ts";
import type { ServerRecord } from "./presence-record.ts";
import { StartRefusal } from "./start-refusal.ts";
import {
  movedAway,
  movedSentence,
  refuseUnservable,
  unfinishedSentence,
  unfinishedTransfer,
} from "./transfer/maintenance.ts";

/** Why a server writes no more, in a word. */
export type Closed = "moved" | "being-filled" | "replaced";

/** What /readyz says; the log names the places. */
export const closedSentences: Readonly<Record<Closed, string>> = {
  moved:
    "the database was moved elsewhere, so this server takes no more writes: stop it, and start it where the database is now (its log says where)",
  "being-filled":
    "a restore or a move is filling this database, so this server takes no writes: stop it, and start it again when that has finished",
  replaced:
    "another server with the same NODE_NAME has taken this one's place, so this one takes no more writes: stop it, or give it a name of its own",
};

/** Thrown at every write of a server that may write no more. */
export class DatabaseClosed extends Error {
  constructor(why: Closed) {
    super(closedSentences[why]);
    this.name = "DatabaseClosed";
  }
}

export interface Presence {
  readonly closed: () => Closed | undefined;
  /** Throws DatabaseClosed when this server may write no more; looks first where it has not looked for long. */
  readonly check: () => Promise<void>;
  /** Says again that this server is there, and looks whether it may still write. */
  readonly look: () => Promise<void>;
  /** Takes the record away, where the database answers soon enough. */
  readonly end: () => Promise<void>;
}

const renewMs = 10_000;
/** Who has stood still for longer looks before the next write: meanwhile others may have held it for gone. */
const trustMs = 20_000;
const waitStepMs = 1_000;
const farewellMs = 2_000;

/** Throws StartRefusal while another server has this name, and an Error when the database is not to be served. */
export async function announce(
  db: Database,
  parts: {
    readonly nodeName: string;
    readonly instance: string;
    readonly holdsStore: boolean;
    readonly clock: Clock;
    readonly log: Pick<Log, "warn" | "error">;
    /** Called once, when this server may write no more. */
    readonly onClosed: (why: Closed) => void;
  },
): Promise<Presence> {
  const { clock, log } = parts;
  const mine = recordOf(parts.nodeName, parts.instance, parts.holdsStore);
  let closed: Closed | undefined;
  let sinceLook = stopwatch(clock);
  let looking: Promise<void> | undefined;
  let ended = false;

  const close = (why: Closed, sentence: string) => {
    if (closed !== undefined) return;
    closed = why;
    log.error({ why: sentence }, "this server takes no more writes");
    parts.onClosed(why);
  };
  const lookOnce = async () => {
    const began = stopwatch(clock);
    // First said, then looked: whoever takes the database marks it first and looks for servers then.
    if (!(await renew(db, mine))) close("replaced", closedSentences.replaced);
    const unfinished = await unfinishedTransfer(db);
    if (unfinished !== undefined) close("being-filled", unfinishedSentence(unfinished));
    const moved = await movedAway(db);
    if (moved !== undefined) close("moved", movedSentence(moved));
    sinceLook = began;
  };
  const look = (): Promise<void> => (looking ??= lookOnce().finally(() => (looking = undefined)));

  await takeName(db, mine, log);
  try {
    await refuseUnservable(db);
  } catch (error) {
    await leave(db, mine);
    throw error;
  }
  let isSilent = false;
  const timer = setInterval(() => {
    if (closed !== undefined) return;
    look().then(
      () => (isSilent = false),
      (error: unknown) => {
        if (!isSilent && !ended) log.warn({ why: String(error) }, "this server could not say that it runs");
        isSilent = true;
      },
    );
  }, renewMs);
  timer.unref();
  return {
    closed: () => closed,
    look,
    check: async () => {
      if (closed === undefined && sinceLook() >= trustMs) await look();
      if (closed !== undefined) throw new DatabaseClosed(closed);
    },
    end: async () => {
      ended = true;
      clearInterval(timer);
      const farewell = (async () => {
        await looking?.catch(() => {}); // It has said so in the log.
        await leave(db, mine);
      })();
      // A record that stays is gone by itself after half a minute.
      await Promise.race([farewell.catch(() => {}), wait(farewellMs, undefined, { ref: false })]);
    },
  };
}

type Mine = Omit<ServerRecord, "seenAt">;

async function leave(db: Database, { _id, instance }: Mine): Promise<void> {
  await records(db).deleteOne({ _id, instance });
}

/** False when another server has the name now. */
async function renew(db: Database, mine: Mine): Promise<boolean> {
  const { _id, instance, ...rest } = mine;
  const seenAt = await databaseTime(db);
  try {
    await records(db).updateOne({ _id, instance }, { $set: { ...rest, seenAt } }, { upsert: true });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Takes the name when nobody has it; waits to see what became of a server that was killed a moment ago. */
async function takeName(db: Database, mine: Mine, log: Pick<Log, "warn">): Promise<void> {
  let waitedFor: ServerRecord | undefined;
  while (!(await renew(db, mine))) {
    const other = await records(db).findOne({ _id: mine._id });
    if (other === null) continue;
    // Who has the store's files open knows that whoever had them before is gone.
    const life = mine.holdsStore && other.holdsStore ? "gone" : lifeOf(other, await databaseTime(db));
    if (life === "gone") {
      await records(db).deleteOne({ _id: other._id, instance: other.instance, seenAt: other.seenAt });
      continue;
    }
    const hasSpoken = waitedFor !== undefined && waitedFor.seenAt.getTime() !== other.seenAt.getTime();
    if (life === "lives" || hasSpoken) throw nameTaken(other);
    if (waitedFor === undefined)
      log.warn(
        { node: nodeNameOf(other), host: other.host },
        `a server of this name ran until a moment ago: waiting up to ${goneAfterMs / 1000} s to see whether it still does`,
      );
    waitedFor = other;
    await wait(waitStepMs);
  }
}

const nameTaken = (other: ServerRecord): StartRefusal =>
  new StartRefusal(
    `another server with the NODE_NAME ${nodeNameOf(other)} runs on it, on ${other.host} (process ${other.pid})`,
    "Stop that one, or start this one with a NODE_NAME of its own, for example NODE_NAME=two, and keep it after a restart.",
  );
