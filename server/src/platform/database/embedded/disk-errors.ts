// What the disk says when it says no, in sentences that name the place and what to do (rules E20, E21).
//
// Tried on a full disk, a limit on file sizes and injected errors: LMDB answers a commit that the disk does not
// take with the system's number (28 ENOSPC, 27 EFBIG), or with 5 EIO when the disk took part of a write, which on a
// full disk is as common. Nothing of such a commit is visible afterwards, and the next one may well succeed.
import { getSystemErrorName } from "node:util";
import { StoreError } from "./errors.ts";

const NO_SPACE = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO"]);
const NOT_WRITABLE = new Set(["EROFS", "EACCES", "EPERM"]);

/** The system's name of an error of Node ("ENOSPC") or of lmdb-js (28); undefined when it is of another kind. */
function systemName(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code } = error;
  if (typeof code === "string") return /^E[A-Z0-9]+$/.test(code) ? code : undefined;
  if (typeof code !== "number" || code <= 0) return undefined;
  return getSystemErrorName(-code);
}

/** The answer to every write of a commit that the disk did not take; what is no disk error comes back as it is. */
export function commitError(directory: string, error: unknown): unknown {
  const name = systemName(error);
  if (name === undefined) return error;
  if (!NO_SPACE.has(name))
    return new StoreError(
      96,
      `The disk refused the write (${name}) and nothing of it was kept: ${directory}`,
    );
  const instead =
    name === "EIO" || name === "EFBIG"
      ? " If there is space, look at the limits of the process (ulimit -f) and the health of the disk."
      : "";
  return new StoreError(
    14031,
    `No space on the disk for this write (${name}); nothing of it was kept. Free space for ${directory} and write again: no restart is needed.${instead}`,
  );
}

/** The sentence for whoever starts the server; what is no disk error comes back as it is. */
export function openingError(directory: string, error: unknown): unknown {
  const name = systemName(error);
  if (name === undefined) return error;
  const say = (sentence: string) => new Error(`${directory} cannot be used: ${sentence}`);
  if (name === "EIO")
    return say("the disk reports an error (EIO). Check the disk, and restore a backup on a sound one.");
  if (NO_SPACE.has(name))
    return say(`no space is left (${name}). Free some there and start again; nothing was changed.`);
  if (NOT_WRITABLE.has(name))
    return say(
      `it may not be written to (${name}). Give this process the right, or set DATA_DIR to another directory.`,
    );
  if (name === "ENOTDIR" || name === "EEXIST" || name === "EISDIR")
    return say(`it is not a directory (${name}). Set DATA_DIR to one.`);
  return say(error instanceof Error ? error.message : name);
}

/** The sentence for a data file that is refused. */
export function refusedFile(path: string, kind: "foreign" | "damaged" | "missing", reason: string): Error {
  const what = {
    foreign: "is not a file of this store",
    damaged: "is damaged",
    missing: "is missing",
  }[kind];
  return new Error(
    `${path} ${what}: ${reason}. It was left as it is. Move the directory away and restore a backup into a new one.`,
  );
}
