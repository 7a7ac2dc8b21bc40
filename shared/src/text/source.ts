// The source before it is read: is it text at all, what must not be in it, where does its front matter end. Rules T1, T5.

import { forbiddenInWords } from "./characters.ts";
import { maxDepth, TextRefusal } from "./types.ts";

/** Longest source, in UTF-8 bytes: 2 MB, twenty times the longest code of law. */
export const largestSourceBytes = 2 * 1024 * 1024;
/** Lines longer than this are worth a warning: nobody can read or compare them. */
export const longLine = 20_000;

/** More lines, or more signs of markup, than any law has: input made to take a parser's time. */
const mostLines = 30_000;
const mostSigns = 60_000;
const mostSignsInParagraph = 12_000;
const sign = /[`*_[\]<{!~&\\|]/g;

/** More of them than this, and more than one in a hundred characters: a file that is no text. */
const toleratedDamage = 8;
const removed = new RegExp(forbiddenInWords, "gu");
const damaged = /(?![\t\n\r])\p{Cc}|\ufffd|\p{Surrogate}/gu;

export interface Source {
  readonly frontMatter: string;
  readonly frontMatterTitle: string;
  readonly body: string;
  /** The number of the body's first line in the source, from 1. */
  readonly firstLine: number;
  readonly removedCharacters: number;
}

/** Refuses what is not text, is too big or is empty; takes out control and direction-overriding characters. */
export function readSource(raw: string): Source {
  if (raw.length > largestSourceBytes || new TextEncoder().encode(raw).length > largestSourceBytes)
    throw new TextRefusal("too-big");
  const source = raw.replace(/^\ufeff/, "");
  const damage = source.match(damaged)?.length ?? 0;
  if (source.includes("\0") || (damage > toleratedDamage && damage * 100 > source.length))
    throw new TextRefusal("not-text");
  if (source.trim() === "") throw new TextRefusal("empty");
  const frontMatter = frontMatterOf(source);
  const lines = source.slice(frontMatter.length).replace(/\r\n?/g, "\n");
  const body = lines.replace(removed, "");
  return {
    frontMatter,
    frontMatterTitle: titleOf(frontMatter),
    body,
    firstLine: frontMatter.split("\n").length,
    removedCharacters: lines.length - body.length,
  };
}

/** Refuses what would take a parser more than a second: policies are never like that. */
export function refuseOverload(body: string): void {
  let signs = 0;
  let signsInParagraph = 0;
  const lines = body.split("\n");
  if (lines.length > mostLines) throw new TextRefusal("too-big");
  for (const line of lines) {
    const here = line.match(sign)?.length ?? 0;
    signs += here;
    signsInParagraph = line.trim() === "" ? 0 : signsInParagraph + here;
    if (signs > mostSigns || signsInParagraph > mostSignsInParagraph) throw new TextRefusal("too-deep");
  }
  for (const [prefix] of body.matchAll(/^(?:[ \t]*(?:>|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))+/gm))
    if ((prefix.match(/[>+*-]|[.)]/g)?.length ?? 0) > maxDepth) throw new TextRefusal("too-deep");
}

/** YAML between two lines "---" at the very beginning, with both lines, byte by byte; "" when there is none. */
function frontMatterOf(source: string): string {
  const match = /^---[ \t]*\r?\n(?:[^]*?\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(source);
  if (!match) return "";
  const inside = match[0]
    .split(/\r?\n/)
    .slice(1, -1)
    .find((line) => line.trim() !== "" && !line.startsWith("#"));
  return inside === undefined || /^(?:---[ \t]*$|- |[^\s:][^:]*:(?:\s|$))/.test(inside) ? match[0] : "";
}

function titleOf(frontMatter: string): string {
  const written = /^title:(.*)$/m.exec(frontMatter)?.[1]?.trim() ?? "";
  if (/^[|>]/.test(written)) return "";
  const quoted = /^(["'])(.*)\1$/.exec(written);
  if (!quoted) return written;
  const [, sign, words = ""] = quoted;
  return sign === "'" ? words.replaceAll("''", "'") : words.replace(/\\(["\\])/g, "$1");
}

/** The letters and digits of a text, in order: what an import and an export must keep. */
export const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, "");
