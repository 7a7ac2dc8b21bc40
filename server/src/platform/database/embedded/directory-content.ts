// What lies in a directory before anybody serves it: a store, nothing yet, or what others put there. That is not taken
// over: a store made beside it would hide that DATA_DIR is wrong (rule E21).
import { readdirSync } from "node:fs";

/** What a start that was killed leaves, and what a file system has at its root. */
const passedOver = /^(starting(\.\d+)?|address\.(json|new)|store\.new\.mdb(-lock)?|lost\+found)$/;
/** Either says that a store was here. */
const storeFiles: readonly string[] = ["store.mdb", "store.mdb-lock"];

/** Is or was there a store? Throws the system's error when it may not be looked. */
export const hasStore = (directory: string): boolean => {
  try {
    return storeFiles.some((name) => readdirSync(directory).includes(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
};

/** Throws an Error with what to do when the directory holds files and none of a store. */
export function refuseForeign(directory: string): void {
  if (hasStore(directory)) return;
  const [foreign] = readdirSync(directory, { withFileTypes: true }).filter(
    (entry) => !entry.isSocket() && !passedOver.test(entry.name),
  );
  if (foreign === undefined) return;
  throw new Error(
    `${directory} holds ${foreign.name} and no store; nothing was written. Set DATA_DIR to a directory of the server's own.`,
  );
}
