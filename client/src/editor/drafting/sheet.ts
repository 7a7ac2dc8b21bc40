// The sheet: the room's text as it is shown, to be written on or only to be read. It shows what the room's document says
// and never makes a text of its own.
import { keydownHandler } from "prosemirror-keymap";
import type { Node } from "prosemirror-model";
import { EditorState, Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import {
  initProseMirrorDoc,
  redoCommand,
  relativePositionToAbsolutePosition,
  undoCommand,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPlugin,
} from "y-prosemirror";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { schema } from "@pliego/shared/text/schema.ts";
import { policyLanguage } from "../../text/language.ts";
import { cleanWords } from "../clean-words.ts";
import type { IsFromOthers } from "../own-edits.ts";
import { arrangement } from "./arrangement.ts";
import { arrivals, writerOf, type Writer } from "./arrivals.ts";
import { blockIds } from "./block-ids.ts";
import { cursors } from "./cursors.ts";
import { plainLeaves } from "./plain-leaves.ts";
import { keepUndoInOrder } from "./undo-order.ts";
import { bindById, steps, writeNothing } from "./write-by-id.ts";
import { keys, tablesKept } from "./writing.ts";

export interface SheetProps {
  /** Where the text is to stand, and how it is called. */
  readonly place: HTMLElement;
  readonly label: string;
  /** After every change of what is shown. */
  readonly onView: (view: EditorView) => void;
  /** Words came from elsewhere into these blocks. */
  readonly onArrival: (blocks: readonly string[]) => void;
}

/** What stands behind a sheet. */
export interface RoomParts {
  readonly fragment: Y.XmlFragment;
  readonly provider: WebsocketProvider;
}

/** A sheet that people write on together. What of it was written elsewhere, by nobody who is here, glows. */
export function writingSheet(
  props: SheetProps,
  { fragment, provider }: RoomParts,
  isWritable: () => boolean,
): EditorView {
  keepUndoInOrder();
  // Who wrote the change that is being brought into the view: heard before the binding hears it.
  let writing: Writer | undefined;
  fragment.observeDeep((_events, transaction) => {
    writing =
      transaction.origin === provider
        ? writerOf(transaction, (client) => provider.awareness.getStates().has(client))
        : undefined;
  });
  const { doc, mapping } = initProseMirrorDoc(fragment, schema);
  const view = showSheet(props, isWritable, doc, [
    ySyncPlugin(fragment, { mapping }) as Plugin,
    cursors(provider.awareness),
    yUndoPlugin({ protectedNodes: new Set(["block"]) }) as Plugin,
    steps(fragment, isFromOthers),
    cleanWords(isFromOthers),
    blockIds(isFromOthers),
    plainLeaves(isFromOthers),
    tablesKept(isFromOthers),
    arrangement(),
    arrivals({
      writer: (transaction) => (isFromOthers(transaction) ? writing : undefined),
      isWrittenIn: (block, at) =>
        cursorsOf(provider, fragment, view).some((cursor) => cursor > at && cursor < at + block.nodeSize),
      tell: props.onArrival,
    }),
    new Plugin({
      props: {
        handleKeyDown: keydownHandler({
          ...keys,
          "Mod-z": undoCommand,
          "Mod-y": redoCommand,
          "Mod-Shift-z": redoCommand,
        }),
      },
    }),
  ]);
  bindById(view, fragment);
  return view;
}

/** A sheet to read along on: all that is written glows as it comes, and nothing done here reaches the room's document. */
export function readingSheet(props: SheetProps, { fragment }: RoomParts): EditorView {
  const { doc, mapping } = initProseMirrorDoc(fragment, schema);
  const view = showSheet(props, () => false, doc, [
    ySyncPlugin(fragment, { mapping }) as Plugin,
    arrangement(),
    arrivals({
      writer: (transaction) => (isFromOthers(transaction) ? "room" : undefined),
      isWrittenIn: () => false,
      tell: props.onArrival,
    }),
  ]);
  writeNothing(view);
  return view;
}

function showSheet(
  props: SheetProps,
  isWritable: () => boolean,
  doc: Node,
  plugins: readonly Plugin[],
): EditorView {
  const view: EditorView = new EditorView(props.place, {
    state: EditorState.create({ doc, plugins }),
    editable: isWritable,
    attributes: () => ({
      class: "policy",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": props.label,
      "aria-readonly": String(!isWritable()),
      lang: policyLanguage,
      spellcheck: String(isWritable()),
      tabindex: "0",
    }),
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      props.onView(view);
    },
  });
  return view;
}

/** The transaction brings what is in the room's document already: others wrote it, or it was undone there. */
export const isFromOthers: IsFromOthers = (transaction) =>
  (transaction.getMeta(ySyncPluginKey) as { readonly isChangeOrigin?: boolean } | undefined)
    ?.isChangeOrigin === true;

/** Where the cursors of the others stand in the text. */
function cursorsOf(
  provider: WebsocketProvider,
  fragment: Y.XmlFragment,
  view: EditorView,
): readonly number[] {
  const { binding } = ySyncPluginKey.getState(view.state) as {
    readonly binding: { readonly mapping: Map<never, Node> };
  };
  const found: number[] = [];
  for (const [client, state] of provider.awareness.getStates()) {
    const { cursor } = state as { readonly cursor?: { readonly head?: unknown } | null };
    if (client === provider.doc.clientID || cursor?.head == null) continue;
    const head = Y.createRelativePositionFromJSON(cursor.head);
    const at = relativePositionToAbsolutePosition(provider.doc, fragment, head, binding.mapping);
    if (at !== null) found.push(at);
  }
  return found;
}
