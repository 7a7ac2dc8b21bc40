// Do two suggestions touch? Told one pair at a time by naming every word, gap, part and attribute that a hunk changes or
// counts on: slow, and written apart from groups.ts, which it judges. Only for tests.
import { blocksIn, type Structure } from "../../text/structure.ts";
import { isBlank, isWord, tokensOf } from "../../text/tokens.ts";
import type { TrackedText } from "../../text/tracked-text.ts";
import { unitsOf } from "../block-words.ts";
import type { ResolvedHunk } from "../fit.ts";
import { contextTokens, type TextHunk } from "../suggestion.ts";
import type { TokenRange } from "../text-place.ts";

interface Effect {
  readonly changes: Set<string>;
  readonly needs: Set<string>;
  /** Words or ends of a block of which one must stay. */
  readonly company: readonly string[];
}

export interface Scene {
  readonly text: TrackedText;
  readonly structure: Structure;
}

/** Does carrying out one of two suggestions change what the other counts on? */
export function touches(a: readonly ResolvedHunk[], b: readonly ResolvedHunk[], scene: Scene): boolean {
  const meet = (one: readonly ResolvedHunk[], other: readonly ResolvedHunk[]) => {
    const needs = new Set(other.flatMap((placed) => [...effectOf(placed, scene).needs]));
    return one.some((placed) => [...effectOf(placed, scene).changes].some((name) => needs.has(name)));
  };
  return meet(a, b) || meet(b, a);
}

/** Which of the others take the company of one of its hunks away, all of it together; none where some of it stays. */
export function isolating<Key>(
  own: readonly ResolvedHunk[],
  others: ReadonlyMap<Key, readonly ResolvedHunk[]>,
  scene: Scene,
): readonly Key[] {
  return own.flatMap((placed) => {
    const { company } = effectOf(placed, scene);
    const takers = company.map((name) =>
      [...others].filter(([, other]) => other.some((hunk) => effectOf(hunk, scene).changes.has(name))),
    );
    return takers.every((some) => some.length > 0) ? takers.flat().map(([key]) => key) : [];
  });
}

const word = (block: string, at: number) => `${block} word ${at}`;
const gap = (block: string, at: number) => `${block} gap ${at}`;

function effectOf({ hunk, fit, range, after }: ResolvedHunk, { text, structure }: Scene): Effect {
  const changes = new Set<string>();
  const needs = new Set<string>();
  let company: readonly string[] = [];
  const change = (...names: readonly string[]) => names.forEach((name) => changes.add(name));
  const need = (...names: readonly string[]) => names.forEach((name) => needs.add(name));
  const needParts = (id: string) => {
    for (const [part, node] of structure.nodes) {
      const rows = node.type === "table" ? (node.content ?? []) : [node];
      const inside = rows.flatMap((row) => [
        row.attrs.id,
        ...[...blocksIn(row)].map(({ attrs }) => attrs.id),
      ]);
      if (part === id || inside.includes(id)) need(`all of ${part}`);
    }
  };
  const siblingsOf = (id: string) => structure.order.get(structure.places.get(id)?.parent ?? "") ?? [];
  const leavePlace = (id: string) => {
    const parent = structure.places.get(id)?.parent ?? "";
    change(
      `${parent} behind ${siblingsOf(id)[siblingsOf(id).indexOf(id) - 1] ?? ""}`,
      `${parent} behind ${id}`,
    );
  };
  const tokens = text.blocks.get(range?.block ?? "")?.tokens ?? [];
  const isPlaced = fit !== "conflict" && fit !== "orphaned";
  if (!isPlaced) return { changes, needs, company };
  if (hunk.kind === "text" && range !== undefined) {
    needParts(range.block);
    if (hunk.quote.trim() === "") enterHole(range, tokens, change, need);
    const lost = lostBeside(hunk, range, tokens);
    const first = Math.min(range.from, ...lost);
    const last = Math.max(range.to - 1, ...lost);
    for (let at = first; at <= last; at += 1) {
      change(word(range.block, at));
      if (at < last && hunk.quote.trim() !== "") change(gap(range.block, at + 1));
    }
    if (hunk.quote.trim() !== "") {
      need(...changes);
      company = companyOf(hunk, range, text);
    }
  }
  if (hunk.kind === "split" && range !== undefined) {
    needParts(range.block);
    enterHole(range, tokens, change, need);
    change(` behind ${range.block}`);
  }
  if (hunk.kind === "attr") {
    needParts(hunk.block);
    change(`${hunk.block}.${hunk.name}`);
    need(`${hunk.block}.${hunk.name}`, `${hunk.block}.*`);
  }
  if (hunk.kind === "delete" && fit !== "absorbed") {
    needParts(hunk.node);
    change(`all of ${hunk.node}`);
    leavePlace(hunk.node);
  }
  if (hunk.kind === "insert" && fit !== "absorbed") {
    if (hunk.parent !== "") needParts(hunk.parent);
    change(`${hunk.parent} behind ${after ?? ""}`);
    need(`${hunk.parent} behind ${after ?? ""}`);
  }
  if (hunk.kind === "move") {
    if (fit === "absorbed")
      for (const id of [hunk.node, hunk.after, hunk.before]) need(`all of ${id}`, `${id} stays`);
    else {
      needParts(hunk.node);
      change(`${hunk.parent} behind ${after ?? ""}`, `${hunk.node} stays`);
      need(`${hunk.parent} behind ${after ?? ""}`, `${hunk.node} stays`);
      leavePlace(hunk.node);
    }
  }
  if (hunk.kind === "join") {
    const length = text.blocks.get(hunk.block)?.tokens.length ?? 0;
    need(`all of ${hunk.block}`, ` behind ${hunk.block}`);
    if (fit === "absorbed") {
      need(gap(hunk.block, length));
      for (let at = Math.max(0, length - tokensOf(hunk.quote).length); at < length; at += 1)
        need(word(hunk.block, at), gap(hunk.block, at));
    } else {
      need(`all of ${hunk.next}`);
      change(` behind ${hunk.block}`, ` behind ${hunk.next}`, `${hunk.next}.*`);
      change(gap(hunk.block, length), gap(hunk.next, 0));
      const [one, two] = [
        text.blocks.get(hunk.block)?.tokens ?? [],
        text.blocks.get(hunk.next)?.tokens ?? [],
      ];
      const glue = one.length > 0 && two.length > 0 ? hunk.glue : "";
      const whole = [...one, ...(glue === "" ? [] : [glue]), ...two];
      for (const at of notIn(whole, whole)) {
        const isFirst = at < one.length;
        for (let own = at; isFirst && own < one.length; own += 1)
          change(word(hunk.block, own), gap(hunk.block, own + 1));
        const index = at - one.length - (glue === "" ? 0 : 1);
        for (let own = index; !isFirst && own >= 0; own -= 1)
          change(word(hunk.next, own), gap(hunk.next, own));
      }
    }
  }
  if (fit !== "absorbed") return { changes, needs, company };
  return { changes: new Set(), needs: new Set([...changes, ...needs]), company: [] };
}

/** From the nearest word on the left to the nearest on the right, each at most as far as a hunk remembers. */
function enterHole(
  { block, from, to }: TokenRange,
  tokens: readonly string[],
  change: (name: string) => void,
  need: (name: string) => void,
): void {
  const left = tokens.findLastIndex(
    (token, at) => at < from && (isWord(token) || at === from - contextTokens),
  );
  const found = tokens.findIndex((token, at) => at >= to && (isWord(token) || at === to + contextTokens - 1));
  const right = found === -1 ? tokens.length : found;
  for (let at = left; at <= right; at += 1) {
    need(word(block, at));
    if (at > left) need(gap(block, at));
    if (at > left) change(gap(block, at));
    if (at > left && at < right) change(word(block, at));
  }
}

/** The tokens beside a range that are no longer there when its words are exchanged, as the result is read. */
function lostBeside(hunk: TextHunk, { from, to }: TokenRange, tokens: readonly string[]): readonly number[] {
  const put = hunk.put.map(unitsOf).join("");
  const pieces = [...tokens.slice(0, from), put, ...tokens.slice(to)];
  const lost = notIn(pieces, [...tokens.slice(0, from), "", ...tokens.slice(to)]).map((at) =>
    at < from ? at : at - from - 1 + to,
  );
  if (put.trim() !== "" || hunk.quote.trim() === "") return lost;
  const before = tokens.findLastIndex((token, at) => at < from && !isBlank(token));
  const after = tokens.findIndex((token, at) => at >= to && !isBlank(token));
  const blanks = tokens.flatMap((_token, at) => {
    const atStart = from === 0 && at >= to && (after === -1 || at < after);
    const atEnd = to === tokens.length && at < from && at > before;
    return atStart || atEnd ? [at] : [];
  });
  return [...lost, ...blanks];
}

/** Which of these pieces, blanks aside, are not tokens of what they say together; "" for those that are none of ours. */
function notIn(pieces: readonly string[], ours: readonly string[]): readonly number[] {
  const places = new Map<number, string>();
  let end = 0;
  for (const token of tokensOf(pieces.join(""))) {
    places.set(end, token);
    end += token.length;
  }
  let at = 0;
  return pieces.flatMap((piece, index) => {
    const start = at;
    at += piece.length;
    return ours[index] !== "" && !isBlank(piece) && places.get(start) !== piece ? [index] : [];
  });
}

function companyOf(hunk: TextHunk, { block, from, to }: TokenRange, text: TrackedText): readonly string[] {
  const own = text.blocks.get(block);
  const tokens = own?.tokens ?? [];
  const solid = (ids: readonly number[], texts: readonly string[]) =>
    ids.filter((_id, at) => !isBlank(texts[at] ?? ""));
  const [left, right] = [
    solid(hunk.left, tokensOf(hunk.before)).at(-1),
    solid(hunk.right, tokensOf(hunk.after))[0],
  ];
  const before = tokens.findLastIndex((token, at) => at < from && !isBlank(token));
  const after = tokens.findIndex((token, at) => at >= to && !isBlank(token));
  const names: string[] = [];
  if (own?.ids[before] === left) names.push(before === -1 ? gap(block, 0) : word(block, before));
  if (own?.ids[after] === right) names.push(after === -1 ? gap(block, tokens.length) : word(block, after));
  return names;
}
