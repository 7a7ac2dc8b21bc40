// Marks in the editor what differs from the original wording. Computed anew with every change of the words: whole words,
// as the same change is told everywhere else. While an input method composes, marks only move along: to exchange the
// nodes it writes in would break it off.
import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import type { BlockJSON } from "@pliego/shared/text/types.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";

const key = new PluginKey<DecorationSet>("change-marks");

/** Asks for the marks to be computed now. */
export const compositionEnded = (transaction: Transaction): Transaction => transaction.setMeta(key, true);

export function changeMarks(originalWords: string): Plugin<DecorationSet> {
  let view: EditorView | undefined;
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, state) => marksOf(originalWords, state),
      apply(transaction, marks, _old, state) {
        if (view?.composing === true) return marks.map(transaction.mapping, transaction.doc);
        const asked = transaction.getMeta(key) === true;
        return transaction.docChanged || asked ? marksOf(originalWords, state) : marks;
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view(opened) {
      view = opened;
      return { destroy: () => (view = undefined) };
    },
  });
}

/** Every unit of a block's words is one position of the document; the first stands after the block's opening. */
const first = 1;

function marksOf(originalWords: string, { doc }: EditorState): DecorationSet {
  const words = doc.firstChild === null ? "" : blockWords(doc.firstChild.toJSON() as BlockJSON);
  const marks: Decoration[] = [];
  let shift = first;
  for (const { from, to, put } of wordChanges(originalWords, words)) {
    const at = from + shift;
    const gone = originalWords.slice(from, to);
    if (gone !== "")
      marks.push(
        Decoration.widget(at, () => deleted(gone), {
          key: `${gone}@${from}`,
          side: -1,
          marks: [],
          ignoreSelection: true,
        }),
      );
    if (put !== "") marks.push(Decoration.inline(at, at + put.length, { nodeName: "ins", class: "hers" }));
    shift += put.length - (to - from);
  }
  return DecorationSet.create(doc, marks);
}

function deleted(words: string): HTMLElement {
  const mark = document.createElement("del");
  mark.contentEditable = "false";
  mark.spellcheck = false;
  mark.textContent = words.replaceAll("\n", " ↵ ");
  return mark;
}
