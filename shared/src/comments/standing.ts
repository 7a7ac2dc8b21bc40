// Where a comment stands in a text now, and the history of it. Identity says where the words are; where most of them have
// lost theirs, the quote with its context may; else the comment stands on an earlier text, which is told. Nothing is dropped.
import { isWord, tokensOf } from "../text/tokens.ts";
import type { TrackedBlock, TrackedText } from "../text/tracked-text.ts";
import type { Anchor, AnchorRange } from "./anchor.ts";
import { quotedPlace } from "./quoted-place.ts";
import { wordsInstead } from "./words-instead.ts";

export type AnchorStanding =
  /** Most of its words live in the block they were in; from the first to the last of them. */
  | ({ readonly kind: "anchored" } & AnchorRange)
  /** They live in another block. */
  | ({ readonly kind: "moved" } & AnchorRange)
  /** They are gone: what they stood in, and the words that stand there now; "" when there are none or the place is gone. */
  | { readonly kind: "unanchored"; readonly sentence: string; readonly replacedBy: string };

/**
 * How an anchor stands in a text of the same chain of revisions. Reads the blocks that its words are in, and the whole text
 * only when it does not find them. Where the words were torn apart it gives the stretch that has most of them.
 */
export function standingOf(anchor: Anchor, text: TrackedText): AnchorStanding {
  const range =
    anchor.kind === "block"
      ? placeOfBlock(anchor, text)
      : (placeOfWords(anchor, text) ?? quotedPlace(anchor, text));
  if (range === undefined)
    return { kind: "unanchored", sentence: anchor.sentence, replacedBy: wordsInstead(anchor, text) };
  return { kind: range.block === anchor.block ? "anchored" : "moved", ...range };
}

/** A change of how an anchor stands, in the revision that brought it. */
export interface AnchorMove {
  readonly revision: number;
  readonly standing: AnchorStanding;
}

/**
 * The history of an anchor with what a revision changed in it: the same list when the comment is of the same standing in
 * the same block as before. Without history it stands where it was made.
 */
export function followAnchor(
  history: readonly AnchorMove[],
  anchor: Anchor,
  text: TrackedText,
  revision: number,
): readonly AnchorMove[] {
  const standing = standingOf(anchor, text);
  const last = history.at(-1)?.standing ?? { kind: "anchored", block: anchor.block, from: 0, to: 0 };
  const isSame = last.kind === standing.kind && blockOf(last) === blockOf(standing);
  return isSame ? history : [...history, { revision, standing }];
}

const blockOf = (standing: AnchorStanding): string => (standing.kind === "unanchored" ? "" : standing.block);

/** A stretch of a block from the first to the last of an anchor's words in it. */
interface Stretch extends AnchorRange {
  readonly live: number;
}

function placeOfWords(anchor: Anchor, text: TrackedText): AnchorRange | undefined {
  const quote = tokensOf(anchor.quote);
  const hasWords = quote.some(isWord);
  const chosen = new Map<number, string>();
  anchor.tokens.forEach((id, at) => {
    const token = quote[at] ?? "";
    if (isWord(token) || (!hasWords && token.trim() !== "")) chosen.set(id, token);
  });
  const stretches = blocksWith(anchor, text).flatMap((own) => stretchesIn(own, chosen, anchor.newFrom));
  return mostOf(stretches, chosen.size);
}

/** No token is older: what stands among the words of a block, of which the anchor knows some only, never parts them. */
const nobodyElse = 0;

/** The block itself while it is there, unless all its words left it; else where most of them went. */
function placeOfBlock(anchor: Anchor, text: TrackedText): AnchorRange | undefined {
  const chosen = new Map(anchor.tokens.map((id) => [id, undefined]));
  const stretches = blocksWith(anchor, text).flatMap((own) => stretchesIn(own, chosen, nobodyElse));
  const own = text.blocks.get(anchor.block);
  const isHome = stretches.some(({ block }) => block === anchor.block);
  const went = isHome ? undefined : mostOf(stretches, chosen.size);
  if (went !== undefined) return went;
  return own === undefined ? undefined : { block: anchor.block, from: 0, to: own.tokens.length };
}

/** The blocks that its tokens may be in, the one they were in first. */
function blocksWith({ block, tokens }: Anchor, text: TrackedText): readonly TrackedBlock[] {
  const names = new Set([block]);
  for (const id of tokens) {
    const relocation = text.relocated.get(id);
    if (relocation !== undefined) names.add(relocation.block);
  }
  return Array.from(names, (name) => text.blocks.get(name)).filter((own) => own !== undefined);
}

/**
 * Where the chosen words stand in a block. What was put in among them belongs to the stretch; more old words of others than
 * the anchor has itself part it, because then somebody took some of the chosen words elsewhere. The text that goes with an
 * identity is the cross-check, where it is known.
 */
function stretchesIn(
  { block, tokens, ids }: TrackedBlock,
  chosen: ReadonlyMap<number, string | undefined>,
  newFrom: number,
): readonly Stretch[] {
  const out: { block: string; from: number; to: number; live: number }[] = [];
  let strangers = 0;
  ids.forEach((id, at) => {
    const token = tokens[at] ?? "";
    if (!chosen.has(id) || (chosen.get(id) ?? token) !== token) {
      if (id < newFrom && isWord(token)) strangers += 1;
      return;
    }
    const last = out.at(-1);
    if (last === undefined || strangers > chosen.size)
      out.push({ block: block.attrs.id, from: at, to: at + 1, live: 1 });
    else {
      last.to = at + 1;
      last.live += 1;
    }
    strangers = 0;
  });
  return out;
}

/** The stretch with most words, the first of equals; none when fewer than half of the words live at all. */
function mostOf(stretches: readonly Stretch[], words: number): AnchorRange | undefined {
  const live = stretches.reduce((sum, stretch) => sum + stretch.live, 0);
  if (live === 0 || live * 2 < words) return undefined;
  const [best] = stretches.toSorted((a, b) => b.live - a.live);
  return best === undefined ? undefined : { block: best.block, from: best.from, to: best.to };
}
