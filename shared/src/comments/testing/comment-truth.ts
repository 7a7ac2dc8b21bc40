// Where the words of a comment truly are, by the numbers of their letters, and whether the product's answer is right.
import { offsetsOf } from "../../text/tokens.ts";
import type { TrackedText } from "../../text/tracked-text.ts";
import type { Anchor } from "../anchor.ts";
import { type AnchorStanding, standingOf } from "../standing.ts";
import { isLetter, type Letter, type LetteredText, spansOf, unitOf } from "./lettered-text.ts";

/** A comment and the words it was made on, each by the numbers of its letters. */
export interface Comment {
  readonly anchor: Anchor;
  readonly words: readonly string[];
  /** The block it was made in, as it was. */
  readonly home: readonly Letter[];
}

interface Place {
  readonly key: string;
  readonly block: string;
  /** In UTF-16 units of the block's words. */
  readonly from: number;
  readonly to: number;
}

const known = new WeakMap<readonly Letter[], readonly Omit<Place, "block">[]>();

/** The words of a block, each by the numbers of its letters, with where it stands. */
export function keysOf(letters: readonly Letter[]): readonly Omit<Place, "block">[] {
  const before = known.get(letters);
  if (before !== undefined) return before;
  const units = offsetsOf(letters.map(unitOf));
  const own = spansOf(letters).map(({ from, to }) => {
    const numbers = letters
      .slice(from, to)
      .filter(isLetter)
      .map(({ number }) => number);
    return { key: numbers.join(" "), from: units[from] ?? 0, to: units[to] ?? 0 };
  });
  known.set(letters, own);
  return own;
}

/** Where the words of some comments stand in a text; looks at a block again only when it changed. */
export function finderOf(comments: readonly Comment[]): (text: LetteredText) => ReadonlyMap<string, Place> {
  const sought = new Set(comments.flatMap(({ words }) => words));
  const found = new WeakMap<readonly Letter[], readonly Omit<Place, "block">[]>();
  return (text) => {
    const places = new Map<string, Place>();
    for (const [block, letters] of text.letters) {
      const own = found.get(letters) ?? keysOf(letters).filter(({ key }) => sought.has(key));
      found.set(letters, own);
      for (const place of own) places.set(place.key, { ...place, block });
    }
    return places;
  };
}

/** Did anybody write in the block that the comment was made in, or take it away? */
export function isTouched({ anchor, home }: Comment, text: LetteredText): boolean {
  const now = text.letters.get(anchor.block);
  if (now === home || now === undefined) return now === undefined;
  const [old, own] = [keysOf(home), keysOf(now)];
  return old.length !== own.length || old.some(({ key }, at) => key !== own[at]?.key);
}

export type Verdict =
  | "right"
  | "wrong words"
  | "not found"
  | "kept though gone"
  | "rightly on an earlier text"
  | "missing";

/** Holds the answer for a comment against the truth. */
export function judge(
  { anchor, words }: Comment,
  places: ReadonlyMap<string, Place>,
  text: TrackedText,
): Verdict {
  const standing = standingOf(anchor, text);
  const live = words.map((word) => places.get(word)).filter((place) => place !== undefined);
  const counts = new Map<string, number>();
  for (const { block } of live) counts.set(block, (counts.get(block) ?? 0) + 1);
  const isThere = live.length > 0 && live.length * 2 >= words.length;
  if (isMissing(standing, text)) return "missing";
  if (anchor.kind === "block" && text.blocks.has(anchor.block) && (counts.has(anchor.block) || !isThere))
    return isOn(standing, anchor, anchor.block);
  if (!isThere) return standing.kind === "unanchored" ? "rightly on an earlier text" : "kept though gone";
  if (standing.kind === "unanchored") return "not found";
  const most = Math.max(...counts.values());
  if (counts.get(standing.block) !== most) return "wrong words";
  if (isOn(standing, anchor, standing.block) !== "right") return "wrong words";
  const offsets = offsetsOf(text.blocks.get(standing.block)?.tokens ?? []);
  const [from, to] = [offsets[standing.from] ?? 0, offsets[standing.to] ?? 0];
  const covered = live.filter(
    (place) => place.block === standing.block && place.from >= from && place.to <= to,
  );
  const isTight = covered.some((place) => place.from === from) && covered.some((place) => place.to === to);
  // Words of one comment that were carried far apart in a block are not all in one stretch.
  return (isTight || anchor.kind === "block") && covered.length * 2 >= most ? "right" : "wrong words";
}

function isOn(standing: AnchorStanding, anchor: Anchor, block: string): Verdict {
  if (standing.kind === "unanchored") return "not found";
  const kind = block === anchor.block ? "anchored" : "moved";
  return standing.kind === kind && standing.block === block ? "right" : "wrong words";
}

/** Would the comment not be in the list, or without anything to show? */
function isMissing(standing: AnchorStanding, text: TrackedText): boolean {
  if (standing.kind === "unanchored") return standing.sentence === "";
  const length = text.blocks.get(standing.block)?.tokens.length ?? -1;
  return standing.from < 0 || standing.from > standing.to || standing.to > length;
}
