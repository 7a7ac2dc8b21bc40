// Puts what was written in the view into the room's document, block by block, each found by its id. The stock binding
// finds blocks by their place: when one comes, goes or moves it writes its neighbours anew, and what others type there
// meanwhile lands in another paragraph. Within a block, what the person's edits kept stays the same in the document.
// Rules L10, L56. Made for y-prosemirror 1.3.7, whose binding it changes.
import type { Node } from "prosemirror-model";
import type { EditorState, Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { getRelativeSelection, updateYFragment, ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";
import type { IsFromOthers } from "../own-edits.ts";
import { keepOwnPlace, type RememberedSelection } from "./own-place.ts";
import { collectSteps, keptBy, type Steps, stepsIn, within } from "./step-maps.ts";
import { writeBlock } from "./write-block.ts";

/** What the binding remembers: which node of the view each part of the document was last seen as. */
export interface Remembered {
  readonly mapping: Map<Y.AbstractType<unknown>, Node | Node[]>;
  readonly isOMark: Map<never, boolean>;
}

interface Binding extends Remembered {
  beforeTransactionSelection: RememberedSelection | null;
  _prosemirrorChanged: (doc: Node) => void;
}

const bindingOf = (state: EditorState): Binding =>
  (ySyncPluginKey.getState(state) as { readonly binding: Binding }).binding;

/** Among the view's plugins: collects what `bindById` writes from. */
export const steps = (fragment: Y.XmlFragment, isFromOthers: IsFromOthers): Plugin =>
  collectSteps({
    isFromOthers,
    isWritten: (doc, state) => bindingOf(state).mapping.get(fragment as never) === doc,
  });

/** From now on what is written in the view is written by id. */
export function bindById(view: EditorView, fragment: Y.XmlFragment): void {
  const binding = bindingOf(view.state);
  const room = fragment.doc;
  if (room === null) throw new Error("The text belongs to no document");
  binding._prosemirrorChanged = (doc) =>
    room.transact(() => {
      writeById(room, fragment, doc, binding, stepsIn(view.state));
      binding.beforeTransactionSelection = getRelativeSelection(
        binding as never,
        view.state,
      ) as RememberedSelection;
    }, ySyncPluginKey);
  keepOwnPlace(room, binding);
}

/** What is done to this view never reaches the room's document. */
export function writeNothing(view: EditorView): void {
  bindingOf(view.state)._prosemirrorChanged = () => {};
}

/**
 * Makes the fragment say what the document says. First what is gone goes, and what changed its place: it is written anew
 * there, since the fragment cannot move anything. What is left stands in the order of the document, so that one walk
 * finds each block or the place where it is missing.
 */
export function writeById(
  room: Y.Doc,
  fragment: Y.XmlFragment,
  doc: Node,
  remembered: Remembered,
  from?: Steps,
): void {
  if (remembered.mapping.get(fragment as never) === doc) return;
  const wanted = keyed(
    doc.children,
    (node) => String(node.attrs["id"]),
    (node) => node.type.name,
  );
  const places = new Map(wanted.map((key, place) => [key, place]));
  const parts = fragment.toArray() as Y.XmlElement[];
  const keys = keyed(
    parts,
    (part) => String(part.getAttribute("id") ?? ""),
    (part) => part.nodeName,
  );
  const staying = inOrder(keys.map((key) => places.get(key)));
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const part = parts[at];
    if (part === undefined || staying.has(at)) continue;
    remembered.mapping.delete(part as never);
    fragment.delete(at, 1);
    parts.splice(at, 1);
    keys.splice(at, 1);
  }
  const write = writer(room, remembered, from);
  doc.forEach((node, offset, place) => {
    let part = parts[place];
    if (part === undefined || keys[place] !== wanted[place]) {
      part = new Y.XmlElement(node.type.name);
      fragment.insert(place, [part]);
      parts.splice(place, 0, part);
      keys.splice(place, 0, wanted[place] ?? "");
    }
    write(part, node, offset);
  });
  remembered.mapping.set(fragment as never, doc);
}

/** Writes one node that has its element: its words from what the steps kept, or all of it in the binding's own way. */
function writer(room: Y.Doc, remembered: Remembered, from: Steps | undefined) {
  const { mapping } = remembered;
  let places: ReadonlyMap<Node, number> | undefined;
  const placeOf = (node: Node): number | undefined => (places ??= placesIn(from?.before)).get(node);

  const writeKept = (part: Y.XmlElement, node: Node, at: number): boolean => {
    const before = mapping.get(part as never);
    if (from === undefined || before === undefined || Array.isArray(before)) return false;
    if (!node.isTextblock) {
      const inner = part.toArray();
      if (inner.length !== node.childCount || !inner.every((child, place) => isFor(child, node.child(place))))
        return false;
      node.forEach((child, offset, place) => write(inner[place] as Y.XmlElement, child, at + 1 + offset));
      return true;
    }
    const place = placeOf(before);
    if (place === undefined) return false;
    const kept = within(
      keptBy(from.maps, place + 1, place + 1 + before.content.size),
      at + 1,
      at + 1 + node.content.size,
    ).map((run) => ({ ...run, from: run.from - place - 1, to: run.to - at - 1 }));
    return writeBlock(part, before, node, kept, (text, nodes) => mapping.set(text as never, nodes));
  };
  const write = (part: Y.XmlElement, node: Node, at: number): void => {
    if (mapping.get(part as never) === node) return;
    if (writeKept(part, node, at) && writeAttributes(part, node)) mapping.set(part as never, node);
    else updateYFragment(room, part, node, remembered as never);
  };
  return write;
}

const isFor = (child: unknown, node: Node): boolean =>
  child instanceof Y.XmlElement && !node.isText && child.nodeName === node.type.name;

function placesIn(doc: Node | undefined): ReadonlyMap<Node, number> {
  const places = new Map<Node, number>();
  doc?.descendants((node, at) => {
    places.set(node, at);
    return !node.isTextblock;
  });
  return places;
}

/** False when the element has attributes that the node does not. */
function writeAttributes(part: Y.XmlElement, { attrs }: Node): boolean {
  const has = part.getAttributes() as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(attrs))
    if (has[name] !== value) part.setAttribute(name, value as string);
  return Object.keys(has).every((name) => name in attrs);
}

/** One key for each: its name and its id, and how often they came before; two writers at once can make ids equal. */
function keyed<Part>(
  parts: readonly Part[],
  idOf: (part: Part) => string,
  nameOf: (part: Part) => string,
): string[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const key = `${nameOf(part)} ${idOf(part)}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return `${key} ${times}`;
  });
}

/** Which of the parts may stay: a longest run whose places in the document rise. Patience: `ends[n]` ends the best of n + 1. */
function inOrder(places: readonly (number | undefined)[]): ReadonlySet<number> {
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  places.forEach((place, at) => {
    if (place === undefined) return;
    let length = ends.length;
    // Almost always the next place is the highest so far.
    while (length > 0 && (places[ends[length - 1] ?? 0] ?? 0) > place) length -= 1;
    before[at] = ends[length - 1];
    ends[length] = at;
  });
  const staying = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) staying.add(at);
  return staying;
}
