// What a person's own edits kept, from their step maps: which characters of a block stand where afterwards. The maps are
// collected from the last document that the room has, up to the one that is shown. Rule L56.
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey } from "prosemirror-state";
import type { StepMap } from "prosemirror-transform";
import type { IsFromOthers } from "../own-edits.ts";

/** How the shown document came from one that the room's document said. */
export interface Steps {
  readonly before: Node;
  readonly maps: readonly StepMap[];
}

const key = new PluginKey<Steps>("steps");

export const stepsIn = (state: EditorState): Steps | undefined => key.getState(state);

interface StepProps {
  readonly isFromOthers: IsFromOthers;
  /** The room's document says what this document says. */
  readonly isWritten: (doc: Node, state: EditorState) => boolean;
}

export function collectSteps({ isFromOthers, isWritten }: StepProps): Plugin {
  return new Plugin<Steps>({
    key,
    state: {
      init: (_config, { doc }) => ({ before: doc, maps: [] }),
      apply(transaction, steps, old) {
        if (!transaction.docChanged) return steps;
        if (isFromOthers(transaction)) return { before: transaction.doc, maps: [] };
        const { maps } = transaction.mapping;
        return isWritten(old.doc, old)
          ? { before: old.doc, maps }
          : { before: steps.before, maps: [...steps.maps, ...maps] };
      },
    },
  });
}

/** `length` positions that stood at `from` and stand at `to`. */
export interface Kept {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** What of the positions from `from` to `to` outlasts the maps, in order. */
export function keptBy(maps: readonly StepMap[], from: number, to: number): readonly Kept[] {
  let runs: Kept[] = [{ from, to: from, length: to - from }];
  for (const map of maps) runs = runs.flatMap((run) => through(map, run));
  return runs;
}

function through(map: StepMap, { from, to, length }: Kept): Kept[] {
  const left: Kept[] = [];
  const end = to + length;
  let at = to;
  let shift = 0;
  const keep = (until: number) => {
    if (until > at) left.push({ from: from + (at - to), to: at + shift, length: until - at });
  };
  map.forEach((oldStart, oldEnd, newStart, newEnd) => {
    if (oldStart >= end) return;
    keep(Math.min(oldStart, end));
    at = Math.max(at, oldEnd);
    shift += newEnd - newStart - (oldEnd - oldStart);
  });
  keep(end);
  return left;
}

/** Of what is kept, what stands between `from` and `to` afterwards. */
export function within(kept: readonly Kept[], from: number, to: number): readonly Kept[] {
  return kept.flatMap((run) => {
    const start = Math.max(run.to, from);
    const end = Math.min(run.to + run.length, to);
    return end <= start ? [] : [{ from: run.from + (start - run.to), to: start, length: end - start }];
  });
}
