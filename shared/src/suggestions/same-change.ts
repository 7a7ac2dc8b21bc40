// Which suggestions are the same change: they do the same to the same words, whatever revision they were written against.
//
// Offsets, context and base have no say, and nobody can tell one blank from another: what is compared is what would stand
// between the nearest words and marks that stay. Equal ends of what is taken out and put in were not changed.
import { hashOf } from "../text/canonical-json.ts";
import { richTokens } from "../text/rich-tokens.ts";
import { isBlank, tokensOf } from "../text/tokens.ts";
import type { InlineJSON, RowJSON, TopJSON } from "../text/types.ts";
import type { Hunk, SplitHunk, TextHunk } from "./suggestion.ts";

/**
 * A name that two suggestions share exactly when each takes out the same words and marks, puts in the same with the same
 * formatting (runs of blanks are one blank) and does the same to the same parts. The order of the hunks counts only among
 * those that put something in at one point. SHA-256.
 */
export function identityOf(hunks: readonly Hunk[]): string {
  const acts = new Map<string, unknown[]>();
  for (const hunk of hunks) {
    const [target, ...done] = actOf(hunk);
    const name = JSON.stringify(target);
    acts.set(name, [...(acts.get(name) ?? []), ...done]);
  }
  return hashOf([...acts].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** What a hunk is about, and what it does there. */
function actOf(hunk: Hunk): readonly [target: readonly unknown[], ...done: unknown[]] {
  switch (hunk.kind) {
    case "text":
      return exchange(hunk);
    case "split": {
      const { left, right } = sidesOf(hunk, [], []);
      return [["split", ...pointOf(hunk.block, left.solid, right.solid)], withoutIds(hunk.attrs)];
    }
    case "delete":
      return [["delete", hunk.node, hunk.blocks.map(({ ids }) => ids)]];
    case "insert":
      return [["gap", hunk.parent, hunk.after, hunk.before], ...hunk.nodes.map(withoutIds)];
    case "move":
      return [["gap", hunk.parent, hunk.after, hunk.before], hunk.node];
    case "attr":
      return [["attr", hunk.block, hunk.name], hunk.to];
    case "join":
      return [["join", hunk.block, hunk.next], isBlank(hunk.glue) ? hunk.glue.slice(0, 1) : hunk.glue];
  }
}

interface Piece {
  /** What it says and how; blanks are all alike. */
  readonly key: string;
  readonly id: number;
}

const isBlankKey = (key: string | undefined) => key === " " || key === "\n";

function exchange(hunk: TextHunk): readonly [target: readonly unknown[], ...done: unknown[]] {
  const old = piecesOf(hunk.quoted, hunk.removed);
  const put = piecesOf(hunk.put, []);
  let start = 0;
  while (start < Math.min(old.length, put.length) && old[start]?.key === put[start]?.key) start += 1;
  let end = 0;
  while (end < Math.min(old.length, put.length) - start && old.at(-1 - end)?.key === put.at(-1 - end)?.key)
    end += 1;
  const { left, right } = sidesOf(hunk, old.slice(0, start), old.slice(old.length - end));
  const was = [...left.blanks, ...keysOf(old.slice(start, old.length - end)), ...right.blanks];
  const becomes = folded(
    [...left.blanks, ...keysOf(put.slice(start, put.length - end)), ...right.blanks],
    left.solid === 0,
    right.solid === 0,
  );
  const removed = old.slice(start, old.length - end).filter(({ key }) => !isBlankKey(key));
  if (removed.length === 0) return [["words", ...pointOf(hunk.block, left.solid, right.solid)], becomes];
  const said = becomes.slice(isBlankKey(becomes[0]) ? 1 : 0, isBlankKey(becomes.at(-1)) ? -1 : undefined);
  const edge = (list: readonly string[], at: 0 | -1) => (isBlankKey(list.at(at)) ? (list.at(at) ?? "") : "");
  const edges = [edge(was, 0), edge(was, -1)];
  // Where nothing is put in, of the blanks before and behind only the number counts: which of two stays nobody can tell.
  const isPlain = said.length === 0 && ![...edges, ...becomes].includes("\n");
  const changed = (at: 0 | -1, isEnd: boolean) => {
    const [before, after] = [edge(was, at), edge(becomes, at)];
    return isEnd || before === after ? "" : `${before}>${after}`;
  };
  const blanks = isPlain
    ? [edges.filter((blank) => blank !== "").length - becomes.length]
    : said.length === 0
      ? [...edges, ">", ...becomes]
      : [changed(0, left.solid === 0), changed(-1, right.solid === 0)];
  return [["words", removed.map(({ id }) => id)], said, blanks];
}

function piecesOf(content: readonly InlineJSON[], ids: readonly number[]): readonly Piece[] {
  const { tokens, keys } = richTokens(foldedInline(content));
  return tokens.map((token, at) => ({
    key: isBlank(token) ? (token === "\n" ? "\n" : " ") : (keys[at] ?? token),
    id: ids[at] ?? 0,
  }));
}

const keysOf = (pieces: readonly Piece[]): readonly string[] => pieces.map(({ key }) => key);

/** Composed letters, and pieces with equal marks as one. */
function foldedInline(content: readonly InlineJSON[]): readonly InlineJSON[] {
  const out: InlineJSON[] = [];
  for (const node of content) {
    const last = out.at(-1);
    const marks = JSON.stringify(node.marks ?? []);
    if (node.type !== "text") out.push(node);
    else if (last?.type === "text" && JSON.stringify(last.marks ?? []) === marks)
      out[out.length - 1] = { ...last, text: (last.text + node.text).normalize("NFC") };
    else out.push({ ...node, text: node.text.normalize("NFC") });
  }
  return out;
}

/** Runs of blanks as one; none at an end of the block, where they are left out. */
function folded(keys: readonly string[], atStart: boolean, atEnd: boolean): readonly string[] {
  const out: string[] = [];
  for (const key of keys) {
    if (key === " " && isBlankKey(out.at(-1))) continue;
    if (key === "\n" && out.at(-1) === " ") out.pop();
    out.push(key);
  }
  while (atStart && isBlankKey(out[0])) out.shift();
  while (atEnd && isBlankKey(out.at(-1))) out.pop();
  return out;
}

/** The nearest word or mark on each side that stays, 0 at an end of the block, and the blanks up to it. */
function sidesOf(hunk: TextHunk | SplitHunk, kept: readonly Piece[], keptBehind: readonly Piece[]) {
  const before = [...contextOf(hunk.before, hunk.left), ...kept];
  const behind = [...keptBehind, ...contextOf(hunk.after, hunk.right)];
  const last = before.findLastIndex(({ key }) => !isBlankKey(key));
  const first = behind.findIndex(({ key }) => !isBlankKey(key));
  return {
    left: { solid: before[last]?.id ?? 0, blanks: keysOf(before.slice(last + 1)) },
    right: { solid: behind[first]?.id ?? 0, blanks: keysOf(first === -1 ? behind : behind.slice(0, first)) },
  };
}

const contextOf = (said: string, ids: readonly number[]): readonly Piece[] =>
  tokensOf(said).map((token, at) => ({
    key: isBlank(token) ? (token === "\n" ? "\n" : " ") : token,
    id: ids[at] ?? 0,
  }));

/** A point between two tokens; where the block is empty it is the block. */
const pointOf = (block: string, left: number, right: number): readonly unknown[] =>
  left === 0 && right === 0 ? [block] : [left, right];

/** Two people's new parts are the same if they say the same. */
const withoutIds = (part: TopJSON | RowJSON | SplitHunk["attrs"]): unknown =>
  JSON.parse(JSON.stringify(part), (key, value: unknown) => {
    if (key === "id") return undefined;
    return key === "content" && isInline(value) ? foldedInline(value).map(withFoldedBlanks) : value;
  });

const isInline = (value: unknown): value is readonly InlineJSON[] =>
  Array.isArray(value) &&
  value.some((node: { type?: string }) => ["text", "break", "image"].includes(node.type ?? ""));

const withFoldedBlanks = (node: InlineJSON): InlineJSON =>
  node.type === "text" ? { ...node, text: node.text.replaceAll(/[^\S\n]+/gu, " ") } : node;
