// backup FILE: everything of one moment into one file, also while the server runs.
import { readFile } from "node:fs/promises";
import { randomId } from "../platform/clock.ts";
import { openDatabase } from "../platform/database/open.ts";
import { backUp } from "../platform/database/transfer/backing-up.ts";
import { Cancelled } from "../platform/database/transfer/watching.ts";
import { amount } from "./amounts.ts";
import { fileAndFlag, type StandaloneCommand } from "./command.ts";
import { refuseMissingStore } from "./missing-store.ts";
import { atTerminal } from "./terminal.ts";

export const backupCommand: StandaloneCommand = {
  usage: "backup FILE [--replace]",
  purpose: "writes everything of one moment into one file, also while the server runs",
  async runAlone(words, config) {
    const { path, isFlagged: mayReplace } = fileAndFlag(words, "replace");
    refuseMissingStore(config);
    return atTerminal(
      config.failpoint,
      "Run the same command again: it goes on at the same moment while the server keeps it, else it begins anew.",
      async (watch) => {
        const database = await openDatabase({ ...config, share: true });
        let isStopped = false;
        try {
          const written = await backUp(
            database.db,
            {
              path,
              mayReplace,
              newId: randomId(16),
              product: await productVersion(),
              clock: () => new Date(),
            },
            watch,
          );
          const size = (written.fileBytes / 1e6).toFixed(1);
          return [
            `${path}: ${amount(written.documents, written.collections)}, ${size} MB`,
            `sha256 ${written.sha256}`,
          ];
        } catch (error) {
          isStopped = error instanceof Cancelled;
          throw error;
        } finally {
          // A farewell would let the server forget the moment; the process ends anyway.
          if (!isStopped) await database.close();
        }
      },
    );
  },
};

async function productVersion(): Promise<string> {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
