// store [--socket PATH] [--with-parent]: serves the embedded store of DATA_DIR by itself, so that several server
// processes of this machine share it. Rule O15.
import { once } from "node:events";
import { fstatSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { embeddedDescription } from "../platform/database/admission.ts";
import { serveStore } from "../platform/database/open.ts";
import { UsageError, type StandaloneCommand } from "./command.ts";
import { isStoreIn } from "./missing-store.ts";

/** How often it is looked whether the parent still lives; a closed pipe tells at once. */
const parentPollMs = 500;

export const storeCommand: StandaloneCommand = {
  usage: "store [--socket PATH] [--with-parent]",
  purpose:
    "serves the embedded store of DATA_DIR to several server processes; they set MONGODB_URI to what it prints",
  async runAlone(words, config) {
    const { values } = parseArgs({
      args: [...words],
      options: { socket: { type: "string" }, "with-parent": { type: "boolean", default: false } },
    });
    if (config.mongodbUri !== undefined)
      throw new UsageError("MONGODB_URI is set: there is no embedded store to serve.");
    const isNew = !isStoreIn(config.dataDir);
    const ended = whenToEnd(values["with-parent"]);
    const socket = values.socket === undefined ? undefined : resolve(values.socket);
    const store = await serveStore(config.dataDir, socket);
    if (isNew) console.log(`There was no store in ${config.dataDir}: a new, empty one was made.`);
    console.log(`Serving the ${embeddedDescription}. Stop with Ctrl+C or SIGTERM.\nMONGODB_URI=${store.uri}`);
    await ended;
    await store.close();
    return 0;
  },
};

/** Ends on a signal; with a parent also when its pipe to us closes, or when another process has become the parent. */
async function whenToEnd(withParent: boolean): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const ends = [once(process, "SIGTERM", { signal }), once(process, "SIGINT", { signal })];
  const parent = process.ppid;
  // Looking also keeps the process alive: neither the store's thread nor a signal that may come does.
  let orphaned = () => {};
  const poll = setInterval(() => process.ppid !== parent && orphaned(), parentPollMs);
  if (withParent) {
    ends.push(
      once(process, "disconnect", { signal }),
      new Promise((resolve) => {
        // Reading is what notices that the other end is gone; what is read is of no interest. /dev/null is no parent.
        const input = fstatSync(process.stdin.fd);
        if (input.isFIFO() || input.isSocket())
          process.stdin.resume().once("end", resolve).once("close", resolve);
        orphaned = () => resolve([]);
      }),
    );
  }
  try {
    await Promise.race(ends);
  } finally {
    stop.abort();
    clearInterval(poll);
    // The others end with the abort, as they should.
    await Promise.allSettled(ends.slice(0, withParent ? 3 : 2));
  }
}
