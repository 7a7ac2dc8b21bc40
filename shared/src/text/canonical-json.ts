// One spelling for one value: JSON with sorted keys and no white space (RFC 8785), and the hash of a revision.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { DocJSON } from "./types.ts";

/**
 * The canonical JSON of a value: keys sorted by UTF-16 code units, no white space, members that are undefined left
 * out. Throws on what JSON cannot say: NaN, infinities, bigint, functions, lone surrogates, undefined in an array.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("JSON has no such number");
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw new TypeError("The text has half a character");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member)).join(",")}]`;
  if (typeof value === "object") {
    const members = Object.entries(value as Readonly<Record<string, unknown>>)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`).join(",")}}`;
  }
  throw new TypeError(`JSON cannot say a ${typeof value}`);
}

/** The SHA-256 of any value by its canonical JSON: "sha256:" and 64 hexadecimal digits. */
export const hashOf = (value: unknown): string =>
  `sha256:${bytesToHex(sha256(utf8ToBytes(canonicalJson(value))))}`;

/** The hash of a revision: its text and its front matter, nothing else. */
export const hashRevision = (doc: DocJSON, frontMatter: string): string => hashOf({ doc, frontMatter });
