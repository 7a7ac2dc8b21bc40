// Whether the process lives and whether it can serve: for balancers, containers and whoever watches. Rule O13.
import { Router } from "express";
import { routes } from "@pliego/shared/routes.ts";
import type { ConditionWatch } from "../database/condition.ts";
import type { Database } from "../database/connection.ts";
import { closedSentences, type Closed } from "../database/presence.ts";

/** A database that takes longer than this to say a word is not ready. */
const answerWithinMs = 2_000;

export function healthPages(parts: {
  readonly db: Database;
  readonly databaseDescription: string;
  readonly condition: ConditionWatch;
  /** Why this server writes no more; undefined while it does. */
  readonly closed: () => Closed | undefined;
}): Router {
  const answers = pinger(parts.db);
  const router = Router();
  router.get(routes.health.pattern, (_req, res) => void res.json({ status: "ok" }));
  router.get(routes.ready.pattern, async (_req, res) => {
    const [isAnswering, condition] = await Promise.all([answers(), parts.condition.latest()]);
    const closed = parts.closed();
    const ready = isAnswering && closed === undefined;
    res
      .status(ready ? 200 : 503)
      .setHeader("Cache-Control", "no-store")
      .json({
        status: ready ? "ready" : "not ready",
        ...(closed === undefined ? {} : { why: closedSentences[closed] }),
        database: parts.databaseDescription,
        ...condition,
      });
  });
  return router;
}

/** Asks the database for a sign of life; who asks while it is being asked shares the answer. */
function pinger(db: Database): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined;
  const ask = (): Promise<boolean> => {
    const answered = db
      .getClient()
      .db(db.name)
      .command({ ping: 1 })
      .then(
        () => true,
        () => false,
      );
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<boolean>((resolve) => {
      late = setTimeout(() => resolve(false), answerWithinMs);
    });
    return Promise.race([answered, tooLate]).finally(() => clearTimeout(late));
  };
  return () => {
    if (db.readyState !== 1) return Promise.resolve(false);
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
}
