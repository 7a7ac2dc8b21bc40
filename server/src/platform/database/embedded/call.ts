// A command on its way through the store, and typed access to its fields.
import { StoreError } from "./errors.ts";
import { own } from "./paths.ts";
import type { SessionUse } from "./sessions.ts";
import type { RawDocument } from "./raw-documents.ts";
import { WRITE_CONCERN, refuseUnknown } from "./subset.ts";
import {
  type Doc,
  type Value,
  bsonClass,
  binaryBytes,
  isArray,
  isDoc,
  isTruthy,
  plainNumber,
} from "./values.ts";
import type { Binary, Long, Timestamp } from "bson";

export interface Call {
  readonly name: string;
  readonly body: Doc;
  /** What an insert inserts. */
  readonly documents: readonly RawDocument[] | undefined;
  readonly database: string;
  readonly connection: number;
  readonly use: SessionUse | undefined;
  /** maxTimeMS; 0 for no limit. */
  readonly limitMs: number;
  /** The moment to read at, for readConcern snapshot outside a transaction: a cluster time, or "now" for a new one. */
  readonly moment: Timestamp | "now" | undefined;
}

/** Reads what every command carries: database, session, transaction number, time limit, write concern. */
export function readCall(
  name: string,
  body: Doc,
  connection: number,
  documents?: readonly RawDocument[],
): Call {
  checkWriteConcern(own(body, "writeConcern"));
  const use = sessionUse(body);
  return {
    name,
    body,
    documents,
    database: databaseOf(body),
    connection,
    use,
    limitMs: integer(body, "maxTimeMS", 0),
    moment: use === undefined || use.isTransaction ? undefined : momentOf(own(body, "readConcern")),
  };
}

/** Names that MongoDB takes: with a dot, the database "a.b" would be part of "a". */
const DATABASE_NAME = /^[^\0 ."$\\/]{1,63}$/;

function databaseOf(body: Doc): string {
  const name = text(body, "$db", "admin");
  if (!DATABASE_NAME.test(name)) throw new StoreError(73, `Invalid database name: '${name}'`);
  return name;
}

function momentOf(concern: Value | undefined): Call["moment"] {
  if (!isDoc(concern) || concern["level"] !== "snapshot") return undefined;
  const time = own(concern, "atClusterTime");
  if (time === undefined) return "now";
  if (bsonClass(time) !== "Timestamp") throw new StoreError(14, "atClusterTime must be a timestamp");
  return time as Timestamp;
}

function sessionUse(body: Doc): SessionUse | undefined {
  const lsid = own(body, "lsid");
  const number = own(body, "txnNumber");
  if (lsid === undefined) {
    if (number !== undefined)
      throw new StoreError(72, "Transaction number requires a session ID to also be specified");
    return undefined;
  }
  if (number !== undefined && bsonClass(number) !== "Long")
    throw new StoreError(14, "txnNumber must be a 64-bit integer");
  const autocommit = own(body, "autocommit");
  if (autocommit !== undefined && (autocommit !== false || number === undefined))
    throw new StoreError(72, "autocommit is only false, and needs txnNumber");
  return {
    session: sessionId(lsid),
    number: number === undefined ? undefined : (number as Long).toBigInt(),
    isTransaction: autocommit === false,
    starts: isTruthy(own(body, "startTransaction")),
  };
}

/** The 16 bytes of an lsid's UUID, as a Latin-1 string. */
export function sessionId(lsid: Value): string {
  const id = isDoc(lsid) ? own(lsid, "id") : undefined;
  if (bsonClass(id) !== "Binary") throw new StoreError(9, "lsid needs an id");
  const bytes = binaryBytes(id as Binary);
  if (bytes.length !== 16) throw new StoreError(9, "lsid.id must be a UUID");
  return bytes.toString("latin1");
}

/** Every write is on disk before its answer, so w 0, 1 and majority, and j, all hold; more than one member there is not. */
function checkWriteConcern(concern: Value | undefined): void {
  if (concern === undefined) return;
  if (!isDoc(concern)) throw new StoreError(9, "writeConcern must be a document");
  refuseUnknown(concern, WRITE_CONCERN, "writeConcern option");
  const w = own(concern, "w");
  const count = plainNumber(w);
  if (w !== undefined && w !== "majority" && count !== 0 && count !== 1)
    throw new StoreError(100, "Not enough data-bearing nodes");
}

export function text(body: Doc, field: string, otherwise?: string): string {
  const value = own(body, field) ?? otherwise;
  if (typeof value !== "string") throw new StoreError(14, `${field} must be a string`);
  return value;
}

export function document(body: Doc, field: string, otherwise?: Doc): Doc {
  const value = own(body, field) ?? otherwise;
  if (!isDoc(value)) throw new StoreError(14, `${field} must be a document`);
  return value;
}

export function documents(body: Doc, field: string): readonly Doc[] {
  const value = own(body, field);
  if (!isArray(value) || !value.every(isDoc))
    throw new StoreError(14, `${field} must be an array of documents`);
  return value;
}

/** A whole number >= 0. */
export function integer(body: Doc, field: string, otherwise: number): number {
  const value = own(body, field);
  if (value === undefined) return otherwise;
  const number = plainNumber(value);
  if (number === undefined || !Number.isSafeInteger(number) || number < 0)
    throw new StoreError(2, `${field} must be a whole number >= 0`);
  return number;
}

export function flag(body: Doc, field: string, otherwise = false): boolean {
  const value = own(body, field);
  return value === undefined ? otherwise : isTruthy(value);
}

/** The namespace that the command's first field names. */
export function namespaceOf(call: Call): string {
  const name = Object.values(call.body)[0];
  if (typeof name !== "string" || name === "")
    throw new StoreError(73, `${call.name} needs the name of a collection`);
  return `${call.database}.${name}`;
}
