// Which lines of Markdown are items of lists. Like CommonMark's rule for bullets and decimal numbers, and for
// the letters and roman numbers of laws too (I. a) A.), which CommonMark takes for plain text. Rule T3.
//
// A letter or roman number is a marker when it counts on from an item before it; when it is the first of a sequence at the
// beginning of a paragraph; or when the next of its sequence stands below it in the same column. In the middle of
// a paragraph only counting on, or the first with the next below, is enough: "véase el inciso\na) del artículo" must
// have its b). A comment "<!-- -->" on the line before says: here begins a list.
//
// Items of different ordered types that follow each other without indentation (I. a) b) II.) are nested as laws mean
// it: `chain` is the list of types open at this place, the length of it the depth.

import type { Env, StateBlock, Token } from "markdown-it";
import { markerOf, orderedStart, type Reading, readings } from "./markers.ts";
import type { Delimiter, ListType } from "./types.ts";

interface Link {
  readonly key: string;
  readonly number: number;
}
type Chain = readonly Link[];

export interface ItemMeta extends Record<string, unknown> {
  readonly list: ListType;
  readonly number: number;
  readonly delimiter: Delimiter;
  /** How much deeper than its indentation says. */
  readonly deeper: number;
  /** The marker was written with a dash, "I.-", which is not kept. */
  readonly dash: boolean;
  readonly chain: Chain;
}

interface ListEnv extends Env {
  openItems?: ItemMeta[];
  recent?: Map<string, { readonly number: number; readonly tokens: number }>;
}

/** The comment that separates two lists, or says that one begins. */
export const listSeparator = "<!-- -->";

const linesToLookAhead = 40;
const longestMarker = 20;
const keyOf = (list: ListType, delimiter: Delimiter): string => (list === "bullet" ? list : list + delimiter);

/** Are the items open that contain the line being read? Notes are only read outside of lists. */
export const insideItem = (env: Env): boolean => ((env as ListEnv).openItems?.length ?? 0) > 0;

/** The rule for markdown-it: reads one item with all it contains. */
export function itemRule(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const indentation = state.sCount[startLine] ?? 0;
  if (indentation - state.blkIndent >= 4) return false;
  if (state.listIndent >= 0 && indentation - state.listIndent >= 4 && indentation < state.blkIndent)
    return false;
  const endsParagraph = silent && state.parentType === "paragraph" && indentation >= state.blkIndent;
  const found = findMarker(state, startLine, silent, endsParagraph);
  if (!found) return false;
  const isEmpty = state.skipSpaces(found.end) >= (state.eMarks[startLine] ?? 0);
  if (endsParagraph && isEmpty) return false;
  if (silent) return true;
  readItem(state, startLine, endLine, found);
  return true;
}

interface Found {
  readonly end: number;
  readonly reading: Reading | Bullet;
  readonly delimiter: Delimiter;
  readonly dash: boolean;
}
interface Bullet {
  readonly list: "bullet";
  readonly number: number;
}

function findMarker(
  state: StateBlock,
  line: number,
  silent: boolean,
  endsParagraph: boolean,
): Found | undefined {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  const text = state.src.slice(start, Math.min(state.eMarks[line] ?? 0, start + longestMarker));
  if (/^[-+*](?:[ \t]|$)/.test(text))
    return { end: start + 1, reading: { list: "bullet", number: 1 }, delimiter: ".", dash: false };
  const match = orderedStart.exec(text);
  if (!match) return undefined;
  const [, letters = "", delimiter, dash = ""] = match;
  const mark = delimiter as Delimiter;
  const ways = readings(letters);
  const first = ways[0];
  if (!first) return undefined;
  const plainNumber = first.list === "decimal" && dash === "";
  if (plainNumber && endsParagraph && first.number !== 1) return undefined;
  const reading = plainNumber ? first : chooseReading(state, line, start, ways, mark, silent);
  if (!reading) return undefined;
  return { end: start + match[0].length, reading, delimiter: mark, dash: dash !== "" };
}

function chooseReading(
  state: StateBlock,
  line: number,
  start: number,
  ways: readonly Reading[],
  delimiter: Delimiter,
  silent: boolean,
): Reading | undefined {
  const chains = silent
    ? ((state.env as ListEnv).openItems ?? []).map((item) => item.chain)
    : [chainBefore(state)];
  const countsOn = ways.find((way) =>
    chains.some((chain) =>
      chain.some((link) => link.key === keyOf(way.list, delimiter) && link.number + 1 === way.number),
    ),
  );
  if (countsOn) return countsOn;
  if (silent) {
    const first = ways.find((way) => way.number === 1);
    return first && nextBelow(state, line, start, [first], delimiter);
  }
  const sibling = chains[0]?.at(-1);
  const goesOn = sibling && ways.find((way) => sibling.key === keyOf(way.list, delimiter));
  if (goesOn) return goesOn;
  const below = nextBelow(state, line, start, ways, delimiter);
  if (below) return underlinesHeading(state, line) ? undefined : below;
  const isAnnounced = state.tokens.at(-1)?.type === "html_block" && isSeparator(state.tokens.at(-1));
  if (isAnnounced) return ways[0];
  if (underlinesHeading(state, line)) return undefined;
  return ways.find((way) => way.number === 1) ?? ways.find((way) => continuesRecent(state, way, delimiter));
}

export const isSeparator = (token: Token | undefined): boolean => token?.content.trim() === listSeparator;

/** The chain of the item that ends right before this place, or none. */
function chainBefore(state: StateBlock): Chain {
  const last = state.tokens.at(-1);
  return last?.type === "list_item_close" && last.level === state.level ? (last.meta as ItemMeta).chain : [];
}

function continuesRecent(state: StateBlock, way: Reading, delimiter: Delimiter): boolean {
  const recent = (state.env as ListEnv).recent?.get(`${state.level} ${keyOf(way.list, delimiter)}`);
  if (!recent || recent.number + 1 !== way.number) return false;
  return !state.tokens.slice(recent.tokens).some((token) => token.type === "heading_open");
}

/**
 * The reading whose next number begins a line below, in the same column; headings end the search. A less plausible reading
 * counts only by the nearest marker.
 */
function nextBelow(
  state: StateBlock,
  line: number,
  start: number,
  ways: readonly Reading[],
  delimiter: Delimiter,
): Reading | undefined {
  const column = start - (state.src.lastIndexOf("\n", start - 1) + 1);
  const last = Math.min(state.lineMax, line + linesToLookAhead);
  const wanted = ways.map((way) => ({ way, marker: markerOf(way.list, way.number + 1, delimiter) }));
  let isNearest = true;
  for (let below = line + 1; below < last; below += 1) {
    const lineStart = state.src.lastIndexOf("\n", (state.bMarks[below] ?? 0) - 1) + 1;
    const at = skipIndent(state.src, lineStart, state.eMarks[below] ?? 0);
    if (state.src[at] === "#") return undefined;
    if (at - lineStart !== column) continue;
    const found = wanted.find(
      ({ marker }) => state.src.startsWith(marker, at) && isEnd(state.src, at + marker.length),
    );
    if (found && (found.way === ways[0] || isNearest)) return found.way;
    if (isNearest && orderedStart.test(state.src.slice(at, at + longestMarker))) isNearest = false;
  }
  return undefined;
}

const isEnd = (src: string, at: number): boolean =>
  at >= src.length || /^(?:-?[ \t]|-?\n|-?$)/.test(src.slice(at, at + 2));

function skipIndent(src: string, from: number, end: number): number {
  let at = from;
  while (at < end && (src[at] === " " || src[at] === ">" || src[at] === "\t")) at += 1;
  return at;
}

function underlinesHeading(state: StateBlock, line: number): boolean {
  const below = line + 1;
  if (below >= state.lineMax || (state.sCount[below] ?? 0) < state.blkIndent) return false;
  const text = state.src.slice((state.bMarks[below] ?? 0) + (state.tShift[below] ?? 0), state.eMarks[below]);
  return /^(?:=+|-{2,})[ \t]*$/.test(text);
}

function itemMeta(state: StateBlock, { reading, delimiter, dash }: Found): ItemMeta {
  const link: Link = { key: keyOf(reading.list, delimiter), number: reading.number };
  const chain = chainWith(chainBefore(state), link);
  return { ...reading, delimiter, dash, chain, deeper: chain.length - 1 };
}

function chainWith(chain: Chain, link: Link): Chain {
  const known = chain.findIndex((other) => other.key === link.key);
  if (known >= 0) return [...chain.slice(0, known), link];
  const inner = chain.at(-1);
  const nests = inner !== undefined && inner.key !== "bullet" && link.key !== "bullet" && link.number === 1;
  return nests ? [...chain, link] : [...chain.slice(0, -1), link];
}

function readItem(state: StateBlock, startLine: number, endLine: number, found: Found): void {
  const { end } = found;
  const meta = itemMeta(state, found);
  const env = state.env as ListEnv;
  env.openItems ??= [];
  env.recent ??= new Map();
  const lineStart = state.bMarks[startLine] ?? 0;
  const lineEnd = state.eMarks[startLine] ?? 0;
  const shift = state.tShift[startLine] ?? 0;
  const indentation = state.sCount[startLine] ?? 0;
  const markerEnd = indentation + end - (lineStart + shift);
  let column = markerEnd;
  let contentStart = end;
  for (; contentStart < lineEnd; contentStart += 1) {
    const code = state.src.charCodeAt(contentStart);
    if (code === 0x09) column += 4 - ((column + (state.bsCount[startLine] ?? 0)) % 4);
    else if (code === 0x20) column += 1;
    else break;
  }
  const isEmpty = contentStart >= lineEnd;
  const blanks = isEmpty || column - markerEnd > 4 ? 1 : column - markerEnd;

  const open = state.push("list_item_open", "li", 1);
  open.meta = meta;
  const outer = { type: state.parentType, list: state.listIndent, block: state.blkIndent };
  state.parentType = "list";
  state.listIndent = state.blkIndent;
  state.blkIndent = markerEnd + blanks;
  state.tShift[startLine] = contentStart - lineStart;
  state.sCount[startLine] = column;
  env.openItems.push(meta);
  if (isEmpty && state.isEmpty(startLine + 1)) state.line = Math.min(startLine + 2, endLine);
  else state.md.block.tokenize(state, startLine, endLine);
  env.openItems.pop();
  state.parentType = outer.type;
  state.listIndent = outer.list;
  state.blkIndent = outer.block;
  state.tShift[startLine] = shift;
  state.sCount[startLine] = indentation;
  const close = state.push("list_item_close", "li", -1);
  close.meta = meta;
  open.map = [startLine, state.line];
  env.recent.set(`${state.level} ${keyOf(meta.list, meta.delimiter)}`, {
    number: meta.number,
    tokens: state.tokens.length,
  });
}
