// The toolbar above the text: one button per act, one stop for the Tab key, arrows between the buttons.
import type { Command, EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { MarkType } from "prosemirror-model";
import { redoCommand, undoCommand } from "y-prosemirror";
import { schema } from "@pliego/shared/text/schema.ts";
import { em, formAt, forms, makeForm, strong } from "./writing.ts";

interface Act {
  readonly run: Command;
  /** The act describes what stands at the cursor. */
  readonly isOn?: (state: EditorState) => boolean;
}

const acts: Readonly<Record<string, Act>> = {
  ...Object.fromEntries(
    forms.map((form) => [
      form,
      { run: makeForm(form), isOn: (state: EditorState) => formAt(state) === form },
    ]),
  ),
  strong: { run: strong, isOn: (state) => hasMark(state, schema.marks.strong) },
  em: { run: em, isOn: (state) => hasMark(state, schema.marks.em) },
  undo: { run: undoCommand },
  redo: { run: redoCommand },
};

function hasMark(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
  return state.doc.rangeHasMark(from, to, type);
}

/** Makes the buttons of `bar` work on the view; gives back what shows the state of the text on them. */
export function wakeToolbar(bar: HTMLElement, view: EditorView): () => void {
  const buttons = [...bar.querySelectorAll<HTMLButtonElement>("button[data-do]")];
  const stopAt = (button: HTMLButtonElement | undefined) => {
    for (const one of buttons) one.tabIndex = one === button ? 0 : -1;
  };
  stopAt(buttons[0]);
  for (const button of buttons) {
    // The selection stays in the text while a button is pressed.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("focus", () => stopAt(button));
    button.addEventListener("click", () => {
      if (button.ariaDisabled === "true" || !view.editable) return;
      acts[button.dataset["do"] ?? ""]?.run(view.state, view.dispatch, view);
      view.focus();
    });
  }
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at === -1 || to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  });
  return () => {
    for (const button of buttons) {
      const act = acts[button.dataset["do"] ?? ""];
      if (act?.isOn !== undefined) button.ariaPressed = String(act.isOn(view.state));
      button.ariaDisabled = String(!view.editable || act?.run(view.state) !== true);
    }
  };
}
