// check-store: has the database check every collection against its indexes, and says what is damaged. Works on the
// embedded store and on MongoDB, for both answer the same command (validate). Rule O15.
import { validateCollections } from "../platform/database/validation.ts";
import { openDatabase } from "../platform/database/open.ts";
import type { StandaloneCommand } from "./command.ts";

export const checkStoreCommand: StandaloneCommand = {
  usage: "check-store",
  purpose: "checks every collection and index of the database, and names what is damaged",
  async runAlone(_words, config) {
    const database = await openDatabase({ ...config, share: true });
    try {
      console.log(`Checking the ${database.description}`);
      let [documents, damaged, done] = [0, 0, 0];
      for await (const { name, of, verdict } of validateCollections(database.db)) {
        done += 1;
        documents += verdict.documents;
        const indexes = `${verdict.indexes} ${verdict.indexes === 1 ? "index" : "indexes"}`;
        const found = verdict.isSound ? `sound (${verdict.documents} documents, ${indexes})` : "DAMAGED";
        console.log(`[${done}/${of}] ${name}: ${found}`);
        for (const error of verdict.errors) console.log(`    ${error}`);
        if (!verdict.isSound) damaged += 1;
      }
      console.log(
        damaged === 0
          ? `All ${done} collections are sound: ${documents} documents.`
          : `${damaged} of ${done} collections are damaged. Stop the server and restore a backup.`,
      );
      return damaged === 0 ? 0 : 1;
    } finally {
      await database.close();
    }
  },
};
