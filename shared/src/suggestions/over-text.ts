// A suggestion over a text, as people see it: what stays, goes and comes in each block it touches, and where that is.
import { eachBlock, isHeading } from "../text/blocks.ts";
import { numbering } from "../text/numbering.ts";
import type { BlockJSON, DocJSON } from "../text/types.ts";
import type { ChangePiece, EditSentence, PlaceView } from "./views.ts";
import { blockWords } from "./block-words.ts";
import { byBlock, placeOf } from "./hunks.ts";
import type { Hunk } from "./suggestion.ts";

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

/** The suggestion over this text, block by block in the order of the text; undefined when a hunk has no exact place. */
export function placesOver(text: CitedText, hunks: readonly Hunk[]): readonly PlaceView[] | undefined {
  const places: PlaceView[] = [];
  const groups = byBlock(hunks);
  for (const id of text.blocks.keys()) {
    const own = groups.get(id);
    if (own === undefined) continue;
    const pieces = piecesOf(text.blocks.get(id), own);
    if (pieces === undefined) return undefined;
    places.push({ block: id, ...citationOf(text, id), pieces, sentences: own.map(sentenceOf) });
  }
  return places.length === groups.size ? places : undefined;
}

const sentenceOf = ({ quote, put }: Hunk): EditSentence => ({ quote, put });

function piecesOf(block: BlockJSON | undefined, hunks: readonly Hunk[]): readonly ChangePiece[] | undefined {
  if (block === undefined) return undefined;
  const words = blockWords(block);
  const pieces: ChangePiece[] = [];
  let at = 0;
  const placed = hunks.map((hunk) => ({ hunk, place: placeOf(hunk, block) }));
  for (const { hunk, place } of placed.sort((a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0))) {
    if (place === undefined || place.from < at) return undefined;
    push(pieces, "same", words.slice(at, place.from));
    push(pieces, "deleted", hunk.quote);
    push(pieces, "inserted", hunk.put);
    at = place.to;
  }
  push(pieces, "same", words.slice(at));
  return pieces;
}

function push(pieces: ChangePiece[], kind: ChangePiece["kind"], text: string): void {
  if (text !== "") pieces.push({ kind, text });
}
