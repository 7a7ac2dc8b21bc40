// A tracked text as it is stored beside its revision: identities as runs of numbers, without the words, which the revision
// has. About ten bytes for each run of tokens that came in together.
import { blockWords } from "../suggestions/block-words.ts";
import { eachBlock } from "./blocks.ts";
import { tokensOf } from "./tokens.ts";
import type { Birth, Relocation, RemovedRun, TrackedBlock, TrackedText } from "./tracked-text.ts";
import type { DocJSON } from "./types.ts";

export interface PackedText {
  /** For each block in reading order: first number and length of each run of following numbers. */
  readonly runs: readonly (readonly number[])[];
  readonly births: readonly Birth[];
  readonly nextId: number;
  readonly relocated: readonly (readonly [number, string, number])[];
  readonly removed: readonly RemovedRun[];
  readonly change: number;
}

export function packText(text: TrackedText): PackedText {
  const { nextId, removed, change } = text;
  const births = [...text.olderBirths, ...text.births];
  const living = new Set<number>();
  const runs = [...text.blocks.values()].map(({ ids }) => {
    const own: number[] = [];
    let last = 0;
    for (const id of ids) {
      living.add(id);
      if (own.length > 0 && id === last + 1) own[own.length - 1] = (own.at(-1) ?? 0) + 1;
      else own.push(id, 1);
      last = id;
    }
    return own;
  });
  const relocated = [...text.relocated]
    .filter(([id]) => living.has(id))
    .map(([id, { block, change: at }]) => [id, block, at] as const)
    .toSorted((a, b) => a[0] - b[0]);
  return { runs, births, nextId, relocated, removed, change };
}

/** The tracked text of a revision. Throws when the runs are not those of this text. */
export function unpackText(doc: DocJSON, packed: PackedText): TrackedText {
  const { births, nextId, removed, change } = packed;
  const blocks = new Map<string, TrackedBlock>();
  let at = 0;
  for (const block of eachBlock(doc)) {
    const tokens = tokensOf(blockWords(block));
    const ids: number[] = [];
    const runs = packed.runs[at] ?? [];
    for (let run = 0; run < runs.length; run += 2)
      for (let step = 0; step < (runs[run + 1] ?? 0); step += 1) ids.push((runs[run] ?? 0) + step);
    if (ids.length !== tokens.length)
      throw new RangeError(
        `Block ${block.attrs.id} has ${tokens.length} tokens and ${ids.length} identities`,
      );
    blocks.set(block.attrs.id, { block, tokens, ids });
    at += 1;
  }
  const relocated = new Map<number, Relocation>(
    packed.relocated.map(([id, block, moved]) => [id, { block, change: moved }]),
  );
  return { doc, blocks, olderBirths: births, births: [], nextId, relocated, removed, change };
}
