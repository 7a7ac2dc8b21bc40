// Someone who writes in a room, without a browser: the editor's own plugins and binding on a view that shows nothing.
import type { Node } from "prosemirror-model";
import {
  type Command,
  EditorState,
  type PluginView,
  TextSelection,
  type Transaction,
} from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import {
  initProseMirrorDoc,
  redoCommand,
  undoCommand,
  ySyncPlugin,
  yUndoPlugin,
  yUndoPluginKey,
} from "y-prosemirror";
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { readText, writeText } from "@pliego/shared/text/ydoc.ts";
import { cleanWords } from "../clean-words.ts";
import { blockIds } from "../drafting/block-ids.ts";
import { isFromOthers } from "../drafting/sheet.ts";
import { keepUndoInOrder } from "../drafting/undo-order.ts";
import { plainLeaves } from "../drafting/plain-leaves.ts";
import { bindById, steps } from "../drafting/write-by-id.ts";
import { tablesKept } from "../drafting/writing.ts";

/** The state of a room with this text in it. */
export function roomWith(doc: DocJSON): Uint8Array {
  const room = new Y.Doc({ gc: false });
  room.transact(() => writeText(room.getXmlFragment(roomText), doc));
  return Y.encodeStateAsUpdate(room);
}

interface WriterProps {
  readonly client: number;
  readonly newId: () => string;
  /** As it comes with y-prosemirror, to compare with. */
  readonly stock?: boolean;
}

export class Writer {
  readonly room = new Y.Doc({ gc: false });
  readonly fragment = this.room.getXmlFragment(roomText);
  /** What was made here, in order. */
  readonly made: Uint8Array[] = [];
  state: EditorState;
  readonly #views: readonly PluginView[];

  constructor(room: Uint8Array, { client, newId, stock = false }: WriterProps) {
    keepUndoInOrder();
    this.room.clientID = client;
    Y.applyUpdate(this.room, room, "others");
    this.room.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "others") this.made.push(update);
    });
    const { doc, mapping } = initProseMirrorDoc(this.fragment, schema);
    this.state = EditorState.create({
      doc,
      plugins: [
        ySyncPlugin(this.fragment, { mapping }),
        yUndoPlugin({ protectedNodes: new Set(["block"]) }),
        steps(this.fragment, isFromOthers),
        cleanWords(isFromOthers),
        blockIds(isFromOthers, newId),
        plainLeaves(isFromOthers),
        tablesKept(isFromOthers),
      ],
    });
    const view = this as unknown as EditorView;
    this.#views = this.state.plugins.flatMap((plugin) => plugin.spec.view?.(view) ?? []);
    if (!stock) bindById(view, this.fragment);
  }

  get doc(): Node {
    return this.state.doc;
  }
  /** What the room's document says. */
  get written(): Node {
    return schema.nodeFromJSON(readText(this.fragment));
  }
  hasFocus(): boolean {
    return false;
  }
  dispatch(transaction: Transaction): void {
    const before = this.state;
    this.state = before.apply(transaction);
    for (const view of this.#views) view.update?.(this as unknown as EditorView, before);
  }
  do(command: Command): boolean {
    return command(this.state, (transaction) => this.dispatch(transaction));
  }
  select(from: number, to = from): void {
    const at = (place: number) => this.doc.resolve(Math.min(place, this.doc.content.size));
    this.dispatch(this.state.tr.setSelection(TextSelection.between(at(from), at(to))));
  }
  hear(update: Uint8Array): void {
    Y.applyUpdate(this.room, update, "others");
  }
  undo(): void {
    undoCommand(this.state, () => {});
  }
  redo(): void {
    redoCommand(this.state, () => {});
  }
  /** What comes now is undone by itself. */
  pause(): void {
    (
      yUndoPluginKey.getState(this.state) as { readonly undoManager: Y.UndoManager }
    ).undoManager.stopCapturing();
  }
  leave(): void {
    for (const view of this.#views) view.destroy?.();
  }
}
