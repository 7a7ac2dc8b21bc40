// From what a browser sent to the hunks that are kept. The server alone reads identities, quotes and context, from the base
// revision. Rules S1, S2.
import { refuse } from "../errors.ts";
import { applyHunks } from "../decisions/deciding.ts";
import { makeBlock } from "../text/blocks.ts";
import { forbiddenInWords } from "../text/characters.ts";
import { checkDoc } from "../text/check-doc.ts";
import { isSafeHref } from "../text/links.ts";
import { siblingAfter, structureOf, wordsOf, type NodeJSON, type Structure } from "../text/structure.ts";
import type { TrackedBlock, TrackedText } from "../text/tracked-text.ts";
import type { BlockAttrs, BlockJSON, DocJSON, InlineJSON, MarkJSON } from "../text/types.ts";
import { wordChanges } from "../text/word-changes.ts";
import { contextOf, hunksOfBlock, textHunk } from "./block-hunks.ts";
import { blockWords, imageUnit, inlineOf, replaceWords } from "./block-words.ts";
import { deletion, patchBetween } from "./patch.ts";
import type { SentEdit, SentWords } from "./sent-edits.ts";
import { quotas, type Hunk } from "./suggestion.ts";
import { withRareWords } from "./rare-words.ts";

/** The hunks of a new wording of one block, which takes the formatting of the place. Refuses what patchFrom refuses. */
export function patchFromWording(base: TrackedText, block: string, words: string): readonly Hunk[] {
  const own = base.blocks.get(block) ?? refuse("no-such-block");
  // Checked before it is compared: an alignment of a million words is no gift to give.
  if (words.length > quotas.put + own.tokens.join("").length)
    refuse("suggestion-too-big", { limit: quotas.put });
  for (const { put } of wordChanges(own.tokens.join(""), words)) refuseWords(put);
  return checkedPatch(base, hunksOfBlock(own, reworded(own.block, words)));
}

/** The hunks of a whole text written from the base, whose kept blocks have their ids. Refuses what patchFrom refuses. */
export const patchFromText = (base: TrackedText, text: DocJSON): readonly Hunk[] =>
  checkedPatch(base, patchBetween(base, text));

/** A block with another wording, which takes the formatting of what it stands among or in place of. */
export function reworded(block: BlockJSON, words: string): BlockJSON {
  return wordChanges(blockWords(block), words).reduceRight(
    (now, { from, to, put }) => replaceWords(now, from, to, put),
    block,
  );
}

/**
 * The hunks of edits against a base revision. Refuses: nothing changed, a block that is not there, offsets outside or turned
 * round, edits that overlap, hidden characters, addresses that could run, more than the quotas allow.
 */
export function patchFrom(base: TrackedText, edits: readonly SentEdit[]): readonly Hunk[] {
  if (edits.length > quotas.hunks) refuse("suggestion-too-big", { limit: quotas.hunks });
  const structure = structureOf(base.doc);
  let fresh = 0;
  const newId = () => `n${base.change}x${(fresh += 1)}`;
  return checkedPatch(
    base,
    edits.map((edit) => hunkOf(edit, base, structure, newId)).filter(changesSomething),
  );
}

/** Refuses hunks that say nothing, too much or what cannot be put in together. */
function checkedPatch(base: TrackedText, hunks: readonly Hunk[]): readonly Hunk[] {
  if (hunks.length === 0) refuse("empty-change");
  if (hunks.length > quotas.hunks) refuse("suggestion-too-big", { limit: quotas.hunks });
  if (charactersPut(hunks) > quotas.put) refuse("suggestion-too-big", { limit: quotas.put });
  refuseOverlaps(hunks);
  const applied = applyHunks(base, hunks, "", { confirmed: true });
  if (applied.kind === "refused") refuse("edit-out-of-place");
  try {
    checkDoc(applied.text.doc);
  } catch {
    refuse("edit-out-of-place");
  }
  if (JSON.stringify(applied.text.doc) === JSON.stringify(base.doc)) refuse("empty-change");
  return withRareWords(hunks, base.doc, applied.text.doc);
}

function hunkOf(edit: SentEdit, base: TrackedText, structure: Structure, newId: () => string): Hunk {
  switch (edit.kind) {
    case "text": {
      const own = base.blocks.get(edit.block) ?? refuse("no-such-block");
      if (edit.from > edit.to || edit.to > own.tokens.length) refuse("edit-out-of-place");
      return textHunk(own, edit.from, edit.to, inlineFrom(edit.put, marksAround(own, edit.from, edit.to)));
    }
    case "delete": {
      const { node, parent } = nodeAt(structure, edit.node);
      return deletion(base, node, parent, undefined);
    }
    case "insert": {
      if (edit.after !== "") nodeAt(structure, edit.after);
      const nodes = edit.blocks.map(({ kind, level, list, put }) =>
        makeBlock({ id: newId(), kind, level, list }, inlineFrom(put, [])),
      );
      const before = siblingAfter(structure, "", edit.after);
      return {
        kind: "insert",
        parent: "",
        after: edit.after,
        before: before ?? refuse("edit-out-of-place"),
        nodes,
      };
    }
    case "attr": {
      const { block } = base.blocks.get(edit.block) ?? refuse("no-such-block");
      return { kind: "attr", block: edit.block, name: edit.name, from: block.attrs[edit.name], to: edit.to };
    }
    case "split": {
      const own = base.blocks.get(edit.block) ?? refuse("no-such-block");
      if (edit.at === 0 || edit.at >= own.tokens.length) refuse("edit-out-of-place");
      const attrs: BlockAttrs = { ...own.block.attrs, id: newId(), start: 0 };
      return { kind: "split", block: edit.block, at: edit.at, ...contextOf(own, edit.at, edit.at), attrs };
    }
    case "join": {
      const next = siblingAfter(structure, "", edit.block) ?? refuse("no-such-block");
      const { node } = nodeAt(structure, next);
      return { kind: "join", block: edit.block, next, glue: " ", quote: wordsOf(node) };
    }
    case "move": {
      const { node, parent } = nodeAt(structure, edit.node);
      const before = siblingAfter(structure, parent, edit.after) ?? refuse("edit-out-of-place");
      if (edit.after === edit.node) refuse("edit-out-of-place");
      return { kind: "move", node: edit.node, parent, after: edit.after, before, quote: wordsOf(node) };
    }
  }
}

function nodeAt(
  { nodes, places }: Structure,
  id: string,
): { readonly node: NodeJSON; readonly parent: string } {
  const node = nodes.get(id) ?? refuse("no-such-block");
  return { node, parent: places.get(id)?.parent ?? "" };
}

function changesSomething(hunk: Hunk): boolean {
  if (hunk.kind === "attr") return hunk.from !== hunk.to;
  return hunk.kind !== "text" || JSON.stringify(hunk.quoted) !== JSON.stringify(hunk.put);
}

/** What is put in as inline content; plain words take the marks of their place. */
function inlineFrom(put: SentWords, marks: readonly MarkJSON[]): readonly InlineJSON[] {
  if (typeof put === "string") {
    refuseWords(put);
    return inlineOf(put, marks);
  }
  for (const node of put) {
    if (node.type !== "text") continue;
    refuseWords(node.text);
    for (const mark of node.marks ?? [])
      if (mark.type === "link" && !isSafeHref(mark.attrs.href)) refuse("unsafe-link");
  }
  return put as readonly InlineJSON[];
}

function refuseWords(words: string): void {
  if (words.length > quotas.bytes) refuse("suggestion-too-big", { limit: quotas.put });
  if (forbiddenInWords.test(words) || words.includes(imageUnit)) refuse("hidden-characters");
}

/** The formatting of the words beside a place, or of those taken out there. */
function marksAround({ block, tokens }: TrackedBlock, from: number, to: number): readonly MarkJSON[] {
  const start = tokens.slice(0, from).join("").length;
  const end = start + tokens.slice(from, to).join("").length;
  const probe = replaceWords(block, start, end, "x");
  let at = 0;
  for (const node of probe.content ?? []) {
    const length = node.type === "text" ? node.text.length : 1;
    if (start < at + length) return node.marks ?? [];
    at += length;
  }
  return [];
}

function charactersPut(hunks: readonly Hunk[]): number {
  let count = 0;
  const countInline = (content: readonly InlineJSON[]) => {
    for (const node of content) count += node.type === "text" ? node.text.length : 1;
  };
  for (const hunk of hunks) {
    if (hunk.kind === "text") countInline(hunk.put);
    if (hunk.kind === "insert") for (const node of hunk.nodes) count += wordsOf(node).length;
    if (hunk.kind === "split") count += 1;
  }
  return count;
}

function refuseOverlaps(hunks: readonly Hunk[]): void {
  const ends = new Map<string, { from: number; to: number }[]>();
  for (const hunk of hunks) {
    if (hunk.kind !== "text") continue;
    const own = ends.get(hunk.block) ?? [];
    if (own.some(({ from, to }) => hunk.from < to && from < hunk.to)) refuse("edit-out-of-place");
    own.push(hunk);
    ends.set(hunk.block, own);
  }
}
