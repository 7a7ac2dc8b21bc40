// The backup file, format 1. All numbers are little-endian and unsigned.
//
//   "PLIEGO-BACKUP\n" (14 bytes), format number (16 bits), then frames until the end of the file:
//
//   frame       kind (8 bits), length of the payload (32), CRC-32 of these five bytes (32), CRC-32 of the payload (32),
//               then the payload: gzip of
//     1 header      one BSON document: id, at, moment, from, product, collections, definitions
//     2 collection  one BSON document: name, options, indexes
//     3 documents   BSON documents one after the other, in _id order, about 1 MB
//     4 seal        one BSON document: name, documents, bytes, sha256
//     5 end         one BSON document: collections, documents, bytes, sha256 over all definitions and seals
//
//   sequence    1, then for each collection 2 3* 4, then 5; nothing follows.
//
// The checksums find what a disk or a copy has damaged. They are no signature: who may change the file can make them
// anew.
import { promisify } from "node:util";
import { crc32, gunzip, gzip } from "node:zlib";
import { deserialize, serialize, Timestamp } from "bson";
import { z } from "zod";

export const magic = Buffer.from("PLIEGO-BACKUP\n", "latin1");
export const format = 1;
export const frameHeadBytes = 13;
/** Far above what a batch of the largest documents comes to. */
const maxPayloadBytes = 256 * 1024 * 1024;

const frameKinds = { header: 1, collection: 2, documents: 3, seal: 4, end: 5 } as const;
export type FrameKind = keyof typeof frameKinds;

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const headerFields = z.object({
  /** Of this backup; a restore that was interrupted goes on only with the same. */
  id: z.string().min(1),
  /** The moment that it shows, by the clock of the command. */
  at: z.date(),
  /** The same by the server's cluster time, for going on with a backup that was interrupted. */
  moment: z.instanceof(Timestamp),
  /** Hosts and database, for people. */
  from: z.string(),
  product: z.string(),
  collections: z.array(z.string()),
  /** SHA-256 over the definitions of all collections. */
  definitions: sha256,
});
export const definitionFields = z.object({
  name: z.string().min(1),
  options: z.record(z.string(), z.unknown()),
  indexes: z.array(z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) })),
});
export const sealFields = z.object({ name: z.string(), documents: count, bytes: count, sha256 });
export const endFields = z.object({ collections: count, documents: count, bytes: count, sha256 });

export type BackupHeader = Readonly<z.infer<typeof headerFields>>;
export type BackupEnd = Readonly<z.infer<typeof endFields>>;

/** The first bytes of a file. */
export function preamble(): Buffer {
  const number = Buffer.alloc(2);
  number.writeUInt16LE(format);
  return Buffer.concat([magic, number]);
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

export async function encodeFrame(kind: FrameKind, content: Uint8Array): Promise<Buffer> {
  const payload = await pack(content, { level: 1 });
  const head = Buffer.alloc(frameHeadBytes);
  head.writeUInt8(frameKinds[kind], 0);
  head.writeUInt32LE(payload.length, 1);
  head.writeUInt32LE(crc32(head.subarray(0, 5)), 5);
  head.writeUInt32LE(crc32(payload), 9);
  return Buffer.concat([head, payload]);
}

export const encodeFields = (fields: object): Uint8Array =>
  serialize({ ...fields }, { ignoreUndefined: true });

export interface FrameHead {
  readonly kind: FrameKind;
  readonly length: number;
  readonly checksum: number;
}

/** Undefined when the bytes are not the head of a frame, or were changed. */
export function decodeHead(bytes: Buffer): FrameHead | undefined {
  if (bytes.readUInt32LE(5) !== crc32(bytes.subarray(0, 5))) return undefined;
  const number = bytes.readUInt8(0);
  const kind = (Object.keys(frameKinds) as FrameKind[]).find((one) => frameKinds[one] === number);
  const length = bytes.readUInt32LE(1);
  if (kind === undefined || length > maxPayloadBytes) return undefined;
  return { kind, length, checksum: bytes.readUInt32LE(9) };
}

/** What a payload holds; undefined when it does not fit its checksum or is no gzip. */
export async function decodePayload(head: FrameHead, payload: Buffer): Promise<Buffer | undefined> {
  if (crc32(payload) !== head.checksum) return undefined;
  return unpack(payload, { maxOutputLength: maxPayloadBytes }).catch(() => undefined);
}

/** Parses the one document of a frame; undefined when it is not what it should be. */
export function decodeFields<T>(schema: z.ZodType<T>, content: Buffer): T | undefined {
  try {
    return schema.parse(deserialize(content));
  } catch {
    return undefined;
  }
}

/** The documents of a frame; undefined when their lengths do not add up. */
export function splitDocuments(content: Buffer): readonly Buffer[] | undefined {
  const documents: Buffer[] = [];
  let at = 0;
  while (at < content.length) {
    const length = content.length - at < 5 ? 0 : content.readInt32LE(at);
    if (length < 5 || at + length > content.length) return undefined;
    documents.push(content.subarray(at, at + length));
    at += length;
  }
  return documents;
}
