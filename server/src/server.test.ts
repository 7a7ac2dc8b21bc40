// What becomes of a start that fails late.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { inTransaction } from "./platform/database/connection.ts";
import { driverOf } from "./platform/database/transfer/driver.ts";
import { maintenanceCollection } from "./platform/database/transfer/maintenance.ts";
import { furnished, withDatabase, type Furnished } from "./platform/database/transfer/test-places.ts";
import { enqueue } from "./platform/jobs/jobs.ts";
import type { Job } from "./platform/jobs/jobs.model.ts";
import { startServer } from "./server.ts";
import { clientDist } from "./testing/world.ts";

let database: Furnished;
beforeAll(async () => void (database = await furnished()));
afterAll(() => database.end());

test("[O18] a server whose port is taken has begun no work and leaves no record of itself", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const uri = database.uriOf("taken-port");
  const config = readConfig({
    PORT: String((other.address() as AddressInfo).port),
    LOG_LEVEL: "silent",
    MONGODB_URI: uri,
  });
  const started = startServer(config, {
    sessionSecret: "x".repeat(32),
    clientDist,
    demonstrationPeople: [],
    seed: (ctx) => inTransaction(ctx.db, (tx) => enqueue(ctx, tx, "no-such-kind", {})),
  });
  await expect(started).rejects.toMatchObject({ code: "EADDRINUSE" });
  other.close();
  await withDatabase(uri, async (db) => {
    expect(await driverOf(db).collection<Job>("jobs").find().toArray()).toMatchObject([
      { kind: "no-such-kind", attempts: 0 },
    ]);
    expect(await driverOf(db).collection(maintenanceCollection).countDocuments()).toBe(0);
  });
});
