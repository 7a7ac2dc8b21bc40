// A check before every write of the product's own models, whichever way it goes: queries, documents, whole batches.
// Reading, and what concerns the database itself (maintenance, sessions of the driver), is not held up. Rule O17.
import type { Database } from "./connection.ts";

const writes = [
  "insertOne",
  "insertMany",
  "updateOne",
  "updateMany",
  "replaceOne",
  "deleteOne",
  "deleteMany",
  "findOneAndUpdate",
  "findOneAndReplace",
  "findOneAndDelete",
  "bulkWrite",
] as const;

type Write = (...words: readonly unknown[]) => Promise<unknown>;

/** From now on each write of the models registered so far waits for the check, and fails as it does. */
export function guardWrites(db: Database, check: () => Promise<void>): void {
  for (const { collection } of Object.values(db.models)) {
    const methods = collection as unknown as Record<(typeof writes)[number], Write>;
    for (const name of writes) {
      const write = methods[name].bind(collection);
      methods[name] = async (...words) => {
        await check();
        return write(...words);
      };
    }
  }
}
