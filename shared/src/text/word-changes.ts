// The difference between two wordings as a person would tell it: whole words, few pieces.
//
// Plan: find the tokens that are the same (same-tokens.ts) and the stretches that changed between them, joined where only
// blanks or marks keep them apart.
import type { ChangePiece } from "../suggestions/views.ts";
import { changedStretches } from "./same-tokens.ts";
import { offsetsOf, tokensOf } from "./tokens.ts";

/** In the first wording, put `put` where [from, to) was. Offsets in UTF-16 units; changes are in order and apart. */
export interface WordChange {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

export function wordChanges(before: string, after: string): readonly WordChange[] {
  const a = tokensOf(before);
  const b = tokensOf(after);
  const offset = offsetsOf(a);
  return changedStretches(a, b).map(({ aFrom, aTo, bFrom, bTo }) => ({
    from: offset[aFrom] ?? 0,
    to: offset[aTo] ?? 0,
    put: b.slice(bFrom, bTo).join(""),
  }));
}

/** Both wordings in one: what stays, what goes and what comes, in order. */
export function piecesBetween(before: string, after: string): readonly ChangePiece[] {
  const pieces: ChangePiece[] = [];
  const push = (kind: ChangePiece["kind"], text: string) => void (text !== "" && pieces.push({ kind, text }));
  let at = 0;
  for (const { from, to, put } of wordChanges(before, after)) {
    push("same", before.slice(at, from));
    push("deleted", before.slice(from, to));
    push("inserted", put);
    at = to;
  }
  push("same", before.slice(at));
  return pieces;
}

/** Applies changes to the wording they were made against. */
export function applyChanges(before: string, changes: readonly WordChange[]): string {
  let text = "";
  let at = 0;
  for (const { from, to, put } of changes) {
    text += before.slice(at, from) + put;
    at = to;
  }
  return text + before.slice(at);
}
