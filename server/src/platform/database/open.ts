// Chooses the database: the one that MONGODB_URI names, or else the embedded store in the data directory.
import { join } from "node:path";
import { connectDatabase, type DatabaseConnection } from "./connection.ts";
import { openEmbeddedStore, StoreLockedError } from "./embedded/embedded-store.ts";

export interface OpenDatabase extends DatabaseConnection {
  /** What it is, in words, for the start-up message and /readyz. */
  readonly description: string;
}

/**
 * `share`: when another process already serves the embedded store of this directory, use it through that process
 * (command line) instead of refusing to start (server).
 */
export async function openDatabase(options: {
  readonly mongodbUri: string | undefined;
  readonly dataDir: string;
  readonly share: boolean;
}): Promise<OpenDatabase> {
  if (options.mongodbUri !== undefined) {
    return { ...(await connectDatabase(options.mongodbUri)), description: "MongoDB" };
  }
  const description = "embedded store (MongoDB protocol)";
  try {
    const store = await openEmbeddedStore({ directory: join(options.dataDir, "store"), database: "pliego" });
    const connection = await connectDatabase(store.uri);
    return {
      ...connection,
      description,
      close: async () => {
        await connection.close();
        await store.close();
      },
    };
  } catch (error) {
    if (!(options.share && error instanceof StoreLockedError)) throw error;
    return { ...(await connectDatabase(error.uri)), description };
  }
}
