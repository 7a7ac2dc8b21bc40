// Which blocks of a wording are the end of another one (somebody pressed Enter), and which became the end of another
// (somebody pressed Backspace). Told by identity; where the words around the seam changed too, it is told as words.
import { alignTokens } from "../text/align.ts";
import { richTokens, type RichTokens } from "../text/rich-tokens.ts";
import { changedStretches } from "../text/same-tokens.ts";
import { siblingAfter, type Structure } from "../text/structure.ts";
import { isBlank, isWord } from "../text/tokens.ts";
import type { TrackedBlock, TrackedText } from "../text/tracked-text.ts";
import type { InlineJSON } from "../text/types.ts";
import { contextOf, textHunk } from "./block-hunks.ts";
import { sliceInline } from "./block-words.ts";
import type { Hunk } from "./suggestion.ts";

export interface Seam {
  /** The block that stays, and the one that came or went. */
  readonly blocks: readonly [string, string];
  readonly hunks: readonly Hunk[];
}

/** The splits of a wording: a new block right after the one whose end it is. */
export function splitsIn(
  base: TrackedText,
  wording: TrackedText,
  before: Structure,
  after: Structure,
): readonly Seam[] {
  const seams: Seam[] = [];
  const parted = new Set<string>();
  for (const [id, node] of after.nodes) {
    const place = after.places.get(id);
    if (node.type !== "block" || before.nodes.has(id) || place?.parent !== "") continue;
    const head = after.order.get("")?.[place.index - 1] ?? "";
    const [whole, first, second] = [base.blocks.get(head), wording.blocks.get(head), wording.blocks.get(id)];
    if (whole === undefined || first === undefined || second === undefined || parted.has(head)) continue;
    if (!before.nodes.has(head) || !comesFrom(second, whole)) continue;
    const content = [...(first.block.content ?? []), ...(second.block.content ?? [])];
    const seam = splitHunks(whole, first, second, content);
    if (seam === undefined) continue;
    parted.add(head);
    seams.push({ blocks: [head, id], hunks: seam });
  }
  return seams;
}

/** Are at least two words of a block, and half of them, tokens of another? */
function comesFrom(part: TrackedBlock, whole: TrackedBlock): boolean {
  const own = new Set(whole.ids);
  const words = part.ids.filter((_id, at) => isWord(part.tokens[at] ?? ""));
  const kept = words.filter((id) => own.has(id)).length;
  return kept > 0 && kept * 2 >= words.length;
}

function splitHunks(
  whole: TrackedBlock,
  first: TrackedBlock,
  second: TrackedBlock,
  content: readonly InlineJSON[],
): readonly Hunk[] | undefined {
  const base = richTokens(whole.block.content);
  const next = joinedTokens(richTokens(first.block.content), richTokens(second.block.content));
  const seam = first.tokens.length;
  const stretches = changedStretches(base.keys, next.keys);
  // The stretch that the seam lies in; it may hold nothing but the blank that went with the split.
  const at = stretches.findIndex(({ bFrom, bTo }) => bFrom <= seam && seam <= bTo);
  const own = stretches[at];
  const isBare =
    own === undefined ||
    (own.bFrom === own.bTo && base.tokens.slice(own.aFrom, own.aTo).every((token) => isBlank(token)));
  if (!isBare) return undefined;
  const gap = own === undefined ? gapAt(base, next, seam) : own.aTo;
  if (gap === undefined || gap === 0 || gap >= base.tokens.length) return undefined;
  const others = stretches.filter((stretch) => stretch !== own);
  return [
    ...others.map(({ aFrom, aTo, bFrom, bTo }) =>
      textHunk(whole, aFrom, aTo, sliceInline(content, next.offsets[bFrom] ?? 0, next.offsets[bTo] ?? 0)),
    ),
    {
      kind: "split",
      block: whole.block.attrs.id,
      at: gap,
      ...contextOf(whole, gap, gap),
      attrs: second.block.attrs,
    },
  ];
}

/** The token of the base that the token after the seam is. */
function gapAt(base: RichTokens, next: RichTokens, seam: number): number | undefined {
  const at = alignTokens(base.keys, next.keys)[seam];
  return at === undefined || at === -1 ? undefined : at;
}

function joinedTokens(one: RichTokens, two: RichTokens): RichTokens {
  const length = one.offsets.at(-1) ?? 0;
  return {
    tokens: [...one.tokens, ...two.tokens],
    keys: [...one.keys, ...two.keys],
    offsets: [...one.offsets, ...two.offsets.slice(1).map((offset) => offset + length)],
  };
}

/** The joins of a wording: a block that is gone, whose words are now the end of the block that stood before it. */
export function joinsIn(
  base: TrackedText,
  wording: TrackedText,
  before: Structure,
  after: Structure,
): readonly Seam[] {
  const seams: Seam[] = [];
  const taken = new Set<string>();
  for (const id of before.order.get("") ?? []) {
    const next = siblingAfter(before, "", id) ?? "";
    const [one, two, now] = [base.blocks.get(id), base.blocks.get(next), wording.blocks.get(id)];
    if (one === undefined || two === undefined || now === undefined || taken.has(id)) continue;
    if (after.nodes.has(next) || !after.nodes.has(id) || !comesFrom(two, now)) continue;
    const hunks = joinHunks(one, two, now);
    if (hunks === undefined) continue;
    taken.add(next);
    seams.push({ blocks: [id, next], hunks });
  }
  return seams;
}

function joinHunks(one: TrackedBlock, two: TrackedBlock, now: TrackedBlock): readonly Hunk[] | undefined {
  const base = joinedTokens(richTokens(one.block.content), richTokens(two.block.content));
  const next = richTokens(now.block.content);
  const seam = one.tokens.length;
  const hunks: Hunk[] = [];
  let glue = "";
  for (const { aFrom, aTo, bFrom, bTo } of changedStretches(base.keys, next.keys)) {
    const put = sliceInline(now.block.content ?? [], next.offsets[bFrom] ?? 0, next.offsets[bTo] ?? 0);
    if (aFrom === seam && aTo === seam) {
      glue = next.tokens.slice(bFrom, bTo).join("");
      if (!isBlank(glue)) return undefined;
    } else if (aTo <= seam) hunks.push(textHunk(one, aFrom, aTo, put));
    else if (aFrom >= seam) hunks.push(textHunk(two, aFrom - seam, aTo - seam, put));
    else return undefined;
  }
  const join: Hunk = {
    kind: "join",
    block: one.block.attrs.id,
    next: two.block.attrs.id,
    glue,
    quote: two.tokens.join(""),
  };
  return [...hunks, join];
}
