// Documents past the time of their TTL index are removed, some in each commit.
import { removeDocument } from "./documents.ts";
import { rushed } from "./pace.ts";
import { EVERYTHING, select } from "./query.ts";
import type { Doc } from "./values.ts";
import type { Place } from "./writing.ts";

/** Documents removed in one commit. */
const AT_ONCE = 1000;

export async function removeExpired({ storage, catalog, namespace }: Place, now: number): Promise<void> {
  const snapshot = storage.snapshot();
  const indexes = catalog.find(snapshot, namespace)?.indexes ?? [];
  snapshot.done();
  for (const { fields, expireAfterSeconds, partialFilter, isBuilding } of indexes) {
    const path = fields[0]?.path;
    // One that is being built cannot be used yet: its documents would be looked for among all.
    if (expireAfterSeconds === undefined || path === undefined || isBuilding) continue;
    const isPast: Doc = { [path]: { $lt: new Date(now - expireAfterSeconds * 1000) } };
    // What a partial index leaves out does not expire by it.
    const filter: Doc = partialFilter === undefined ? isPast : { $and: [isPast, partialFilter] };
    let removed = AT_ONCE;
    while (removed === AT_ONCE) {
      removed = await storage.write((view) => {
        const target = { view, catalog, namespace };
        const found = [
          ...rushed(
            select(view, catalog.find(view, namespace), { ...EVERYTHING, filter, limit: AT_ONCE }).found,
          ),
        ];
        for (const one of found) removeDocument(target, one);
        return found.length;
      });
    }
  }
}
