// Writes what differs between two texts into a Yjs document that holds the first: only the parts that changed, and in a block
// only the words that did, so that cursors and what others type meanwhile stay where they are.
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { canonicalJson } from "@pliego/shared/text/canonical-json.ts";
import { risingRun, sameCells, type NodeJSON } from "@pliego/shared/text/structure.ts";
import type { BlockJSON, DocJSON } from "@pliego/shared/text/types.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { readText, yNode } from "@pliego/shared/text/ydoc.ts";

/** `here` is what the fragment holds, node for node; afterwards it holds `target`. Call within one transaction. */
export function writeDifference(fragment: Y.XmlFragment, here: DocJSON, target: DocJSON): void {
  writeOrder(fragment, here.content ?? [], target.content ?? []);
}

/** Takes out what is not in the target or changed its place, then goes through the target and puts in what is missing. */
function writeOrder(parent: Y.XmlFragment, here: readonly NodeJSON[], target: readonly NodeJSON[]): void {
  const places = new Map(here.map((node, at) => [node.attrs.id, at]));
  const kept = target.filter((node) => {
    const old = here[places.get(node.attrs.id) ?? -1];
    return old !== undefined && isKept(old, node);
  });
  const run = risingRun(kept.map((node) => places.get(node.attrs.id) ?? 0));
  const stays = new Set(kept.filter((_node, at) => run.has(at)).map((node) => node.attrs.id));
  for (let at = here.length - 1; at >= 0; at -= 1)
    if (!stays.has(here[at]?.attrs.id ?? "")) parent.delete(at, 1);
  target.forEach((node, at) => {
    const old = here[places.get(node.attrs.id) ?? -1];
    if (old !== undefined && stays.has(node.attrs.id)) writeNode(parent.get(at) as Y.XmlElement, old, node);
    else parent.insert(at, [yNode(node)]);
  });
}

/** Can a part be written over, or must it be exchanged whole? */
function isKept(old: NodeJSON, now: NodeJSON): boolean {
  if (old.type === "row" && now.type === "row") return sameCells(old, now);
  if (old.type !== "figure" || now.type !== "figure") return old.type === now.type;
  const [a, b] = [old.content ?? [], now.content ?? []];
  return a.length === b.length && a.every(({ attrs }, at) => attrs.id === b[at]?.attrs.id);
}

function writeNode(element: Y.XmlElement, old: NodeJSON, now: NodeJSON): void {
  if (old === now) return;
  if (old.type === "block" && now.type === "block") writeBlock(element, old, now);
  else if (old.type === "table" && now.type === "table")
    writeOrder(element, old.content ?? [], now.content ?? []);
  else if (old.type === "figure" && now.type === "figure") {
    writeAttributes(element, now.attrs);
    writeBlocks(element, old.content ?? [], now.content ?? []);
  } else if (old.type === "row" && now.type === "row")
    now.content?.forEach((cell, at) =>
      writeBlocks(element.get(at) as Y.XmlElement, old.content?.[at]?.content ?? [], cell.content ?? []),
    );
}

function writeBlocks(parent: Y.XmlElement, old: readonly BlockJSON[], now: readonly BlockJSON[]): void {
  now.forEach((block, at) => {
    const before = old[at];
    if (before !== undefined) writeBlock(parent.get(at) as Y.XmlElement, before, block);
  });
}

function writeAttributes(element: Y.XmlElement, attrs: object): void {
  for (const [name, value] of Object.entries(attrs))
    if (element.getAttribute(name) !== value) element.setAttribute(name, value as string);
}

/** Exchanges what a block holds; where only words changed, only those words. */
function writeBlock(element: Y.XmlElement, old: BlockJSON, now: BlockJSON): void {
  if (old === now || canonicalJson(old) === canonicalJson(now)) return;
  writeAttributes(element, now.attrs);
  for (const { from, to, put } of wordChanges(blockWords(old), blockWords(now)).toReversed())
    editWords(element, from, to, put);
  if (canonicalJson(blockJson(element)) === canonicalJson(now)) return;
  element.delete(0, element.length);
  element.insert(
    0,
    yNode(now)
      .toArray()
      .map((child) => child.clone()) as (Y.XmlElement | Y.XmlText)[],
  );
}

const blockJson = (element: Y.XmlElement): unknown => {
  const alone = new Y.Doc();
  const fragment = alone.getXmlFragment(roomText);
  fragment.insert(0, [element.clone()]);
  return readText(fragment).content?.[0];
};

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
