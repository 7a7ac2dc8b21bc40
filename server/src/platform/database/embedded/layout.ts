// What stands under which key in the one ordered key space of the files. Keys begin with the byte of their kind:
// 01 meta | 02 catalog, by namespace | 03 prefixes of which all keys are to be removed | 04 tallies, by collection number
// 10 documents, by collection number and _id | 20 index entries, by index number and values
// 30 outcomes of retryable writes, by session
/** The number grows with every change of what stands where. */
export const FORMAT = "pliego-embedded-2";
export const FORMAT_KEY = Buffer.from("\x01format", "latin1");
export const MADE_KEY = Buffer.from("\x01made", "latin1");

/** The first byte of the catalog's keys. */
export const CATALOG_KIND = 0x02;

export function documentPrefix(collection: number): Buffer {
  return numbered(0x10, collection);
}

export function entryPrefix(index: number): Buffer {
  return numbered(0x20, index);
}

export function catalogKey(namespace: string): Buffer {
  return Buffer.concat([Buffer.of(CATALOG_KIND), Buffer.from(namespace)]);
}

/** Of a session, by the 16 bytes of its id as a Latin-1 string. */
export function outcomeKey(session: string): Buffer {
  return Buffer.from(`\x30${session}`, "latin1");
}

/** Under this key stands that all keys with the prefix are to be removed. */
export function doomedKey(prefix: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x03), prefix]);
}

export function tallyKey(collection: number): Buffer {
  return numbered(0x04, collection);
}

/** From the first key of a kind to the first of the next. */
export const DOOMED_RANGE = [Buffer.of(0x03), Buffer.of(0x04)] as const;
export const CATALOG_RANGE = [Buffer.of(0x02), Buffer.of(0x03)] as const;
export const OUTCOME_RANGE = [Buffer.of(0x30), Buffer.of(0x31)] as const;

function numbered(kind: number, number: number): Buffer {
  const bytes = Buffer.allocUnsafe(5);
  bytes[0] = kind;
  bytes.writeUInt32BE(number, 1);
  return bytes;
}
