// The public record: one append-only chain of entries per consultation. Each entry names what was done, to what,
// when and by which pseudonym, and carries the hash of the one before it, so that no entry can be changed, moved or
// left out without every later hash ceasing to fit. What was written is bound by a commitment (HMAC-SHA256 under a
// key kept outside the record), so that content can be erased and the chain still verifies.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "../text/canonical-json.ts";

export const actTypes = [
  "publish",
  "submit",
  "moderate",
  "decide",
  "withdraw",
  "open-drafting",
  "close-drafting",
] as const;
export type ActType = (typeof actTypes)[number];

/** An entry without its hash. `time` is an ISO instant in UTC with milliseconds; hashes are lower-case hex. */
export interface EntryBody {
  readonly consultation: string;
  /** 1 for the first entry of a consultation. */
  readonly seq: number;
  /** Hash of the entry before; `genesisHash` for the first. */
  readonly prev: string;
  readonly type: ActType;
  readonly objectId: string;
  /** The revision that the act made or spoke of, as its hash; empty where there is none. */
  readonly versionHash: string;
  readonly time: string;
  /** Per consultation, so that participation cannot be joined across consultations. */
  readonly actor: string;
  readonly commitment: string;
}

export interface Entry extends EntryBody {
  readonly hash: string;
}

export const genesisHash = "0".repeat(64);

/** SHA-256 over the canonical JSON (RFC 8785) of the entry's body. */
export function entryHash(body: EntryBody): string {
  const { consultation, seq, prev, type, objectId, versionHash, time, actor, commitment } = body;
  const canonical = canonicalJson({
    consultation,
    seq,
    prev,
    type,
    objectId,
    versionHash,
    time,
    actor,
    commitment,
  });
  return bytesToHex(sha256(utf8ToBytes(canonical)));
}

/** Binds content to an entry without showing it: HMAC-SHA256 under a random 256-bit key given as hex. */
export function commitmentTo(content: unknown, keyHex: string): string {
  return bytesToHex(hmac(sha256, hexToBytes(keyHex), utf8ToBytes(canonicalJson(content))));
}

export type ChainFault =
  | "missing-end"
  | "wrong-content"
  | "wrong-sequence"
  | "wrong-link"
  | "wrong-hash"
  | "wrong-consultation";

export type ChainVerdict =
  | { readonly holds: true; readonly entries: number; readonly head: string }
  | { readonly holds: false; readonly seq: number; readonly fault: ChainFault };

/** Where a chain is known to end, from a source other than its entries. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** Checks entries one after another, in order, as they are read; names the first that does not fit. */
export function chainVerifier(consultation: string): {
  readonly next: (entry: Entry) => ChainVerdict | undefined;
  readonly end: (head?: ChainHead) => ChainVerdict;
} {
  let seq = 0;
  let head = genesisHash;
  return {
    next(entry) {
      const fault = faultOf(entry, consultation, seq + 1, head);
      if (fault !== undefined) return { holds: false, seq: seq + 1, fault };
      seq += 1;
      head = entry.hash;
      return undefined;
    },
    end(expected) {
      const complete = expected === undefined || (expected.seq === seq && expected.hash === head);
      return complete
        ? { holds: true, entries: seq, head }
        : { holds: false, seq: seq + 1, fault: "missing-end" };
    },
  };
}

function faultOf(entry: Entry, consultation: string, seq: number, head: string): ChainFault | undefined {
  if (entry.consultation !== consultation) return "wrong-consultation";
  if (entry.seq !== seq) return "wrong-sequence";
  if (entry.prev !== head) return "wrong-link";
  if (entry.hash !== entryHash(entry)) return "wrong-hash";
  return undefined;
}

/** Verifies a whole chain held in memory. */
export function verifyChain(consultation: string, entries: readonly Entry[], head?: ChainHead): ChainVerdict {
  const verifier = chainVerifier(consultation);
  for (const entry of entries) {
    const fault = verifier.next(entry);
    if (fault !== undefined) return fault;
  }
  return verifier.end(head);
}
