// The load of the kill -9 tests: every lane, and what they stand on.
import type { Connection } from "mongoose";
import { claiming, openAccounts, remaking, transferring } from "./kill-contention.ts";
import type { Lane, Row } from "./kill-lane.ts";
import { counting, expiring, inserting, numbering, queueing, reading, upserting } from "./kill-writes.ts";

/** Every lane of the load; what they stand on is made first. */
export async function lanes(connection: Connection): Promise<readonly Lane<never>[]> {
  const rows = (name: string) => connection.collection<Row>(name);
  await rows("slots").createIndex({ slot: 1 }, { unique: true });
  await rows("inserts").createIndex({ n: 1, _id: -1 });
  await rows("expiring").createIndex({ at: 1 }, { expireAfterSeconds: 0 });
  await openAccounts(connection);
  return [
    inserting(connection),
    counting(connection),
    numbering(connection),
    upserting(connection),
    queueing(connection),
    transferring(connection, "east"),
    transferring(connection, "west"),
    claiming(connection),
    remaking(connection),
    expiring(connection),
    reading(connection),
  ] as unknown as readonly Lane<never>[];
}
