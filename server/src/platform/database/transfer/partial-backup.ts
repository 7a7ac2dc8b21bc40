// What an interrupted backup has left in FILE.partial: the frames that are whole, up to the first that is not.
import { copyFile, open, rename, truncate, type FileHandle } from "node:fs/promises";
import { frames, refuseForeign, type Frame } from "./backup-reading.ts";
import {
  decodeFields,
  definitionFields,
  headerFields,
  splitDocuments,
  type BackupHeader,
} from "./file-format.ts";
import type { Done } from "./moment.ts";
import { makeSealer, type CollectionDefinition, type Sealed, type Sealer } from "./parts.ts";

export interface PartialBackup extends Done {
  readonly header: BackupHeader;
  /** Where in the file the first frame goes that is still to be written. */
  readonly end: number;
}

/** Reads what is there; undefined when there is nothing to go on with. */
export async function readPartial(partial: string): Promise<PartialBackup | undefined> {
  const file = await open(partial, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    await refuseForeign(file, partial, size);
    return await readWhole(frames(file, partial, size));
  } catch {
    // Of another format, or cut off in its first frame: as if nothing were there.
    return undefined;
  } finally {
    await file.close();
  }
}

async function readWhole(all: AsyncGenerator<Frame>): Promise<PartialBackup | undefined> {
  const first = (await all.next()).value as Frame | undefined;
  const header = first?.kind === "header" ? decodeFields(headerFields, first.content) : undefined;
  if (first === undefined || header === undefined) return undefined;
  const sealed: Sealed[] = [];
  let current: { readonly definition: CollectionDefinition; readonly sealer: Sealer } | undefined;
  let end = first.next;
  for (;;) {
    // A frame that is cut off, as the last one of a killed process may be, ends what can be used.
    const next = await all.next().catch(() => undefined);
    if (next === undefined || next.done === true || next.value.kind === "end") break;
    const { kind, content } = next.value;
    if (kind === "collection") {
      const definition = decodeFields(definitionFields, content);
      if (definition === undefined || current !== undefined) return undefined;
      current = { definition, sealer: makeSealer(definition.name) };
    } else if (current === undefined) {
      return undefined;
    } else if (kind === "documents") {
      const documents = splitDocuments(content);
      if (documents === undefined) return undefined;
      for (const document of documents) current.sealer.add(document);
    } else {
      sealed.push({ definition: current.definition, seal: current.sealer.seal() });
      current = undefined;
    }
    end = next.value.next;
  }
  return { header, sealed, current, end };
}

/** Opens the usable part for writing on, in a file of its own: whoever may still be writing into the old one is left alone. */
export async function takeOver(partial: string, { end }: PartialBackup): Promise<FileHandle> {
  const copy = `${partial}.new`;
  await copyFile(partial, copy);
  await truncate(copy, end);
  await rename(copy, partial);
  return open(partial, "a");
}
