// What every action is given besides its input: nothing in the server reaches for these by itself.
import type { Clock } from "./clock.ts";
import type { Database } from "./database/connection.ts";
import type { Log } from "./log.ts";

export interface Context {
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
}
