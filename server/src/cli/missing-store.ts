// A wrong DATA_DIR must not become an empty store of which all is well. Servers make a store, and so do `store`,
// `restore` and `move --from`; every other command refuses where there is none.
import type { Config } from "../config.ts";
import { hasStore } from "../platform/database/embedded/directory-content.ts";
import { openingError } from "../platform/database/embedded/disk-errors.ts";
import { storeDirectory } from "../platform/database/open.ts";

/** Throws an Error where the database is an embedded store and there is none, or none that this account may see. */
export function refuseMissingStore({ mongodbUri, dataDir }: Pick<Config, "mongodbUri" | "dataDir">): void {
  if (mongodbUri === undefined && !isStoreIn(dataDir))
    throw new Error(`There is no store in ${dataDir}: is DATA_DIR right?`);
}

/** Throws a sentence that says what to do when it may not be looked. */
export function isStoreIn(dataDir: string): boolean {
  const directory = storeDirectory(dataDir);
  try {
    return hasStore(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES") throw openingError(directory, error);
    throw new Error(
      `This account may not look into ${directory} (EACCES): run this as the account that runs the server.`,
      { cause: error },
    );
  }
}
