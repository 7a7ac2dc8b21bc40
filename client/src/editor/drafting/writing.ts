// What the keys and the toolbar do to the text. Enter splits a block, Backspace at its start joins it to the one before;
// tables keep their cells. Pure commands over the shared schema.
import {
  baseKeymap,
  chainCommands,
  createParagraphNear,
  deleteSelection,
  joinBackward,
  joinForward,
  selectNodeBackward,
  selectNodeForward,
  toggleMark,
} from "prosemirror-commands";
import type { Attrs, Node } from "prosemirror-model";
import { type Command, type EditorState, Plugin, TextSelection, type Transaction } from "prosemirror-state";
import { canSplit } from "prosemirror-transform";
import { isHeading } from "@pliego/shared/text/blocks.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import type { BlockAttrs, BlockKind } from "@pliego/shared/text/types.ts";
import { hasOwnEdits, type IsFromOthers } from "../own-edits.ts";

/** What a block can be made into, in the order of the toolbar and of the keys 1 to 6. */
export const forms = ["title", "chapter", "article", "paragraph", "fraction", "clause"] as const;
export type Form = (typeof forms)[number];

const looks: Readonly<Record<Form, Partial<BlockAttrs>>> = {
  title: { kind: "title", level: 1 },
  chapter: { kind: "chapter", level: 2 },
  article: { kind: "article", level: 3 },
  paragraph: {},
  fraction: { kind: "item", list: "upper-roman" },
  clause: { kind: "item", list: "lower-alpha", delimiter: ")", level: 1 },
};

const attrsOf = (block: Node): BlockAttrs => block.attrs as BlockAttrs;
const isBlock = (node: Node): boolean => node.type === schema.nodes.block;

/** The form of the block where the selection begins; undefined where it is none of these. */
export function formAt(state: EditorState): Form | undefined {
  const block = state.selection.$from.parent;
  if (!isBlock(block)) return undefined;
  const { kind, list } = attrsOf(block);
  if (kind === "title" || kind === "chapter" || kind === "article" || kind === "paragraph") return kind;
  if (kind !== "item") return undefined;
  return list === "upper-roman" ? "fraction" : list === "lower-alpha" ? "clause" : undefined;
}

/** Gives the selected blocks a form; a heading that is one already keeps its depth. Blocks in cells and captions stay. */
export const makeForm =
  (form: Form): Command =>
  (state, dispatch) => {
    const change = state.tr;
    const { from, to } = state.selection;
    state.doc.nodesBetween(from, to, (node, at, parent) => {
      if (!isBlock(node)) return true;
      if (parent === state.doc) change.setNodeMarkup(at, null, restyled(node, form));
      return false;
    });
    if (!change.docChanged) return false;
    dispatch?.(change.scrollIntoView());
    return true;
  };

function restyled(block: Node, form: Form): Attrs {
  const plain = { kind: "paragraph", level: 0, list: "none", start: 0, delimiter: ".", label: "" };
  const { id, quote, kind, level } = attrsOf(block);
  const look = looks[form];
  const depth = look.kind === kind && isHeading(kind) ? { level } : {};
  return { ...plain, ...look, ...depth, id, quote };
}

const keepsLines = (kind: BlockKind): boolean => kind === "code" || kind === "markup";

/** Enter: the half that keeps the words keeps the block; the other is new and of the kind that follows. */
export const splitBlock: Command = (state, dispatch) => {
  const { $from, from, to } = state.selection;
  const block = $from.parent;
  if (!isBlock(block) || !$from.sameParent(state.selection.$to)) return false;
  const attrs = attrsOf(block);
  if (keepsLines(attrs.kind)) {
    dispatch?.(state.tr.insertText("\n", from, to).scrollIntoView());
    return true;
  }
  if (attrs.kind === "item" && block.content.size === 0 && $from.depth === 1)
    return makeForm("paragraph")(state, dispatch);
  const change = state.tr.delete(from, to);
  const atStart = $from.parentOffset === 0 && change.doc.resolve(from).parent.content.size > 0;
  const atEnd = change.doc.resolve(from).parentOffset === change.doc.resolve(from).parent.content.size;
  const fresh = following(attrs, atEnd);
  if (atStart) {
    change.insert(
      $from.before(),
      schema.node("block", { ...fresh, kind: "paragraph", level: insideOf(attrs), list: "none" }),
    );
  } else {
    const after = [{ type: block.type, attrs: fresh }];
    if (!canSplit(change.doc, from, 1, after)) return false;
    change.split(from, 1, after);
  }
  dispatch?.(change.scrollIntoView());
  return true;
};

const insideOf = ({ kind, level }: BlockAttrs): number => (isHeading(kind) ? 0 : level);

/** What comes after a block: after a heading a paragraph, after an item the next one. */
function following(attrs: BlockAttrs, atEnd: boolean): Attrs {
  const plain = { ...attrs, id: "", start: 0, label: "" };
  if (attrs.kind === "item" || !atEnd) return plain;
  return { ...plain, kind: "paragraph", level: insideOf(attrs), list: "none", delimiter: "." };
}

/** A line break within the block. */
export const breakLine: Command = (state, dispatch) => {
  if (!isBlock(state.selection.$from.parent)) return false;
  dispatch?.(state.tr.replaceSelectionWith(schema.node("break")).scrollIntoView());
  return true;
};

/** At the edge of a cell, a caption or beside a table there is nothing to join: the key does nothing. */
const stayApart =
  (side: "before" | "after"): Command =>
  (state) => {
    const { $from, empty } = state.selection;
    if (!empty || !isBlock($from.parent)) return false;
    const edge = side === "before" ? 0 : $from.parent.content.size;
    if ($from.parentOffset !== edge) return false;
    const place = state.doc.resolve(side === "before" ? $from.before() : $from.after());
    const neighbour = side === "before" ? place.nodeBefore : place.nodeAfter;
    return neighbour === null ? place.depth > 0 : !isBlock(neighbour);
  };

const backspace = chainCommands(deleteSelection, stayApart("before"), joinBackward, selectNodeBackward);
const remove = chainCommands(deleteSelection, stayApart("after"), joinForward, selectNodeForward);

export const strong = toggleMark(schema.marks.strong);
export const em = toggleMark(schema.marks.em);

/** The keys of the text, without those of undoing, which the room's history has. */
export const keys: Readonly<Record<string, Command>> = {
  ...baseKeymap,
  Enter: chainCommands(splitBlock, createParagraphNear, atTableEnd),
  "Shift-Enter": breakLine,
  Backspace: backspace,
  "Mod-Backspace": backspace,
  "Shift-Backspace": backspace,
  Delete: remove,
  "Mod-Delete": remove,
  "Mod-b": strong,
  "Mod-i": em,
  ...Object.fromEntries(forms.map((form, at) => [`Ctrl-Shift-${at + 1}`, makeForm(form)])),
};

/** Enter over several blocks: what is selected goes, and the rest splits there. */
function atTableEnd(state: EditorState, dispatch?: (transaction: Transaction) => void): boolean {
  if (state.selection.empty || !isBlock(state.selection.$from.parent)) return false;
  const change = state.tr.deleteSelection();
  const place = change.doc.resolve(change.mapping.map(state.selection.from));
  if (!isBlock(place.parent)) return false;
  change.split(place.pos, 1, [{ type: place.parent.type, attrs: following(attrsOf(place.parent), false) }]);
  change.setSelection(TextSelection.near(change.doc.resolve(change.mapping.map(state.selection.to))));
  dispatch?.(change.scrollIntoView());
  return true;
}

/**
 * Refuses a change that would break a table's cells apart or join them: a table keeps its rows and cells, or goes whole.
 * `isFromOthers` lets through what the room brings.
 */
export function tablesKept(isFromOthers: IsFromOthers): Plugin {
  return new Plugin({
    filterTransaction: (transaction, state) => {
      if (!hasOwnEdits([transaction], isFromOthers)) return true;
      const after = shapes(transaction.doc);
      for (const [id, shape] of shapes(state.doc)) {
        const kept = after.get(id);
        if (kept !== undefined && kept !== shape) return false;
      }
      return true;
    },
  });
}

/** The number of cells in each row of each table. */
function shapes(doc: Node): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  doc.forEach((node) => {
    if (node.type !== schema.nodes.table) return;
    const rows: number[] = [];
    node.forEach((row) => void rows.push(row.childCount));
    found.set(String(node.attrs["id"]), rows.join(" "));
  });
  return found;
}
