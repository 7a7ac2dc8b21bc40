// A restore: a backup file into an empty database. The whole file is verified before the first document is written.
import type { Database } from "../connection.ts";
import type { Backup } from "./backup-reading.ts";
import type { BackupEnd } from "./file-format.ts";
import { noteTransfer } from "./maintenance.ts";
import type { CollectionDefinition } from "./parts.ts";
import { claim, receive, release } from "./receiving.ts";
import { watched, type Watch } from "./watching.ts";

export interface CheckedBackup {
  readonly definitions: readonly CollectionDefinition[];
  readonly end: BackupEnd;
}

/** Reads the file to its end; throws an Error that says what is wrong and where. */
export async function checkBackup(backup: Backup, watch: Watch): Promise<CheckedBackup> {
  const definitions: CollectionDefinition[] = [];
  const parts = watched(backup.parts(), "Checking", undefined, watch);
  for (;;) {
    const next = await parts.next();
    if (next.done === true) return { definitions, end: next.value };
    if (next.value.kind === "collection") definitions.push(next.value.definition);
  }
}

/** Restores a backup, or goes on with its restore; done when all was read back and is equal. */
export async function restore(
  db: Database,
  backup: Backup,
  options: { readonly from: string; readonly at: Date },
  watch: Watch,
): Promise<CheckedBackup> {
  const checked = await checkBackup(backup, watch);
  const claimed = await claim(
    db,
    { kind: "restore", id: backup.header.id, command: `restore ${options.from}`, ...options },
    watch,
  );
  if (!claimed.isVerified) {
    await receive(db, watched(backup.parts(), "Restoring", checked.end.documents, watch), watch);
    await noteTransfer(db, { isVerified: true });
    watch.failpoint("transfer.verified");
  }
  await release(db, checked.definitions);
  return checked;
}
