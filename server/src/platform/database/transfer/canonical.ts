// A document as bytes that are the same wherever it is kept: its BSON decoded and encoded again, _id first. Types are
// kept exactly (Int32, Long, Double, Decimal128, Timestamp ... stay what they are).
//
// JavaScript objects list integer-like field names ("7", "12") first, and so do these bytes. A document that would
// change by more than the order of its fields (an old BSON type, a date beyond JavaScript's) is refused by name.
import { BSONError, deserialize, serialize, type Document } from "bson";

/** Throws an Error that names the collection and the _id when the document cannot be carried as it is. */
export function canonical(bytes: Uint8Array, collection: string): Buffer {
  const document = decode(bytes, collection);
  const again = Buffer.from(serialize(idFirst(document), { ignoreUndefined: false }));
  if (Buffer.compare(again, bytes) !== 0 && !isReordered(again, bytes))
    throw cannotCarry(document, collection);
  return again;
}

/** The document with a class for every type that JavaScript lacks; encoding it gives the same bytes again. */
export function decode(bytes: Uint8Array, collection: string): Document {
  try {
    return deserialize(bytes, {
      promoteValues: false,
      promoteBuffers: false,
      promoteLongs: false,
      bsonRegExp: true,
    });
  } catch (error) {
    if (!(error instanceof BSONError)) throw error;
    throw new Error(`A document of ${collection} is not sound BSON: ${error.message}`, { cause: error });
  }
}

function idFirst(document: Document): Document {
  if (Object.keys(document)[0] === "_id" || document["_id"] === undefined) return document;
  const { _id, ...rest } = document;
  return { _id: _id as unknown, ...rest };
}

const isReordered = (a: Buffer, b: Uint8Array): boolean =>
  a.length === b.length && Buffer.compare(a.toSorted(), b.toSorted()) === 0;

function cannotCarry(document: Document, collection: string): Error {
  const id = String(document["_id"]);
  return new Error(
    `The document ${id} of ${collection} holds a value that cannot be carried exactly (an old BSON type, or a date out of range): change it first`,
  );
}
