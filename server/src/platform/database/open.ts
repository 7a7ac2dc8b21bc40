// Chooses the database: the one that MONGODB_URI names, or else the embedded store in the data directory. What it is
// then called comes from itself, for MONGODB_URI may lead to an embedded store that several processes share.
import { join } from "node:path";
import { connectDatabase, type DatabaseConnection, type Patience } from "./connection.ts";
import { openEmbeddedStore, StoreLockedError, type EmbeddedStore } from "./embedded/embedded-store.ts";

export interface Place {
  readonly mongodbUri: string | undefined;
  readonly dataDir: string;
}

/** Where the embedded store of a data directory has its files. */
export const storeDirectory = (dataDir: string): string => join(dataDir, "store");

/**
 * `share`: when another process already serves the embedded store of this directory, use it through that process
 * (command line) instead of refusing to start (server). Throws StartRefusal, StoreLockedError, or a sentence on
 * what is wrong with the files and what to do.
 */
export async function openDatabase(
  place: Place & { readonly share: boolean; readonly patience?: Patience },
): Promise<DatabaseConnection> {
  if (place.mongodbUri !== undefined) return connectDatabase(place.mongodbUri, place.patience);
  let store: EmbeddedStore;
  try {
    store = await serveStore(place.dataDir);
  } catch (error) {
    if (!(place.share && error instanceof StoreLockedError)) throw error;
    return connectDatabase(error.uri, place.patience);
  }
  try {
    const connection = await connectDatabase(store.uri, place.patience);
    return {
      ...connection,
      close: async () => {
        await connection.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Serves the embedded store of a data directory, by default at a place that others find by themselves. */
export const serveStore = (dataDir: string, socket?: string): Promise<EmbeddedStore> =>
  openEmbeddedStore({
    directory: storeDirectory(dataDir),
    database: "pliego",
    ...(socket === undefined ? {} : { socket }),
  });
