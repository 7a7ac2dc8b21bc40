// A suggestion over a text, as people see it: what stays, goes and comes in each block it touches, and where that is.
import { eachBlock, isHeading } from "../text/blocks.ts";
import { numbering } from "../text/numbering.ts";
import type { BlockJSON, DocJSON } from "../text/types.ts";
import { structureOf, wordsOf, type Structure } from "../text/structure.ts";
import { tokensOf } from "../text/tokens.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import { blockWords, unitsOf } from "./block-words.ts";
import { resolveHunks, type ResolvedHunk } from "./fit.ts";
import type { Hunk, TextHunk } from "./suggestion.ts";
import type { ChangePiece, EditSentence, PlaceView } from "./views.ts";

/** How people cite a block: its paragraph number (0 for headings and cells) and the heading it stands under. */
export interface Citation {
  readonly paragraph: number;
  readonly heading: string;
}

/** A text made ready for showing suggestions over it: made once per revision. */
export interface CitedText {
  readonly doc: DocJSON;
  readonly blocks: ReadonlyMap<string, BlockJSON>;
  readonly citations: ReadonlyMap<string, Citation>;
}

export function citedText(doc: DocJSON): CitedText {
  const numbers = numbering(doc);
  const blocks = new Map<string, BlockJSON>();
  const citations = new Map<string, Citation>();
  let heading = "";
  for (const block of eachBlock(doc)) {
    const { id, kind } = block.attrs;
    if (isHeading(kind)) heading = blockWords(block);
    blocks.set(id, block);
    citations.set(id, { paragraph: numbers.get(id)?.paragraph ?? 0, heading });
  }
  return { doc, blocks, citations };
}

const nowhere: Citation = { paragraph: 0, heading: "" };
export const citationOf = (text: CitedText, block: string): Citation => text.citations.get(block) ?? nowhere;

/** A text that suggestions can be shown over. */
export interface ShownText extends CitedText {
  readonly tracked: TrackedText;
  readonly structure: Structure;
}

export const shownText = (tracked: TrackedText): ShownText => ({
  ...citedText(tracked.doc),
  tracked,
  structure: structureOf(tracked.doc),
});

/**
 * The suggestion over this text, block by block in the order of the text, without what the text says already; undefined
 * when a hunk has no place in it.
 */
export function placesOver(text: ShownText, hunks: readonly Hunk[]): readonly PlaceView[] | undefined {
  const resolved = resolveHunks(hunks, text.tracked, text.structure);
  if (resolved.some(({ fit }) => fit === "conflict" || fit === "orphaned")) return undefined;
  const shown = new Map<string, ResolvedHunk[]>();
  for (const own of resolved) {
    if (own.fit === "absorbed") continue;
    const block = blockOf(own);
    shown.set(block, [...(shown.get(block) ?? []), own]);
  }
  const places: PlaceView[] = [];
  const order = [...text.blocks.keys()];
  for (const id of order.filter((block) => shown.has(block))) {
    const own = shown.get(id) ?? [];
    places.push({
      block: id,
      ...citationOf(text, id),
      pieces: piecesOf(text, id, own),
      sentences: own.map((one) => sentenceFor(one.hunk, text)),
    });
  }
  return places;
}

/** The block that a hunk is shown at. */
function blockOf({ hunk, range, after = "" }: ResolvedHunk): string {
  if (range !== undefined) return range.block;
  if (hunk.kind === "delete") return hunk.blocks[0]?.id ?? hunk.node;
  if (hunk.kind === "insert") return after === "" ? hunk.before : after;
  return hunk.kind === "move" ? hunk.node : hunk.block;
}

function piecesOf(text: ShownText, id: string, own: readonly ResolvedHunk[]): readonly ChangePiece[] {
  const tokens = text.tracked.blocks.get(id)?.tokens ?? [];
  const pieces: ChangePiece[] = [];
  const gone = own.find(({ hunk }) => hunk.kind === "delete")?.hunk;
  if (gone?.kind === "delete") push(pieces, "deleted", gone.quote);
  else {
    let at = 0;
    const placed = own.filter(({ range }) => range !== undefined);
    for (const { hunk, range } of placed.sort((a, b) => (a.range?.from ?? 0) - (b.range?.from ?? 0))) {
      if (range === undefined) continue;
      push(pieces, "same", tokens.slice(at, range.from).join(""));
      push(pieces, "deleted", tokens.slice(range.from, range.to).join(""));
      push(pieces, "inserted", hunk.kind === "text" ? hunk.put.map(unitsOf).join("") : "\n");
      at = range.to;
    }
    push(pieces, "same", tokens.slice(at).join(""));
  }
  for (const { hunk } of own)
    if (hunk.kind === "insert") push(pieces, "inserted", `\n${hunk.nodes.map(wordsOf).join("\n")}`);
  return pieces;
}

/** How many tokens of a neighbour name it in a sentence. */
const namingTokens = 12;

/** One hunk as it can be told in words. */
export function sentenceFor(hunk: Hunk, text: CitedText): EditSentence {
  switch (hunk.kind) {
    case "text":
      return textSentence(hunk);
    case "delete":
      return { kind: "delete", quote: hunk.quote };
    case "insert":
      return {
        kind: "insert",
        put: hunk.nodes.map(wordsOf).join("\n"),
        blocks: hunk.nodes.length,
        first: hunk.after === "",
      };
    case "attr":
      return { kind: "attr", name: hunk.name, from: String(hunk.from), to: String(hunk.to) };
    case "split":
      return { kind: "split", before: hunk.before.trim() };
    case "join":
      return { kind: "join", quote: hunk.quote };
    case "move": {
      const block = text.blocks.get(hunk.after);
      const words = block === undefined ? [] : tokensOf(blockWords(block));
      return { kind: "move", behind: words.slice(0, namingTokens).join("").trim() };
    }
  }
}

function textSentence({ quote, put }: TextHunk): EditSentence {
  const words = put.map(unitsOf).join("");
  return words === quote ? { kind: "format", quote } : { kind: "text", quote, put: words };
}

function push(pieces: ChangePiece[], kind: ChangePiece["kind"], text: string): void {
  if (text !== "") pieces.push({ kind, text });
}
