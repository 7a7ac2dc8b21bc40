// An editor for the words of one block. Enter does not split it, what is pasted is plain text, and what changed against
// the original is marked as it is written: whole words, inserted ones in <ins>, deleted ones shown as <del> where they
// were. The document is always exactly one block; only its words ever leave this folder.
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { type Node } from "prosemirror-model";
import { type Command, EditorState, Plugin, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { blockWords, imageUnit, replaceWords } from "@pliego/shared/suggestions/block-words.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import type { BlockJSON } from "@pliego/shared/text/types.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { changeMarks, compositionEnded } from "./change-marks.ts";
import { cleaned } from "./clean-words.ts";

export interface BlockEditor {
  readonly words: () => string;
  /** Puts another wording in, with its changes marked against `original`; undoing does not go back before it. */
  readonly restart: (original: BlockJSON, words: string) => void;
  readonly focus: () => void;
}

interface EditorParts {
  readonly place: HTMLElement;
  readonly original: BlockJSON;
  readonly words: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly onChange: (words: string) => void;
}

export function openBlockEditor({ place, original, words, attributes, onChange }: EditorParts): BlockEditor {
  const view = new EditorView(place, {
    state: stateOf(original, words),
    attributes,
    dispatchTransaction(transaction) {
      const state = view.state.apply(transaction);
      view.updateState(state);
      if (transaction.docChanged) onChange(wordsOf(state.doc));
    },
    handlePaste(current, event) {
      return insertPlain(current, event.clipboardData?.getData("text/plain") ?? "");
    },
    handleDrop(current, event) {
      const at = current.posAtCoords({ left: event.clientX, top: event.clientY });
      // Words dragged within the editor move as they are.
      if (current.dragging !== null || at === null) return false;
      current.dispatch(current.state.tr.setSelection(TextSelection.near(current.state.doc.resolve(at.pos))));
      return insertPlain(current, event.dataTransfer?.getData("text/plain") ?? "");
    },
    handleDOMEvents: {
      // The browser's own bold and the like: a suggestion is words only.
      beforeinput: (_view, event) => {
        if (!event.inputType.startsWith("format")) return false;
        event.preventDefault();
        return true;
      },
      compositionend: (current) => {
        setTimeout(() => {
          if (!current.isDestroyed) current.dispatch(compositionEnded(current.state.tr));
        }, 30);
        return false;
      },
    },
  });
  return {
    words: () => wordsOf(view.state.doc),
    restart(next, nextWords) {
      view.updateState(stateOf(next, nextWords));
      onChange(nextWords);
    },
    focus: () => view.focus(),
  };
}

function stateOf(original: BlockJSON, words: string): EditorState {
  const originalWords = blockWords(original);
  const block = wordChanges(originalWords, words).reduceRight(
    (changed, { from, to, put }) => replaceWords(changed, from, to, put),
    original,
  );
  const breaks = originalWords.includes("\n");
  const doc = schema.nodeFromJSON({ type: "doc", content: [block] });
  return EditorState.create({
    doc,
    selection: TextSelection.atEnd(doc),
    plugins: [
      new Plugin({ filterTransaction: (transaction) => isOneBlock(transaction.doc) }),
      history(),
      keymap({
        Enter: () => true,
        "Shift-Enter": breaks ? insertBreak : () => true,
        "Mod-Enter": () => true,
        "Mod-z": undo,
        "Mod-y": redo,
        "Shift-Mod-z": redo,
        "Mod-a": selectBlock,
        Backspace: deleteWithin((state) => state.selection.from <= 1),
        Delete: deleteWithin((state) => state.selection.to >= state.doc.content.size - 1),
      }),
      changeMarks(originalWords),
    ],
  });
}

const isOneBlock = (doc: Node) => doc.childCount === 1 && doc.firstChild?.type.name === "block";

function wordsOf(doc: Node): string {
  return doc.firstChild === null ? "" : blockWords(doc.firstChild.toJSON() as BlockJSON);
}

const insertBreak: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(schema.nodes.break.create()).scrollIntoView());
  return true;
};

/** Not the whole document, whose deletion would take the block away. */
const selectBlock: Command = (state, dispatch) => {
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, 1, state.doc.content.size - 1)));
  return true;
};

/** Deletes a selection; at the block's own edge there is nothing to join with, and browsers must not try. */
const deleteWithin =
  (atEdge: (state: EditorState) => boolean): Command =>
  (state, dispatch) => {
    if (!state.selection.empty) {
      dispatch?.(state.tr.deleteSelection().scrollIntoView());
      return true;
    }
    return atEdge(state);
  };

/** Puts plain words in; lines become spaces, or breaks where the block already has some. */
function insertPlain(view: EditorView, text: string): boolean {
  const clean = cleaned(text.replaceAll(/\r\n?/g, "\n")).replaceAll(imageUnit, "");
  const breaks = view.state.doc.textContent !== wordsOf(view.state.doc);
  const transaction = view.state.tr;
  if (breaks) {
    clean.split("\n").forEach((line, at) => {
      if (at > 0) transaction.replaceSelectionWith(schema.nodes.break.create());
      if (line !== "") transaction.insertText(line);
    });
  } else transaction.insertText(clean.replaceAll(/\s*\n\s*/g, " "));
  view.dispatch(transaction.scrollIntoView().setMeta("paste", true));
  return true;
}
