// Outcomes of retryable writes and of commits: what was answered under which number of a session, or how far a long write
// has come. Kept in the same commit as the write itself, so that what is sent again is done once (rule E8).
//
// A value is the number (8 bytes), when it was (milliseconds, 8 bytes), whether it is done (1 byte), and as BSON the answer,
// or how far it has come.
import { StoreError } from "./errors.ts";
import { OUTCOME_RANGE, outcomeKey } from "./layout.ts";
import type { Storage } from "./storage.ts";
import { type Doc, MAX_DOCUMENT_BYTES, decode, encodeAnswer } from "./values.ts";
import type { View, WritableView } from "./views.ts";

const HEAD_BYTES = 17;
/** An answer holds at most one document, of any size, and what goes around it. */
const MAX_OUTCOME_BYTES = MAX_DOCUMENT_BYTES + 16 * 1024;

export interface Outcome {
  readonly isDone: boolean;
  /** The answer; or, of what is not done, whatever its command needs to go on. */
  readonly doc: Doc;
}

/** Answers the bytes that it keeps. */
export function remember(
  view: WritableView,
  session: string,
  number: bigint,
  isDone: boolean,
  doc: object,
): Buffer {
  const body = encodeAnswer(doc as Doc, MAX_OUTCOME_BYTES);
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + body.length);
  bytes.writeBigInt64BE(number, 0);
  bytes.writeDoubleBE(Date.now(), 8);
  bytes[16] = isDone ? 1 : 0;
  body.copy(bytes, HEAD_BYTES);
  view.put(outcomeKey(session), bytes);
  return bytes;
}

/** Is what was kept so still what is remembered last? */
export function isLatest(view: View, session: string, bytes: Buffer): boolean {
  return view.get(outcomeKey(session))?.equals(bytes) ?? false;
}

/** What is remembered under this number; undefined when nothing is. Refuses an older number with 225. */
export function recall(view: View, session: string, number: bigint): Outcome | undefined {
  const bytes = view.get(outcomeKey(session));
  if (bytes === undefined) return undefined;
  const last = bytes.readBigInt64BE(0);
  if (last > number) throw new StoreError(225, `Transaction number ${number} is older than ${last}`);
  return last === number ? { isDone: bytes[16] === 1, doc: decode(bytes.subarray(HEAD_BYTES)) } : undefined;
}

/** Removes the outcomes from before a time (epoch milliseconds), which no driver will ask for. */
export async function forgetOutcomes(storage: Storage, before: number): Promise<void> {
  const isOld = (bytes: Buffer | undefined) => bytes !== undefined && bytes.readDoubleBE(8) < before;
  const snapshot = storage.snapshot();
  const old: Buffer[] = [];
  for (const [key, bytes] of snapshot.range(...OUTCOME_RANGE)) if (isOld(bytes)) old.push(key);
  snapshot.done();
  if (old.length === 0) return;
  await storage.write((view) => {
    for (const key of old) if (isOld(view.get(key))) view.remove(key);
  });
}
