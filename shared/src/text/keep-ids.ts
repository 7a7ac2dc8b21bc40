// When a new version of a text is imported, the blocks that are still there keep their ids: anchors, comments and
// suggestions hang on them. Rule T9.
//
// The plan: blocks with equal words that are in the same order in both (the common beginning and end, then a longest
// common subsequence) are the same block. Between those anchors the most similar blocks are, if at least half of
// their words agree. What is left and says the same, or nearly, at another place has moved.

import { blocksOf, blockText, eachBlock } from "./blocks.ts";
import type { BlockJSON, DocJSON, RowJSON, TableJSON, TopJSON } from "./types.ts";

interface Entry {
  readonly id: string;
  readonly text: string;
  readonly words: readonly string[];
}

const leastSimilarity = 0.5;
/** Larger gaps than this many pairs are matched by equal words only: they would take seconds. */
const mostPairs = 250_000;
/** Shorter blocks say the same by chance. */
const leastMovedLength = 12;

/** The new version with the ids of the previous one wherever a block, row, table or figure is still the same. */
export function keepIds(previous: DocJSON, next: DocJSON): DocJSON {
  const before = entriesOf(previous);
  const after = entriesOf(next);
  const same = new Map<string, string>();
  matchRange(before, after, same);
  matchMoved(before, after, same);
  matchMovedAndChanged(before, after, same);
  matchFrames(previous, next, same);
  return renamed(previous, next, same);
}

function entriesOf(doc: DocJSON): readonly Entry[] {
  return Array.from(eachBlock(doc), (block) => {
    const words = blockText(block);
    const { kind } = block.attrs;
    return {
      id: block.attrs.id,
      text: words === "" ? kind : words,
      words: wordsIn(words),
    };
  });
}

const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function matchRange(before: readonly Entry[], after: readonly Entry[], same: Map<string, string>): void {
  let gapBefore: Entry[] = [];
  let gapAfter: Entry[] = [];
  const closeGap = (): void => {
    matchSimilar(gapBefore, gapAfter, same);
    gapBefore = [];
    gapAfter = [];
  };
  let b = 0;
  let a = 0;
  for (const [atBefore, atAfter] of equalPairs(before, after)) {
    gapBefore.push(...before.slice(b, atBefore));
    gapAfter.push(...after.slice(a, atAfter));
    closeGap();
    const old = before[atBefore];
    const now = after[atAfter];
    if (old && now) same.set(now.id, old.id);
    b = atBefore + 1;
    a = atAfter + 1;
  }
  gapBefore.push(...before.slice(b));
  gapAfter.push(...after.slice(a));
  closeGap();
}

/** Indices of blocks with equal words, rising in both. */
function equalPairs(
  before: readonly Entry[],
  after: readonly Entry[],
): readonly (readonly [number, number])[] {
  const equal = (b: number, a: number): boolean => before[b]?.text === after[a]?.text;
  let start = 0;
  while (start < Math.min(before.length, after.length) && equal(start, start)) start += 1;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    equal(before.length - 1 - end, after.length - 1 - end)
  )
    end += 1;
  const pairs: (readonly [number, number])[] = [];
  for (let at = 0; at < start; at += 1) pairs.push([at, at]);
  pairs.push(...middlePairs(before, after, start, end));
  for (let at = end; at > 0; at -= 1) pairs.push([before.length - at, after.length - at]);
  return pairs;
}

function middlePairs(
  before: readonly Entry[],
  after: readonly Entry[],
  start: number,
  end: number,
): readonly (readonly [number, number])[] {
  const rows = before.length - start - end;
  const columns = after.length - start - end;
  if (rows <= 0 || columns <= 0) return [];
  if (rows * columns > mostPairs * 16) return uniquePairs(before, after, start, end);
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  for (let b = rows - 1; b >= 0; b -= 1)
    for (let a = columns - 1; a >= 0; a -= 1)
      lengths[b * width + a] =
        before[start + b]?.text === after[start + a]?.text
          ? (lengths[(b + 1) * width + a + 1] ?? 0) + 1
          : Math.max(lengths[(b + 1) * width + a] ?? 0, lengths[b * width + a + 1] ?? 0);
  const pairs: (readonly [number, number])[] = [];
  for (let b = 0, a = 0; b < rows && a < columns;) {
    if (before[start + b]?.text === after[start + a]?.text) pairs.push([start + b++, start + a++]);
    else if ((lengths[(b + 1) * width + a] ?? 0) >= (lengths[b * width + a + 1] ?? 0)) b += 1;
    else a += 1;
  }
  return pairs;
}

/** For very long texts: words that stand once in each, in order (greedy). */
function uniquePairs(
  before: readonly Entry[],
  after: readonly Entry[],
  start: number,
  end: number,
): readonly (readonly [number, number])[] {
  const places = new Map<string, number>();
  for (let b = start; b < before.length - end; b += 1) {
    const text = before[b]?.text ?? "";
    places.set(text, places.has(text) ? -1 : b);
  }
  const pairs: (readonly [number, number])[] = [];
  let last = start - 1;
  for (let a = start; a < after.length - end; a += 1) {
    const b = places.get(after[a]?.text ?? "") ?? -1;
    if (b <= last) continue;
    pairs.push([b, a]);
    last = b;
  }
  return pairs;
}

function matchSimilar(
  before: readonly Entry[],
  after: readonly Entry[],
  same: Map<string, string>,
  least = leastSimilarity,
): void {
  if (before.length === 0 || after.length === 0 || before.length * after.length > mostPairs) return;
  const candidates: {
    readonly old: Entry;
    readonly now: Entry;
    readonly score: number;
    readonly shift: number;
  }[] = [];
  before.forEach((old, b) => {
    const counts = countWords(old.words);
    after.forEach((now, a) => {
      const score = similarity(counts, old.words.length, now.words);
      if (score >= least) candidates.push({ old, now, score, shift: Math.abs(a - b) });
    });
  });
  const taken = new Set<string>();
  for (const { old, now } of candidates.toSorted((x, y) => y.score - x.score || x.shift - y.shift)) {
    if (taken.has(old.id) || same.has(now.id)) continue;
    taken.add(old.id);
    same.set(now.id, old.id);
  }
}

function countWords(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Dice's coefficient over words: twice the common words, by all words of both. */
function similarity(counts: ReadonlyMap<string, number>, length: number, words: readonly string[]): number {
  if (length + words.length === 0) return 0;
  const left = new Map(counts);
  let common = 0;
  for (const word of words) {
    const count = left.get(word) ?? 0;
    if (count > 0) {
      common += 1;
      left.set(word, count - 1);
    }
  }
  return (2 * common) / (length + words.length);
}

function matchMoved(before: readonly Entry[], after: readonly Entry[], same: Map<string, string>): void {
  const kept = new Set(same.values());
  const free = new Map<string, string[]>();
  for (const { id, text } of before) {
    if (kept.has(id) || text.length < leastMovedLength) continue;
    free.set(text, [...(free.get(text) ?? []), id]);
  }
  for (const { id, text } of after) {
    const old = same.has(id) ? undefined : free.get(text)?.shift();
    if (old !== undefined) same.set(id, old);
  }
}

/** Out of its place a block must say nearly the same, and enough to tell. */
const leastMovedSimilarity = 0.75;
const leastMovedWords = 8;

function matchMovedAndChanged(
  before: readonly Entry[],
  after: readonly Entry[],
  same: Map<string, string>,
): void {
  const kept = new Set(same.values());
  matchSimilar(
    before.filter(({ id, words }) => !kept.has(id) && words.length >= leastMovedWords),
    after.filter(({ id, words }) => !same.has(id) && words.length >= leastMovedWords),
    same,
    leastMovedSimilarity,
  );
}

type Frame = TableJSON | RowJSON | TopJSON;

/**
 * A table, row or figure is that in which most of its blocks were; a figure without blocks, that with its address. A row
 * is another one when less than half of its words are: cells say «Sí» and «México» in many rows. A cell's block is the
 * same only in the same row.
 */
function matchFrames(previous: DocJSON, next: DocJSON, same: Map<string, string>): void {
  const home = new Map<string, { table: string; row: string }>();
  const wordsOf = new Map<string, number>();
  const figures = new Map<string, string>();
  for (const node of previous.content ?? []) {
    if (node.type === "figure") figures.set(node.attrs.src, node.attrs.id);
    if (node.type !== "table") continue;
    for (const row of node.content ?? [])
      for (const block of rowBlocks(row)) {
        home.set(block.attrs.id, { table: node.attrs.id, row: row.attrs.id });
        wordsOf.set(row.attrs.id, (wordsOf.get(row.attrs.id) ?? 0) + weightOf(block));
      }
  }
  const taken = new Set<string>();
  const match = (frame: Frame, blocks: Iterable<BlockJSON>, part: "table" | "row"): void => {
    const votes = new Map<string, number>();
    for (const block of blocks) {
      const old = home.get(same.get(block.attrs.id) ?? "")?.[part];
      if (old !== undefined) votes.set(old, (votes.get(old) ?? 0) + weightOf(block));
    }
    const enough = ([old, weight]: readonly [string, number]) =>
      part === "table" || weight * 2 >= (wordsOf.get(old) ?? 0);
    const best = [...votes]
      .filter((vote) => !taken.has(vote[0]) && enough(vote))
      .toSorted((x, y) => y[1] - x[1])[0]?.[0];
    if (best === undefined) return;
    taken.add(best);
    same.set(frame.attrs.id, best);
  };
  for (const node of next.content ?? []) {
    if (node.type === "figure") {
      const old = figures.get(node.attrs.src);
      if (old !== undefined && !taken.has(old)) {
        taken.add(old);
        same.set(node.attrs.id, old);
      }
    }
    if (node.type !== "table") continue;
    match(node, blocksOf(node), "table");
    for (const row of node.content ?? []) {
      match(row, rowBlocks(row), "row");
      const own = same.get(row.attrs.id);
      for (const block of rowBlocks(row)) {
        const was = home.get(same.get(block.attrs.id) ?? "")?.row;
        if (was !== undefined && was !== own) same.delete(block.attrs.id);
      }
    }
  }
  matchCells(previous, next, same);
}

/** In a row that is still the same, a cell is the one that stood at its place, whatever it says now. */
function matchCells(previous: DocJSON, next: DocJSON, same: Map<string, string>): void {
  const kept = new Set(same.values());
  const old = new Map([...rowsOf(previous)].map((row) => [row.attrs.id, row]));
  for (const row of rowsOf(next)) {
    const was = old.get(same.get(row.attrs.id) ?? "");
    if (was === undefined || was.content?.length !== row.content?.length) continue;
    row.content?.forEach((cell, at) => {
      const before = was.content?.[at]?.content ?? [];
      if (before.length !== cell.content?.length) return;
      cell.content.forEach((block, index) => {
        const id = before[index]?.attrs.id ?? "";
        if (same.has(block.attrs.id) || kept.has(id)) return;
        kept.add(id);
        same.set(block.attrs.id, id);
      });
    });
  }
}

function* rowsOf(doc: DocJSON): Generator<RowJSON> {
  for (const node of doc.content ?? []) if (node.type === "table") yield* node.content ?? [];
}

const weightOf = (block: BlockJSON): number => 1 + countWords(wordsIn(blockText(block))).size;

const rowBlocks = (row: RowJSON): readonly BlockJSON[] =>
  (row.content ?? []).flatMap((cell) => cell.content ?? []);

function renamed(previous: DocJSON, next: DocJSON, same: ReadonlyMap<string, string>): DocJSON {
  const used = new Set<string>(same.values());
  for (const id of idsOf(previous)) used.add(id);
  const fresh = new Map<string, string>();
  const nameOf = (id: string): string => {
    const known = same.get(id) ?? fresh.get(id);
    if (known !== undefined) return known;
    let name = id;
    for (let copy = 2; used.has(name); copy += 1) name = `${id}-${copy}`;
    used.add(name);
    fresh.set(id, name);
    return name;
  };
  const rename = <Node extends { readonly attrs: { readonly id: string } }>(node: Node): Node => ({
    ...node,
    attrs: { ...node.attrs, id: nameOf(node.attrs.id) },
  });
  const inside = (blocks: readonly BlockJSON[] | undefined): { content?: readonly BlockJSON[] } =>
    blocks ? { content: blocks.map(rename) } : {};
  const content = (next.content ?? []).map((node): TopJSON => {
    if (node.type === "block") return rename(node);
    if (node.type === "figure") return { ...rename(node), ...inside(node.content) };
    const rows = (node.content ?? []).map((row) => ({
      ...rename(row),
      ...(row.content && { content: row.content.map((cell) => ({ ...cell, ...inside(cell.content) })) }),
    }));
    return { ...rename(node), ...(node.content && { content: rows }) };
  });
  return content.length > 0 ? { type: "doc", content } : { type: "doc" };
}

function* idsOf(doc: DocJSON): Generator<string> {
  for (const block of eachBlock(doc)) yield block.attrs.id;
  for (const node of doc.content ?? []) {
    if (node.type !== "block") yield node.attrs.id;
    if (node.type === "table") for (const row of node.content ?? []) yield row.attrs.id;
  }
}
