// restore FILE: a backup into the empty database that is configured; --check only verifies the file.
import { resolve } from "node:path";
import type { Config } from "../config.ts";
import type { DatabaseConnection } from "../platform/database/connection.ts";
import { openDatabase } from "../platform/database/open.ts";
import { StoreLockedError } from "../platform/database/embedded/embedded-store.ts";
import { openBackup, type Backup } from "../platform/database/transfer/backup-reading.ts";
import { checkBackup, restore } from "../platform/database/transfer/restoring.ts";
import { amount } from "./amounts.ts";
import { fileAndFlag, type StandaloneCommand } from "./command.ts";
import { atTerminal } from "./terminal.ts";

export const restoreCommand: StandaloneCommand = {
  usage: "restore FILE [--check]",
  purpose: "verifies a backup and restores it into the empty database configured; --check only verifies it",
  async runAlone(words, config) {
    const { path, isFlagged: isCheck } = fileAndFlag(words, "check");
    return atTerminal(
      config.failpoint,
      isCheck ? "Nothing was changed." : "Run the same command again and it goes on where it was.",
      async (watch) => {
        const backup = await openBackup(path);
        try {
          if (isCheck) {
            const { end } = await checkBackup(backup, watch);
            return [
              `${about(path, backup)} is whole: ${amount(end.documents, end.collections)}`,
              `sha256 ${end.sha256}`,
            ];
          }
          const database = await openAlone(config);
          try {
            const options = { from: resolve(path), at: new Date() };
            const { end } = await restore(database.db, backup, options, watch);
            return [
              `${about(path, backup)} is restored and was read back: ${amount(end.documents, end.collections)}`,
              `sha256 ${end.sha256}`,
            ];
          } finally {
            await database.close();
          }
        } finally {
          await backup.close();
        }
      },
    );
  },
};

const about = (path: string, { header }: Backup): string =>
  `${path} (backup of ${header.at.toISOString()} from ${header.from}, Pliego ${header.product})`;

/** The database, refused while a server has its store open. */
export async function openAlone(config: Pick<Config, "mongodbUri" | "dataDir">): Promise<DatabaseConnection> {
  try {
    return await openDatabase({ mongodbUri: config.mongodbUri, dataDir: config.dataDir, share: false });
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error;
    throw new Error(
      `Process ${error.pid} is using the store in ${config.dataDir}: stop the server first, then run this again.`,
      { cause: error },
    );
  }
}
