// What acts need, opened and made ready: the database with every model of the product, the clock, identities, the log. The
// server stands on it, and so does the command line, which loads nothing of the web for it.
import { registerBranches } from "./branches/model.ts";
import type { Config } from "./config.ts";
import { registerConsultations } from "./consultations/model.ts";
import { registerDecisions } from "./decisions/model.ts";
import { registerRooms } from "./live/rooms.model.ts";
import { registerModeration } from "./moderation/model.ts";
import { registerNotifications } from "./notifications/model.ts";
import { registerPeople } from "./people/model.ts";
import { randomId, systemClock, type Clock } from "./platform/clock.ts";
import type { Context } from "./platform/context.ts";
import { registerBackups } from "./platform/database/backups.ts";
import { measure, watchCondition, type ConditionWatch } from "./platform/database/condition.ts";
import type { Patience } from "./platform/database/connection.ts";
import { openDatabase } from "./platform/database/open.ts";
import { registerSessions } from "./platform/database/sessions.ts";
import { refuseUnservable } from "./platform/database/transfer/maintenance.ts";
import { registerJobs } from "./platform/jobs/jobs.model.ts";
import { makeLog } from "./platform/log.ts";
import { registerPolicies } from "./policies/model.ts";
import { registerRecord } from "./record/model.ts";
import { registerSuggestions } from "./suggestions/model.ts";

const models = [
  registerPeople,
  registerConsultations,
  registerPolicies,
  registerSuggestions,
  registerModeration,
  registerDecisions,
  registerNotifications,
  registerRecord,
  registerSessions,
  registerBackups,
  registerJobs,
  registerRooms,
  registerBranches,
];

export interface OpenContext {
  readonly ctx: Context;
  readonly databaseDescription: string;
  readonly condition: ConditionWatch;
  readonly close: () => Promise<void>;
}

/** Throws a sentence for people where the database cannot be used, is only half filled, or was moved away. */
export async function openContext(
  config: Pick<Config, "mongodbUri" | "dataDir" | "logLevel">,
  options: { readonly share: boolean; readonly clock?: Clock; readonly patience?: Patience },
): Promise<OpenContext> {
  const database = await openDatabase({
    mongodbUri: config.mongodbUri,
    dataDir: config.dataDir,
    share: options.share,
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  });
  const { db } = database;
  try {
    await refuseUnservable(db);
    for (const register of models) register(db);
    await database.prepare();
  } catch (error) {
    await database.close();
    throw error;
  }
  const ctx: Context = {
    db,
    clock: options.clock ?? systemClock,
    newId: () => randomId(16),
    log: makeLog(config.logLevel),
  };
  const condition = watchCondition((now) => measure(database, now), ctx);
  return {
    ctx,
    databaseDescription: database.description,
    condition,
    close: async () => {
      condition.stop();
      await database.close();
    },
  };
}
