// Keeps a draft on this device. Where the browser keeps nothing (private windows, full disks) writing goes on without.
import { isWorthKeeping, readDraft, type Draft } from "./draft.ts";

export interface DraftStore {
  readonly read: () => Draft | undefined;
  /** Keeps it, or forgets it when there is nothing in it; false when the device would not. */
  readonly keep: (draft: Draft) => boolean;
  readonly forget: () => void;
}

export function draftStore(name: string): DraftStore {
  const storage = deviceStorage();
  return {
    read: () => readDraft(storage?.getItem(name) ?? null),
    keep(draft) {
      if (storage === undefined) return false;
      if (!isWorthKeeping(draft)) {
        storage.removeItem(name);
        return true;
      }
      try {
        storage.setItem(name, JSON.stringify(draft));
        return true;
      } catch {
        return false;
      }
    },
    forget: () => storage?.removeItem(name),
  };
}

/** Reading the property is refused where storage is blocked. */
function deviceStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
