// The documents of an insert as the bytes they came in: most are stored just so, and never decoded as a whole.
import { valueEnd } from "./bson-fields.ts";
import { checkStructure } from "./values.ts";

/** A document that checkStructure has passed. */
export interface RawDocument {
  readonly bytes: Buffer;
  /** May the bytes be stored as they are? */
  readonly isStorable: boolean;
}

export function rawDocument(bytes: Buffer): RawDocument {
  return { bytes, isStorable: checkStructure(bytes) };
}

/** The body of an insert without its documents, and those; undefined when it is no insert or not made as one. */
export interface CutInsert {
  readonly rest: Buffer;
  readonly documents: readonly RawDocument[];
}

const INSERT = Buffer.from("\x02insert\0", "latin1");
const DOCUMENTS = Buffer.from("\x04documents\0", "latin1");
const DOCUMENT = 3;

/** Cuts an insert's body, of which nothing is known yet but its length. What is malformed is left for checkStructure to refuse. */
export function cutInsert(body: Buffer): CutInsert | undefined {
  if (!INSERT.equals(body.subarray(4, 4 + INSERT.length))) return undefined;
  const from = fieldStart(body, DOCUMENTS);
  if (from === undefined) return undefined;
  const at = from + DOCUMENTS.length;
  const to = at + body.readInt32LE(at);
  const documents = documentsIn(body.subarray(at, to));
  if (documents === undefined) return undefined;
  const rest = Buffer.concat([body.subarray(0, from), body.subarray(to)]);
  rest.writeInt32LE(rest.length, 0);
  return { rest, documents };
}

/** Where a top-level field of this type and name begins, when all before it and it itself are within bounds. */
function fieldStart(body: Buffer, field: Buffer): number | undefined {
  for (let at = 4; at < body.length - 5;) {
    const isIt = field.equals(body.subarray(at, at + field.length));
    const value = body.indexOf(0, at + 1) + 1;
    if (value === 0 || value + 4 > body.length) return undefined;
    const end = valueEnd(body, body[at] as number, value);
    if (end < value || end >= body.length) return undefined;
    if (isIt) return at;
    at = end;
  }
  return undefined;
}

function documentsIn(array: Buffer): RawDocument[] | undefined {
  const documents: RawDocument[] = [];
  const last = array.length - 1;
  let at = 4;
  while (at < last) {
    if (array[at] !== DOCUMENT) return undefined;
    const value = array.indexOf(0, at + 1) + 1;
    if (value === 0 || value + 4 > last) return undefined;
    const end = value + array.readInt32LE(value);
    if (end < value + 5 || end > last) return undefined;
    documents.push(rawDocument(array.subarray(value, end)));
    at = end;
  }
  return at === last && array[last] === 0 ? documents : undefined;
}
