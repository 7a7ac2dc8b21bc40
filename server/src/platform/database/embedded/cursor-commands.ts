// The commands about a cursor that is open: getMore and killCursors. Cursors themselves are in cursors.ts (rule E11).
import { type Call, integer, text } from "./call.ts";
import type { Cursors } from "./cursors.ts";
import { StoreError } from "./errors.ts";
import { own } from "./paths.ts";
import { isArray } from "./values.ts";
import { type Reply, toLong } from "./wire.ts";

/** The next batch; it stops at its next pause when it is not wanted any more. */
export async function getMore(call: Call, cursors: Cursors, isWanted: () => boolean): Promise<Reply> {
  const namespace = `${call.database}.${text(call.body, "collection")}`;
  const size = own(call.body, "batchSize") === undefined ? undefined : integer(call.body, "batchSize", 0);
  const id = toLong(own(call.body, "getMore"));
  return { fields: {}, batch: await cursors.more(id, namespace, size, isWanted) };
}

export function killCursors(call: Call, cursors: Cursors): Reply["fields"] {
  const ids = own(call.body, "cursors") ?? null;
  if (!isArray(ids)) throw new StoreError(14, "cursors must be an array");
  const killed = ids.filter((id) => cursors.kill(toLong(id)));
  return {
    cursorsKilled: killed,
    cursorsNotFound: ids.filter((id) => !killed.includes(id)),
    cursorsAlive: [],
    cursorsUnknown: [],
  };
}
