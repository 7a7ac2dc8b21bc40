// check-store: has the database check every collection against its indexes, and says what is damaged. Works on the
// embedded store and on MongoDB, for both answer the same command (validate). Rule O15.
import { parseArgs } from "node:util";
import { validateCollections } from "../platform/database/validation.ts";
import { openDatabase } from "../platform/database/open.ts";
import { amount, counted } from "./amounts.ts";
import type { StandaloneCommand } from "./command.ts";
import { refuseMissingStore } from "./missing-store.ts";

export const checkStoreCommand: StandaloneCommand = {
  usage: "check-store",
  purpose: "checks every collection and index of the database, and names what is damaged",
  async runAlone(words, config) {
    parseArgs({ args: [...words] });
    refuseMissingStore(config);
    const database = await openDatabase({ ...config, share: true });
    try {
      console.log(`Checking the ${database.description}`);
      let [documents, damaged, done] = [0, 0, 0];
      for await (const { name, of, verdict } of validateCollections(database.db)) {
        done += 1;
        documents += verdict.documents;
        const holds = `${counted(verdict.documents, "document")}, ${counted(verdict.indexes, "index", "indexes")}`;
        console.log(`[${done}/${of}] ${name}: ${verdict.isSound ? `sound (${holds})` : "DAMAGED"}`);
        for (const error of verdict.errors) console.log(`    ${error}`);
        if (!verdict.isSound) damaged += 1;
      }
      if (done === 0) throw new Error("There is nothing in it: are DATA_DIR and MONGODB_URI right?");
      console.log(
        damaged === 0
          ? `All is sound: ${amount(documents, done)}.`
          : `Damaged: ${damaged} of ${counted(done, "collection")}. Stop the server and restore a backup.`,
      );
      return damaged === 0 ? 0 : 1;
    } finally {
      await database.close();
    }
  },
};
