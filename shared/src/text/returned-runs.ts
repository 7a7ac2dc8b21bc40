// Words that were taken out lately and stand there again: an undo, a revert. Whole runs only, and a single word only
// where it was, or an official's typed «de» would become the «de» of a citizen whose words were taken out.

import { same, trimmed, type AddedRun } from "./relocated-runs.ts";
import { isWord } from "./tokens.ts";
import type { RemovedRun } from "./tracked-text.ts";

/** Which numbers came back, and where; `to` begins at the first token that did. */
export function returned(
  removed: readonly RemovedRun[],
  added: readonly AddedRun[],
): readonly { readonly ids: readonly number[]; readonly to: AddedRun }[] {
  const out: { ids: readonly number[]; to: AddedRun }[] = [];
  const spent = new Set<RemovedRun>();
  for (const is of added) {
    const bare = trimmed(is.tokens);
    if (bare.tokens.length === 0) continue;
    const words = bare.tokens.filter(isWord).length;
    const run = removed.findLast((one) => !spent.has(one) && cameBack(one, bare.tokens, words, is));
    if (run === undefined) continue;
    spent.add(run);
    const { from, tokens } = trimmed(run.tokens);
    const ids = run.ids.slice(from, from + tokens.length);
    out.push({ ids, to: { ...is, start: is.start + bare.from } });
  }
  return out;
}

function cameBack(run: RemovedRun, tokens: readonly string[], words: number, is: AddedRun): boolean {
  const old = trimmed(run.tokens).tokens;
  if (old.length !== tokens.length || !old.every((token, at) => same(token, tokens[at]))) return false;
  if (words > 1) return true;
  const beside = (run.left !== 0 && run.left === is.left) || (run.right !== 0 && run.right === is.right);
  return run.block === is.block && (beside || (run.left === 0 && run.right === 0));
}
