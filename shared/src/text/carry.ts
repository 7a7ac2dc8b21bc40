// Carrying identity from a text to the next: the one place where tokens get, keep and lose it. Rules T30 to T34.
//
// The plan. (1) A block with the same id keeps the tokens that same-tokens.ts finds again. (2) What was taken out
// somewhere and stands anew elsewhere, in equal runs of two words or more (a split, a join, a move, cut and paste), is the
// same and is remembered as relocated. (3) What stands anew and is, whole, a run that was taken out lately has come back.
// (4) Everything else is new, and credited to whoever made the change. Blocks that did not change cost a look each.

import { blockWords } from "../suggestions/block-words.ts";
import { eachBlock } from "./blocks.ts";
import { returned } from "./returned-runs.ts";
import { relocations, type AddedRun, type TakenRun } from "./relocated-runs.ts";
import { sameTokens } from "./same-tokens.ts";
import { isBlank, tokensOf } from "./tokens.ts";
import {
  withBirth,
  type Credit,
  type Relocation,
  type RemovedRun,
  type TrackedBlock,
  type TrackedText,
} from "./tracked-text.ts";
import type { BlockJSON, DocJSON } from "./types.ts";

const nothing: TrackedText = {
  doc: { type: "doc" },
  blocks: new Map(),
  olderBirths: [],
  births: [],
  nextId: 1,
  relocated: new Map(),
  removed: [],
  change: -1,
};

/** A text tracked for the first time: every token is new and credited to `credit`. */
export const track = (doc: DocJSON, credit: Credit): TrackedText => carry(nothing, doc, credit);

/**
 * The tracked text after a change that somebody made by writing; `credit` is theirs. Deterministic: the same texts in the
 * same order give the same identities. Block ids must be unique. Does not promise to see a word that was taken out and
 * written again as another one.
 */
export function carry(previous: TrackedText, next: DocJSON, credit: Credit): TrackedText {
  return settle(previous, next, credit, readAnew);
}

/**
 * The tracked text after a change whose identities are known: `known` says for a block its tokens and their ids, 0 for
 * new ones. Blocks that it leaves out are read anew.
 */
export function carryExactly(
  previous: TrackedText,
  next: DocJSON,
  credit: Credit,
  known: ReadonlyMap<string, { readonly tokens: readonly string[]; readonly ids: readonly number[] }>,
): TrackedText {
  return settle(previous, next, credit, (block, old) => {
    const own = known.get(block.attrs.id);
    return own === undefined ? readAnew(block, old) : { tokens: own.tokens, ids: [...own.ids] };
  });
}

function readAnew(block: BlockJSON, old: TrackedBlock | undefined) {
  const tokens = tokensOf(blockWords(block));
  if (old === undefined) return { tokens, ids: tokens.map(() => 0) };
  const kept = sameTokens(old.tokens, tokens);
  return { tokens, ids: Array.from(kept, (at) => (at === -1 ? 0 : (old.ids[at] ?? 0))) };
}

interface Fresh {
  readonly block: BlockJSON;
  readonly old: TrackedBlock | undefined;
  readonly tokens: readonly string[];
  readonly ids: number[];
}

function settle(
  previous: TrackedText,
  next: DocJSON,
  credit: Credit,
  read: (
    block: BlockJSON,
    old: TrackedBlock | undefined,
  ) => { readonly tokens: readonly string[]; readonly ids: number[] },
): TrackedText {
  const change = previous.change + 1;
  const blocks = new Map<string, TrackedBlock>();
  const fresh: Fresh[] = [];
  let gone = previous.blocks.size;
  for (const block of eachBlock(next)) {
    const old = previous.blocks.get(block.attrs.id);
    if (old !== undefined) gone -= 1;
    if (old !== undefined && old.block === block) blocks.set(block.attrs.id, old);
    else if (old !== undefined && saysTheSame(old.block, block))
      blocks.set(block.attrs.id, { ...old, block });
    else {
      const { tokens, ids } = read(block, old);
      const own: Fresh = { block, old, tokens, ids };
      fresh.push(own);
      blocks.set(block.attrs.id, own);
    }
  }
  if (fresh.length === 0 && gone === 0) return { ...previous, doc: next, blocks, change };

  const known = new Map<number, string>();
  for (const { block, ids } of fresh) for (const id of ids) if (id !== 0) known.set(id, block.attrs.id);
  const moved = new Map<number, Relocation>();
  for (const { block, old, ids } of fresh) {
    const stayed = new Set(old?.ids);
    for (const id of ids) if (id !== 0 && !stayed.has(id)) moved.set(id, { block: block.attrs.id, change });
  }

  const taken = takenRuns(previous, blocks, fresh, gone, known);
  const give = (own: AddedRun, ids: readonly number[]) => {
    const target = fresh[own.owner];
    if (target === undefined) return;
    ids.forEach((id, at) => {
      target.ids[own.start + at] = id;
      known.set(id, target.block.attrs.id);
      moved.set(id, { block: target.block.attrs.id, change });
    });
  };
  for (const { from, to } of relocations(taken, addedRuns(fresh))) give(to, from);
  for (const { ids, to } of returned(previous.removed, addedRuns(fresh))) give(to, ids);

  let nextId = previous.nextId;
  for (const { ids } of fresh) ids.forEach((id, at) => void (id === 0 && (ids[at] = nextId++)));
  return {
    doc: next,
    blocks,
    ...(nextId === previous.nextId
      ? { births: previous.births, olderBirths: previous.olderBirths }
      : withBirth(previous, credit)),
    nextId,
    relocated: moved.size === 0 ? previous.relocated : new Map([...previous.relocated, ...moved]),
    removed: remembered(
      previous.removed.filter(({ ids }) => !ids.some((id) => known.has(id))),
      taken.flatMap((run) => lostParts(run, known)),
    ),
    change,
  };
}

/** Do two blocks have the same words? Formatting and attributes give a token no identity. */
const saysTheSame = (one: BlockJSON, two: BlockJSON): boolean =>
  one.content === two.content || blockWords(one) === blockWords(two);

/** What the change took out: stretches of changed blocks whose tokens are not known to be anywhere, and whole blocks. */
function takenRuns(
  previous: TrackedText,
  blocks: ReadonlyMap<string, TrackedBlock>,
  fresh: readonly Fresh[],
  gone: number,
  known: ReadonlyMap<number, string>,
): readonly TakenRun[] {
  const runs: TakenRun[] = [];
  const add = (id: string, old: TrackedBlock) => {
    for (let at = 0; at < old.ids.length;) {
      if (known.has(old.ids[at] ?? 0)) {
        at += 1;
        continue;
      }
      const start = at;
      while (at < old.ids.length && !known.has(old.ids[at] ?? 0)) at += 1;
      runs.push({
        block: id,
        tokens: old.tokens.slice(start, at),
        ids: old.ids.slice(start, at),
        left: solidBeside(old, start - 1, -1),
        right: solidBeside(old, at, 1),
        whole: start === 0 && at === old.ids.length,
      });
    }
  };
  for (const { block, old } of fresh) if (old !== undefined) add(block.attrs.id, old);
  if (gone > 0) for (const [id, old] of previous.blocks) if (!blocks.has(id)) add(id, old);
  return runs;
}

/** The nearest token from `at` on that is no blank; 0 at the end of the block. */
function solidBeside(
  { tokens, ids }: Pick<TrackedBlock, "tokens" | "ids">,
  at: number,
  step: 1 | -1,
): number {
  let index = at;
  while (index >= 0 && index < ids.length && isBlank(tokens[index] ?? "")) index += step;
  return ids[index] ?? 0;
}

/** The stretches of the next text whose tokens are not explained yet. */
function addedRuns(fresh: readonly Fresh[]): readonly AddedRun[] {
  const runs: AddedRun[] = [];
  fresh.forEach(({ block, old, tokens, ids }, owner) => {
    for (let at = 0; at < ids.length;) {
      if (ids[at] !== 0) {
        at += 1;
        continue;
      }
      const start = at;
      while (at < ids.length && ids[at] === 0) at += 1;
      runs.push({
        owner,
        block: block.attrs.id,
        start,
        tokens: tokens.slice(start, at),
        left: solidBeside({ tokens, ids }, start - 1, -1),
        right: solidBeside({ tokens, ids }, at, 1),
        whole: old === undefined && start === 0 && at === ids.length,
      });
    }
  });
  return runs;
}

/** The parts of a run that nobody found again. */
function lostParts(run: TakenRun, known: ReadonlyMap<number, string>): readonly RemovedRun[] {
  if (!run.ids.some((id) => known.has(id))) return [run];
  const parts: RemovedRun[] = [];
  for (let at = 0; at < run.ids.length;) {
    if (known.has(run.ids[at] ?? 0)) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < run.ids.length && !known.has(run.ids[at] ?? 0)) at += 1;
    parts.push({
      block: run.block,
      tokens: run.tokens.slice(start, at),
      ids: run.ids.slice(start, at),
      left: start === 0 ? run.left : (run.ids[start - 1] ?? 0),
      right: at === run.ids.length ? run.right : (run.ids[at] ?? 0),
    });
  }
  return parts;
}

/** How much of what was taken out is remembered, so that undoing gives it back: the latest, within bounds. */
const mostRemovedRuns = 100;
const mostRemovedTokens = 5_000;

function remembered(before: readonly RemovedRun[], lost: readonly RemovedRun[]): readonly RemovedRun[] {
  const all = [
    ...before,
    ...lost
      .filter(({ tokens }) => tokens.some((token) => token.trim() !== ""))
      .map(({ block, tokens, ids, left, right }) => ({ block, tokens, ids, left, right })),
  ];
  let count = 0;
  let from = all.length;
  while (from > 0 && all.length - from < mostRemovedRuns) {
    count += all[from - 1]?.tokens.length ?? 0;
    if (count > mostRemovedTokens) break;
    from -= 1;
  }
  return from === 0 ? all : all.slice(from);
}
