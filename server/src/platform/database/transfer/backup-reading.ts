// Reads a backup file from its beginning to its end and believes nothing in it: every checksum, count and hash is
// computed again on the way. Whatever does not fit ends the reading with what is wrong and where.
import { open, type FileHandle } from "node:fs/promises";
import {
  decodeFields,
  decodeHead,
  decodePayload,
  definitionFields,
  endFields,
  format,
  frameHeadBytes,
  headerFields,
  magic,
  preamble,
  sealFields,
  splitDocuments,
  type BackupEnd,
  type BackupHeader,
  type FrameKind,
} from "./file-format.ts";
import { contentHash, makeSealer, type Part, type Seal, type Sealed } from "./parts.ts";

export interface Backup {
  readonly header: BackupHeader;
  /** Size of the file. */
  readonly bytes: number;
  /** Everything in it, verified as it passes; ends only when the file is whole. Begins anew each time. */
  readonly parts: () => AsyncGenerator<Part, BackupEnd>;
  readonly close: () => Promise<void>;
}

/** Opens a backup and reads its header; throws an Error when it is none, is of a newer format, or damaged there. */
export async function openBackup(path: string): Promise<Backup> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read (${error.code})`, { cause: error });
  });
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new Error(`${path} is not a file`);
    const { size } = about;
    await refuseForeign(file, path, size);
    const header = await readHeader(frames(file, path, size), path);
    return {
      header,
      bytes: size,
      parts: () => verified(frames(file, path, size), path),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

export async function refuseForeign(file: FileHandle, path: string, size: number): Promise<void> {
  const start = Buffer.alloc(preamble().length);
  const { bytesRead } = await file.read(start, 0, start.length, 0);
  if (!start.subarray(0, Math.min(bytesRead, magic.length)).equals(magic.subarray(0, bytesRead)))
    throw new Error(`${path} is not a backup of Pliego`);
  if (size < start.length) throw cutOff(path, size);
  const number = start.readUInt16LE(magic.length);
  if (number > format)
    throw new Error(
      `${path} was written by a newer version of Pliego (format ${number}; this version reads ${format}): restore it with that version`,
    );
  if (number !== format) throw damaged(path, magic.length, `there is no format ${number}`);
}

export interface Frame {
  readonly kind: FrameKind;
  readonly content: Buffer;
  /** Where in the file it begins, in bytes. */
  readonly at: number;
  /** Where the next one begins. */
  readonly next: number;
}

/** The frames of an open file that has been found to be a backup; throws where one is cut off or damaged. */
export async function* frames(file: FileHandle, path: string, size: number): AsyncGenerator<Frame> {
  let at = preamble().length;
  while (at < size) {
    if (at + frameHeadBytes > size) throw cutOff(path, at);
    const head = decodeHead(await exactly(file, at, frameHeadBytes));
    if (head === undefined) throw damaged(path, at);
    if (at + frameHeadBytes + head.length > size) throw cutOff(path, at);
    const content = await decodePayload(head, await exactly(file, at + frameHeadBytes, head.length));
    if (content === undefined) throw damaged(path, at);
    const next = at + frameHeadBytes + head.length;
    yield { kind: head.kind, content, at, next };
    at = next;
  }
}

async function exactly(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new Error("The file became shorter while it was read");
    done += bytesRead;
  }
  return bytes;
}

async function readHeader(all: AsyncGenerator<Frame>, path: string): Promise<BackupHeader> {
  const { value: frame } = (await all.next()) as { readonly value: Frame | undefined };
  if (frame === undefined) throw cutOff(path, preamble().length);
  const header = frame.kind === "header" ? decodeFields(headerFields, frame.content) : undefined;
  if (header === undefined) throw damaged(path, frame.at, "it has no header");
  return header;
}

/** Walks the sequence that file-format.ts describes. */
async function* verified(all: AsyncGenerator<Frame>, path: string): AsyncGenerator<Part, BackupEnd> {
  const header = await readHeader(all, path);
  const sealed: Sealed[] = [];
  let end: BackupEnd | undefined;
  for await (const frame of all) {
    if (end !== undefined) throw damaged(path, frame.at, "something follows its end");
    if (frame.kind === "end") {
      end = decodeFields(endFields, frame.content);
      const hash = contentHash(sealed);
      if (end === undefined || end.sha256 !== hash || end.collections !== sealed.length)
        throw damaged(path, frame.at, "its collections are not those that it was sealed with");
      const missing = header.collections.filter((name, index) => sealed[index]?.definition.name !== name);
      if (missing.length > 0) throw damaged(path, frame.at, `it lacks ${missing.join(", ")}`);
      continue;
    }
    const definition =
      frame.kind === "collection" ? decodeFields(definitionFields, frame.content) : undefined;
    if (definition === undefined) throw damaged(path, frame.at, `${frame.kind} is out of place`);
    yield { kind: "collection", definition };
    const seal = yield* collectionBody(all, definition.name, path);
    sealed.push({ definition, seal });
  }
  if (end === undefined) throw cutOff(path);
  return end;
}

/** The documents of one collection up to its seal. */
async function* collectionBody(
  all: AsyncGenerator<Frame>,
  name: string,
  path: string,
): AsyncGenerator<Part, Seal> {
  const sealer = makeSealer(name);
  for (;;) {
    const next = await all.next();
    if (next.done === true) throw cutOff(path);
    const { kind, content, at } = next.value;
    if (kind === "documents") {
      const documents = splitDocuments(content);
      if (documents === undefined) throw damaged(path, at);
      for (const document of documents) sealer.add(document);
      yield { kind: "documents", documents };
      continue;
    }
    const stated = kind === "seal" ? decodeFields(sealFields, content) : undefined;
    if (stated === undefined) throw damaged(path, at, `${kind} is out of place`);
    const seal = sealer.seal();
    if (stated.name !== name || stated.documents !== seal.documents || stated.sha256 !== seal.sha256)
      throw damaged(path, at, `the documents of ${name} are not those that it was sealed with`);
    yield { kind: "seal", seal };
    return seal;
  }
}

function cutOff(path: string, at?: number): Error {
  const where = at === undefined ? "" : ` (at byte ${at})`;
  return new Error(`${path} is not whole: it is cut off before its end${where}. Nothing in it is used.`);
}

function damaged(path: string, at: number, why = "its bytes are not those that were written"): Error {
  return new Error(`${path} is damaged at byte ${at}: ${why}. Nothing in it is used.`);
}
