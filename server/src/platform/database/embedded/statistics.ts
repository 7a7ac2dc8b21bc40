// dbStats: how much a database holds. Documents and their bytes come from the tallies; sizes on disk are the files' and
// the volume's, the same whichever database is asked for, as all are in one file.
import { statSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { Double } from "bson";
import { type Call, integer } from "./call.ts";
import type { Catalog } from "./catalog.ts";
import { outsideSubset } from "./errors.ts";
import type { Storage } from "./storage.ts";
import { tallyOf } from "./tallies.ts";
import type { View } from "./views.ts";

export function dbStats(call: Call, view: View, catalog: Catalog, storage: Storage): object {
  if (integer(call.body, "scale", 1) !== 1) throw outsideSubset("dbStats.scale other than 1");
  if (integer(call.body, "freeStorage", 0) !== 0) throw outsideSubset("dbStats.freeStorage other than 0");
  const collections = catalog.list(view, call.database);
  let [objects, dataSize, indexes] = [0, 0, 0];
  for (const collection of collections) {
    const tally = tallyOf(view, collection.number);
    objects += tally.documents;
    dataSize += tally.bytes;
    indexes += collection.indexes.length + 1;
  }
  const { bsize, blocks, bavail } = statfsSync(storage.directory);
  const size = statSync(join(storage.directory, "store.mdb")).size;
  const numbers = {
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize,
    storageSize: size,
    totalSize: size,
    fsUsedSize: (blocks - bavail) * bsize,
    fsTotalSize: blocks * bsize,
  };
  return {
    db: call.database,
    collections: collections.length,
    views: 0,
    indexes,
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, new Double(value)])),
    scaleFactor: new Double(1),
  };
}
