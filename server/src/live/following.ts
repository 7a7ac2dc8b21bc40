// A room follows the official text: when a revision appears, its changes are put into the room as the server's own edit
// where their place is found exactly; where it is not, both wordings are kept for the writers to look at.
import * as Y from "yjs";
import { roomConflicts, roomText, type FollowConflict } from "@pliego/shared/live/rooms.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { hunksFrom, placeOf } from "@pliego/shared/suggestions/hunks.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { canonicalJson } from "@pliego/shared/text/canonical-json.ts";
import type { BlockJSON, DocJSON } from "@pliego/shared/text/types.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { readText, yNode } from "@pliego/shared/text/ydoc.ts";

/** Puts what changed from one revision to the next into the room's document. Call within one transaction. */
export function follow(ydoc: Y.Doc, before: DocJSON, after: DocJSON, revision: number): void {
  const fragment = ydoc.getXmlFragment(roomText);
  const room = new Map([...eachBlock(readText(fragment))].map((block) => [block.attrs.id, block]));
  const old = new Map([...eachBlock(before)].map((block) => [block.attrs.id, block]));
  const now = new Map([...eachBlock(after)].map((block) => [block.attrs.id, block]));
  const conflict = (id: string, was: BlockJSON | undefined, is: BlockJSON | undefined) =>
    ydoc.getMap<string>(roomConflicts).set(
      id,
      JSON.stringify({
        revision,
        before: was === undefined ? "" : blockWords(was),
        after: is === undefined ? "" : blockWords(is),
      } satisfies FollowConflict),
    );
  for (const [id, is] of now) {
    const was = old.get(id);
    if (was !== undefined && canonicalJson(was) === canonicalJson(is)) continue;
    const here = room.get(id);
    const element = findBlock(fragment, id);
    if (was === undefined || here === undefined || element === undefined) {
      if (here === undefined) conflict(id, was, is);
      continue;
    }
    if (canonicalJson(here) === canonicalJson(is)) continue;
    if (canonicalJson(here) === canonicalJson(was)) replaceBlock(element, here, is);
    else if (!putChangesIn(element, here, was, is)) conflict(id, was, is);
  }
  for (const [id, was] of old) {
    if (now.has(id)) continue;
    const here = room.get(id);
    if (here !== undefined && canonicalJson(here) === canonicalJson(was)) removeBlock(fragment, id);
    else if (here !== undefined) conflict(id, was, undefined);
  }
}

/** Exchanges what a block holds; where only words changed, only those words, so that cursors beside them stay. */
function replaceBlock(element: Y.XmlElement, here: BlockJSON, is: BlockJSON): void {
  for (const [name, value] of Object.entries(is.attrs)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value as string);
  }
  const changes = wordChanges(blockWords(here), blockWords(is));
  for (const { from, to, put } of changes.toReversed()) editWords(element, from, to, put);
  const fresh = yNode(is);
  if (canonicalJson(blockJson(element)) !== canonicalJson(is)) {
    element.delete(0, element.length);
    element.insert(0, fresh.toArray().map((child) => child.clone()) as (Y.XmlElement | Y.XmlText)[]);
  }
}

const blockJson = (element: Y.XmlElement): unknown => {
  const alone = new Y.Doc();
  const fragment = alone.getXmlFragment(roomText);
  fragment.insert(0, [element.clone()]);
  return readText(fragment).content?.[0];
};

/** True when every changed stretch of words has its exact place in the room's wording too. */
function putChangesIn(element: Y.XmlElement, here: BlockJSON, was: BlockJSON, is: BlockJSON): boolean {
  const edits = wordChanges(blockWords(was), blockWords(is)).map((change) => ({
    block: was.attrs.id,
    ...change,
  }));
  if (edits.length === 0) return false;
  const hunks = hunksFrom({ type: "doc", content: [was] }, edits);
  const placed = hunks.map((hunk) => ({ hunk, place: placeOf(hunk, here) }));
  if (placed.some(({ place }) => place === undefined)) return false;
  for (const { hunk, place } of placed.sort((a, b) => (b.place?.from ?? 0) - (a.place?.from ?? 0))) {
    if (place !== undefined) editWords(element, place.from, place.to, hunk.put);
  }
  return true;
}

/** Replaces [from, to) of a block's words by plain words; what is put in takes the formatting of the place. */
function editWords(element: Y.XmlElement, from: number, to: number, put: string): void {
  let at = 0;
  let inserted = put === "";
  for (const child of element.toArray()) {
    const length = child instanceof Y.XmlText ? child.length : 1;
    if (child instanceof Y.XmlText) {
      const start = Math.max(from - at, 0);
      const end = Math.min(to - at, length);
      if (!inserted && from - at >= 0 && from - at <= length) {
        child.insert(from - at, put);
        inserted = true;
        if (end > start) child.delete(start + put.length, end - start);
      } else if (end > start) child.delete(start, end - start);
    }
    at += length;
  }
  if (!inserted) element.insert(element.length, [new Y.XmlText(put)]);
}

function* elementsOf(parent: Y.XmlFragment): Generator<Y.XmlElement> {
  for (const child of parent.toArray()) {
    if (!(child instanceof Y.XmlElement)) continue;
    yield child;
    if (child.nodeName !== "block") yield* elementsOf(child);
  }
}

function findBlock(fragment: Y.XmlFragment, id: string): Y.XmlElement | undefined {
  for (const element of elementsOf(fragment)) {
    if (element.nodeName === "block" && element.getAttribute("id") === id) return element;
  }
  return undefined;
}

function removeBlock(fragment: Y.XmlFragment, id: string): void {
  const index = fragment
    .toArray()
    .findIndex((child) => child instanceof Y.XmlElement && child.getAttribute("id") === id);
  if (index !== -1) fragment.delete(index, 1);
}
