// Where a comment on a block stands after the text went on; and what a comment may be made on.
import { describe, expect, test } from "vitest";
import { Refusal } from "../errors.ts";
import { track } from "../text/carry.ts";
import { anchorTo, anchorToCharacters } from "./anchor.ts";
import { standingOf } from "./standing.ts";
import {
  before,
  chosen,
  commentOn,
  official,
  p1,
  p2,
  p3,
  start,
  textOf,
  told,
} from "./testing/commented-text.ts";

/** What follows the first `end`. */
const sliceAfter = (words: string, end: string): string => words.slice(words.indexOf(end) + end.length);

describe("a comment on a block", () => {
  const whole = p2.slice(4);

  test.each<[rule: string, what: string, next: readonly string[], standing: string]>([
    [
      "C1",
      "written in",
      [p1, p2.replace(chosen, "portal"), p3],
      `anchored p2 «${whole.replace(chosen, "portal")}»`,
    ],
    [
      "C1",
      "split",
      [p1, "p2: Los datos son de todas las personas.", `n: ${sliceAfter(whole, "personas. ")}`, p3],
      "anchored p2 «Los datos son de todas las personas.»",
    ],
    ["C1", "moved", [p2, p3, p1], `anchored p2 «${whole}»`],
    ["C1", "emptied", [p1, "p2:", p3], "anchored p2 «»"],
    ["C2", "joined to the one before", [`${p1} ${whole}`, p3], `moved p1 «${whole.slice(0, -1)}»`],
    ["C2", "cut and pasted", [p1, p3, `n: ${whole}`], `moved n «${whole.slice(0, -1)}»`],
    ["C2", "left by all its words", [p1, "p2:", `n: ${whole}`], `moved n «${whole.slice(0, -1)}»`],
    ["C3", "taken out", [p1, p3], `unanchored «${whole}» «»`],
    [
      "C3",
      "replaced by others",
      [p1, "n: Uno nuevo.", "m: Y otro.", p3],
      `unanchored «${whole}» «Uno nuevo. Y otro.»`,
    ],
  ])("[C1] (%s) when it is %s", (_rule, _what, next, standing) => {
    expect(told(commentOn(start, "p2"), official(start, textOf(...next)))).toBe(standing);
  });

  test("[C4] comes back with its block", () => {
    const gone = official(start, textOf(p1, p3));
    expect(told(commentOn(start, "p2"), official(gone, before))).toBe(`anchored p2 «${whole}»`);
  });

  test("[C1] knows a block without words, and one of any length by few of its words", () => {
    const long = `p2: ${Array.from({ length: 5000 }, (_, at) => `palabra${at}`).join(" ")}`;
    const text = track(textOf("p1:", long), "institution:1");
    expect(told(commentOn(text, "p1"), text)).toBe("anchored p1 «»");
    const anchor = commentOn(text, "p2");
    expect(anchor.tokens.length).toBeLessThan(100);
    expect(standingOf(anchor, official(text, textOf("p1:", long.replace("p2", "n"))))).toMatchObject({
      kind: "moved",
      block: "n",
      from: 0,
      to: 9999,
    });
  });
});

test.each<[what: string, block: string, from: number, to: number, code: string | undefined]>([
  ["words", "p1", 0, 3, undefined],
  ["words with blanks at the ends", "p1", 1, 4, undefined],
  ["an unknown block", "p9", 0, 1, "no-such-block"],
  ["nothing", "p1", 2, 2, "edit-out-of-place"],
  ["blanks only", "p1", 1, 2, "edit-out-of-place"],
  ["an end before the start", "p1", 3, 1, "edit-out-of-place"],
  ["before the block", "p1", -1, 1, "edit-out-of-place"],
  ["behind the block", "p1", 0, 99, "edit-out-of-place"],
  ["half a token", "p1", 0, 1.5, "edit-out-of-place"],
  ["no number", "p1", Number.NaN, 1, "edit-out-of-place"],
  ["more than anybody quotes", "p4", 0, 9000, "too-big"],
])("[C1] a comment is made on words of a block and on nothing else: %s", (_what, block, from, to, code) => {
  const text = track(textOf(p1, `p4: ${"palabra ".repeat(4999)}fin`), "institution:1");
  const make = () => anchorTo(text, 1, block, { kind: "words", from, to });
  if (code === undefined) expect(standingOf(make(), text).kind).toBe("anchored");
  else expect(make).toThrow(expect.objectContaining({ code }) as Refusal);
});

test("[C1] a selection is of whole words", () => {
  expect(anchorToCharacters(start, 1, "p2", 6, 12).quote).toBe("datos son");
  expect(anchorToCharacters(start, 1, "p2", 3, 10).quote).toBe("datos");
  expect(() => anchorToCharacters(start, 1, "p2", 0, 9999)).toThrow(Refusal);
  expect(() => anchorToCharacters(start, 1, "p2", 5, 5)).toThrow(Refusal);
});
