// The check at start-up: the catalog reads, documents decode, and indexes say exactly what the documents say.
// LMDB's commits are all or nothing, so a failure here means damaged files or a bug, and the store does not open.
import { Catalog } from "./catalog.ts";
import { entryKey } from "./documents.ts";
import { type Index, indexKeys } from "./indexes.ts";
import { afterPrefix } from "./key-encoding.ts";
import { documentPrefix, entryPrefix } from "./storage.ts";
import { checkStructure, decode } from "./values.ts";
import type { View } from "./views.ts";

/** Throws when a collection is damaged. Looks at no more than `limit` documents of each, so that start-up stays quick. */
export function checkIntegrity(view: View, limit: number): void {
  for (const collection of new Catalog(view).list(view)) {
    const prefix = documentPrefix(collection.number);
    const wanted = new Map<Index, number>(collection.indexes.map((index) => [index, 0]));
    let count = 0;
    for (const [key, bytes] of view.range(prefix, afterPrefix(prefix) as Buffer)) {
      count += 1;
      if (count > limit) break;
      checkStructure(bytes);
      const doc = decode(bytes);
      const id = key.subarray(prefix.length);
      for (const index of collection.indexes) {
        const { keys } = indexKeys(doc, index);
        wanted.set(index, (wanted.get(index) ?? 0) + keys.length);
        for (const values of keys) {
          if (view.get(entryKey(index, values, id))?.equals(id) !== true)
            throw damaged(collection.namespace, index, "misses a document");
        }
      }
    }
    if (count > limit) continue;
    for (const [index, entries] of wanted) {
      if (countEntries(view, index) !== entries)
        throw damaged(collection.namespace, index, "holds entries of no document");
    }
  }
}

function countEntries(view: View, index: Index): number {
  const prefix = entryPrefix(index.number);
  let count = 0;
  for (const _ of view.range(prefix, afterPrefix(prefix) as Buffer)) count += 1;
  return count;
}

function damaged(namespace: string, index: Index, how: string): Error {
  return new Error(
    `The embedded store is damaged: index ${index.name} of ${namespace} ${how}. Restore a backup.`,
  );
}
