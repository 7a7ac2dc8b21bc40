// Writes a backup file: into FILE.partial, readable by its owner only as it holds personal data; on disk, and only then
// renamed to FILE. What a crash leaves is FILE.partial, never a FILE that is not whole.
import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import {
  encodeFields,
  encodeFrame,
  preamble,
  type BackupEnd,
  type BackupHeader,
  type FrameKind,
} from "./file-format.ts";
import { takeOver, type PartialBackup } from "./partial-backup.ts";
import { contentHash, type CollectionDefinition, type Part, type Sealed } from "./parts.ts";

export interface WrittenBackup extends BackupEnd {
  /** Size of the file. */
  readonly fileBytes: number;
}

export const partialOf = (path: string): string => `${path}.partial`;

/** Refuses a FILE that is there already unless it may be replaced. */
export async function refuseTaken(path: string, mayReplace: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) throw new Error(`${path} is a folder: name a file in it`);
  if (there !== undefined && !mayReplace)
    throw new Error(`${path} is there already: name another file, or add --replace`);
}

/**
 * Writes all parts, or those that an interrupted backup lacks, and answers what they came to. When anything fails FILE is as
 * it was; FILE.partial stays, for going on, save on a full disk.
 */
export async function writeBackup(
  path: string,
  mayReplace: boolean,
  start: BackupHeader | PartialBackup,
  parts: AsyncIterable<Part>,
): Promise<WrittenBackup> {
  await refuseTaken(path, mayReplace);
  const partial = partialOf(path);
  const file = await openPartial(partial, start);
  try {
    const end = await writeAll(file, start, parts);
    await file.sync();
    const written = await file.stat();
    const lying = await stat(partial).catch(() => undefined);
    if (lying?.ino !== written.ino)
      throw new Error(`Another backup into ${path} began meanwhile; this one is given up`);
    await refuseTaken(path, mayReplace);
    await rename(partial, path);
    await syncFolder(path);
    return { ...end, fileBytes: written.size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    await rm(partial, { force: true });
    throw new Error(`The disk of ${path} is full; nothing was kept`, { cause: error });
  } finally {
    await file.close();
  }
}

const isPartial = (start: BackupHeader | PartialBackup): start is PartialBackup => "sealed" in start;

async function openPartial(partial: string, start: BackupHeader | PartialBackup): Promise<FileHandle> {
  try {
    if (isPartial(start)) return await takeOver(partial, start);
    await rm(partial, { force: true });
    return await open(partial, "wx", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${partial} cannot be written (${code})`, { cause: error });
  }
}

async function writeAll(
  file: FileHandle,
  start: BackupHeader | PartialBackup,
  parts: AsyncIterable<Part>,
): Promise<BackupEnd> {
  const frame = async (kind: FrameKind, content: Uint8Array) =>
    file.appendFile(await encodeFrame(kind, content));
  const sealed: Sealed[] = isPartial(start) ? [...start.sealed] : [];
  let current: CollectionDefinition | undefined = isPartial(start) ? start.current?.definition : undefined;
  if (!isPartial(start)) {
    await file.appendFile(preamble());
    await frame("header", encodeFields(start));
  }
  for await (const part of parts) {
    if (part.kind === "collection") {
      current = part.definition;
      await frame("collection", encodeFields(part.definition));
    } else if (part.kind === "documents") {
      await frame("documents", Buffer.concat(part.documents));
    } else {
      await frame("seal", encodeFields(part.seal));
      if (current !== undefined) sealed.push({ definition: current, seal: part.seal });
    }
  }
  const end = {
    collections: sealed.length,
    documents: sealed.reduce((sum, { seal }) => sum + seal.documents, 0),
    bytes: sealed.reduce((sum, { seal }) => sum + seal.bytes, 0),
    sha256: contentHash(sealed),
  };
  await frame("end", encodeFields(end));
  return end;
}

/** The renaming itself is on disk only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(resolve(path)), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
