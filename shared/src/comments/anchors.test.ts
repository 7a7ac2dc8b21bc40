import { describe, expect, test } from "vitest";
import { Refusal } from "../errors.ts";
import { makeBlock } from "../text/blocks.ts";
import { carry, track } from "../text/carry.ts";
import { importMarkdown } from "../text/import-markdown.ts";
import { keepIds } from "../text/keep-ids.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import type { BlockAttrs, DocJSON } from "../text/types.ts";
import { type Anchor, anchorTo, anchorToCharacters } from "./anchor.ts";
import { type AnchorMove, followAnchor, standingOf } from "./standing.ts";

/** "id: words", one to a block; "id heading: words" for another kind. */
const textOf = (...blocks: readonly string[]): DocJSON => ({
  type: "doc",
  content: blocks.map((line) => {
    const [, id = "", kind = "paragraph", words = ""] = /^(\S+?)(?: (\S+))?: ?(.*)$/su.exec(line) ?? [];
    const attrs = { id, kind: kind as BlockAttrs["kind"] };
    return makeBlock(attrs, words === "" ? [] : [{ type: "text", text: words }]);
  }),
});

const official = (text: TrackedText, doc: DocJSON) => carry(text, doc, "institution:2");

/** A comment on the first place of `words` in the block, or on the block. */
function commentOn(text: TrackedText, block: string, words?: string): Anchor {
  if (words === undefined) return anchorTo(text, 1, block, { kind: "block" });
  const from = (text.blocks.get(block)?.tokens.join("") ?? "").indexOf(words);
  return anchorToCharacters(text, 1, block, from, from + words.length);
}

/** "anchored p1 «words»", or "unanchored «sentence» «what stands there now»". */
function told(anchor: Anchor, text: TrackedText): string {
  const standing = standingOf(anchor, text);
  if (standing.kind === "unanchored") return `unanchored «${standing.sentence}» «${standing.replacedBy}»`;
  const { kind, block, from, to } = standing;
  return `${kind} ${block} «${text.blocks.get(block)?.tokens.slice(from, to).join("")}»`;
}

const [p1, p2, p3] = [
  "p1: Las instituciones públicas reúnen datos todos los días.",
  "p2: Los datos son de todas las personas. El catálogo se actualiza cada mes y es gratuito. Nadie paga por él.",
  "p3: Esta política es obligatoria.",
] as const;
const before = textOf(p1, p2, p3);
const start = track(before, "institution:1");
const chosen = "catálogo se actualiza cada mes";

describe("a comment on words", () => {
  test.each<[what: string, next: readonly string[], standing: string]>([
    ["nothing", [p1, p2, p3], `anchored p2 «${chosen}»`],
    [
      "a split before them, by which the id stays with them",
      [
        p1,
        "n: Los datos son de todas las personas.",
        "p2: El catálogo se actualiza cada mes y es gratuito. Nadie paga por él.",
        p3,
      ],
      `anchored p2 «${chosen}»`,
    ],
    [
      "a split behind them",
      [
        p1,
        "p2: Los datos son de todas las personas. El catálogo se actualiza cada mes",
        "n: y es gratuito. Nadie paga por él.",
        p3,
      ],
      `anchored p2 «${chosen}»`,
    ],
    [
      "a split among them: it stays with most of them",
      [
        p1,
        "p2: Los datos son de todas las personas. El catálogo se actualiza",
        "n: cada mes y es gratuito. Nadie paga por él.",
        p3,
      ],
      "anchored p2 «catálogo se actualiza»",
    ],
    ["a join", [p1, `${p2} Esta política es obligatoria.`], `anchored p2 «${chosen}»`],
    ["a move of the block", [p2, p1, p3], `anchored p2 «${chosen}»`],
    ["another kind", [p1, p2.replace("p2:", "p2 item:"), p3], `anchored p2 «${chosen}»`],
    [
      "words put in before, among and behind them",
      [p1, p2.replace(chosen, "gran catálogo nacional se actualiza cada mes del año"), p3],
      "anchored p2 «catálogo nacional se actualiza cada mes»",
    ],
    [
      "some of them taken out",
      [p1, p2.replace(chosen, "catálogo se actualiza"), p3],
      "anchored p2 «catálogo se actualiza»",
    ],
    [
      "some of them replaced",
      [p1, p2.replace(chosen, "catálogo se actualiza dos veces al año"), p3],
      "anchored p2 «catálogo se actualiza»",
    ],
    [
      "some of them carried to the end of the block",
      [p1, p2.replace(" cada mes", "").replace("él.", "él cada mes."), p3],
      "anchored p2 «catálogo se actualiza»",
    ],
    [
      "all around them rewritten",
      [p3, `p2: Antes otra cosa: ${chosen}. Después más.`],
      `anchored p2 «${chosen}»`,
    ],
    ["equal words put in before", [p1, `p2: El ${chosen}. ${p2.slice(4)}`, p3], `anchored p2 «${chosen}»`],
  ])("[C1] stays on them through %s", (_what, next, standing) => {
    expect(told(commentOn(start, "p2", chosen), official(start, textOf(...next)))).toBe(standing);
  });

  test("[C1] stays on its own words where equal ones stand before them", () => {
    const text = track(textOf("p1: uno datos dos datos tres datos cuatro"), "institution:1");
    const anchor = anchorTo(text, 1, "p1", { kind: "words", from: 6, to: 7 });
    const standing = standingOf(
      anchor,
      official(text, textOf("p1: uno dos datos nuevos datos tres datos cuatro")),
    );
    expect(standing).toMatchObject({ kind: "anchored", from: 8, to: 9 });
  });

  test("[C1] stays on them through undo, redo and the import of a new version", () => {
    const source =
      "# Política\n\nLos datos son de todas las personas.\n\nEl catálogo se actualiza cada mes.\n";
    const read = (markdown: string, prefix: string) => {
      let ids = 0;
      return importMarkdown(markdown, () => `${prefix}${(ids += 1)}`).doc;
    };
    const first = track(read(source, "a"), "institution:1");
    const anchor = commentOn(first, "a3", "se actualiza");
    const version = source.replace("cada mes", "cada semana").replace("Los datos", "Uno nuevo.\n\nLos datos");
    const imported = official(first, keepIds(first.doc, read(version, "b")));
    const undone = official(imported, first.doc);
    for (const text of [imported, undone, official(undone, imported.doc)])
      expect(told(anchor, text)).toBe("anchored a3 «se actualiza»");
  });

  test.each<[what: string, next: readonly string[], standing: string]>([
    ["cut and pasted, the block has a new id", [p2.replace("p2", "n"), p1, p3], `moved n «${chosen}»`],
    ["joined to the block before", [`${p1} ${p2.slice(4)}`, p3], `moved p1 «${chosen}»`],
    [
      "cut and pasted into another block",
      [p1, p2.replace(` ${chosen}`, ""), `${p3} Y ${chosen}.`],
      `moved p3 «${chosen}»`,
    ],
    [
      "parted from the first of them by a split",
      [
        p1,
        "p2: Los datos son de todas las personas. El catálogo",
        "n: se actualiza cada mes y es gratuito. Nadie paga por él.",
        p3,
      ],
      "moved n «se actualiza cada mes»",
    ],
  ])("[C2] has moved with them when they were %s", (_what, next, standing) => {
    expect(told(commentOn(start, "p2", chosen), official(start, textOf(...next)))).toBe(standing);
  });

  const sentence = "El catálogo se actualiza cada mes y es gratuito.";

  test.each<[what: string, next: readonly string[], replacedBy: string]>([
    ["taken out", [p1, p2.replace(`${chosen} y `, ""), p3], ""],
    ["replaced", [p1, p2.replace(chosen, "portal tendrá novedades"), p3], "portal tendrá novedades"],
    [
      "replaced but for one",
      [p1, p2.replace(chosen, "portal tendrá novedades cada año"), p3],
      "portal tendrá novedades cada año",
    ],
    [
      "replaced and the place split",
      [
        p1,
        "p2: Los datos son de todas las personas. El portal tendrá",
        "n: novedades diarias y es gratuito. Nadie paga por él.",
        p3,
      ],
      "portal tendrá novedades diarias",
    ],
    ["gone with their block", [p1, p3], ""],
    ["gone, and a block was written instead", [p1, "n: Habrá un portal.", p3], "Habrá un portal."],
    ["gone, and their block says something else", [p1, "p2: Habrá un portal.", p3], "Habrá un portal."],
    [
      "gone, and only equal words of others are there",
      [p1, "p2: Nada.", `${p3}`, `n: Un ${chosen}.`],
      "Nada.",
    ],
  ])(
    "[C3] is kept with its sentence and what stands there now when they are %s",
    (what, next, replacedBy) => {
      // Equal words that were there all the time are another's.
      const other = what.includes("equal words") ? [`n: Un ${chosen}.`] : [];
      const text = official(start, textOf(p1, p2, p3, ...other));
      const standing = standingOf(commentOn(text, "p2", chosen), official(text, textOf(...next)));
      expect(standing).toEqual({ kind: "unanchored", sentence, replacedBy });
    },
  );

  test("[C3] nothing replaced them where old words close the gap, or where their neighbours are no longer in order", () => {
    const numbered = Array.from({ length: 60 }, (_, at) => `palabra${at}`);
    const text = track(textOf(`p1: ${numbered.join(" ")}`, "p2: Uno.", "p3: Dos."), "institution:1");
    const replacedBy = (anchor: Anchor, ...next: readonly string[]) =>
      standingOf(anchor, official(text, textOf(...next)));
    const words = commentOn(text, "p1", "palabra20 palabra21");
    const short = `p1: ${numbered.toSpliced(20, 20).join(" ")}`;
    expect(replacedBy(words, short, "p2: Uno.", "p3: Dos.")).toMatchObject({ replacedBy: "" });
    const block = commentOn(text, "p2");
    expect(replacedBy(block, "p3: Dos.", "n: Tres.", "p1: Nada.")).toMatchObject({ replacedBy: "" });
    expect(replacedBy(block, "p1: Nada.", "n: Tres.")).toMatchObject({ replacedBy: "" });
    expect(replacedBy(block, "p1: Nada.", "n: Tres.", "p3: Dos.")).toMatchObject({ replacedBy: "Tres." });
  });

  test("[C3] never takes the words of another text for its own, though they have the same numbers", () => {
    const other = track(
      textOf(p1, p2.replace(chosen, "portal fue abierto hace tiempo"), p3),
      "institution:1",
    );
    expect(told(commentOn(start, "p2", chosen), other)).toBe(
      `unanchored «${sentence}» «portal fue abierto hace tiempo»`,
    );
  });

  test("[C3] keeps of a sentence without end what is around its words, and no half character", () => {
    const long = `${"palabra ".repeat(200)}aquí ${"🇲🇽".repeat(200)}`;
    const text = track(textOf(`p1: ${long}`), "institution:1");
    const { sentence } = commentOn(text, "p1", "aquí");
    expect(sentence).toContain("aquí");
    expect(sentence.length).toBeLessThanOrEqual(302);
    expect([sentence.startsWith("…"), sentence.endsWith("…")]).toEqual([true, true]);
    const cut = commentOn(track(textOf(`p1: a${"𝐀".repeat(400)}`), "institution:1"), "p1").sentence;
    expect(cut).toHaveLength(300);
    expect(sentence + cut).not.toMatch(/\p{Surrogate}/u);
  });

  test.each([
    ["El art. 5 dice algo. ¿Y qué más? «Nada» dice. Fin.", "art", "El art. 5 dice algo."],
    ["El art. 5 dice algo. ¿Y qué más? «Nada» dice. Fin.", "más", "¿Y qué más?"],
    ["El art. 5 dice algo. ¿Y qué más? «Nada» dice. Fin.", "más? «Nada", "¿Y qué más? «Nada» dice."],
    ["El art. 5 dice algo. ¿Y qué más? «Nada» dice. Fin.", "Fin", "Fin."],
  ])("[C3] of %j the words %j stand in %j", (words, quote, expected) => {
    const text = track(textOf(`p1: ${words}`), "institution:1");
    expect(commentOn(text, "p1", quote).sentence).toBe(expected);
  });

  test("[C4] is on its words again when they come back, and its history says so", () => {
    const anchor = commentOn(start, "p2", chosen);
    const texts = [official(start, textOf(p1, p2.replace(chosen, "portal"), p3))];
    texts.push(official(texts[0]!, textOf(p1, p3)));
    texts.push(official(texts[1]!, textOf(p1, p3, "p4: Otra cosa.")));
    texts.push(official(texts[2]!, textOf(p1, p2, p3, "p4: Otra cosa.")));
    texts.push(official(texts[3]!, textOf(p1, `${p2} Más.`, p3, "p4: Otra cosa.")));
    let history: readonly AnchorMove[] = followAnchor([], anchor, start, 1);
    expect(history).toEqual([]);
    texts.forEach((text, at) => (history = followAnchor(history, anchor, text, at + 2)));
    expect(history.map(({ revision, standing }) => [revision, standing.kind])).toEqual([
      [2, "unanchored"],
      [5, "anchored"],
    ]);
    expect(followAnchor(history, anchor, texts[4]!, 7)).toBe(history);
  });

  test.each<[what: string, words: string, next: readonly string[], standing: string]>([
    ["with the words around them", "mes", [p1, p2, p3], "anchored p2 «mes»"],
    ["long enough to be known alone", chosen, [p1, `p9: Hoy ${chosen}.`], `moved p9 «${chosen}»`],
    ["too short to be known alone", "cada mes", [p1, "p9: Hoy cada mes."], ""],
    ["with others before them", "mes", [p1, p2.replace("cada mes", "un mes"), p3], ""],
    ["further inside of a block", "Esta", [p1, "p9: Hoy. Esta política es obligatoria."], ""],
    ["twice", chosen, [p1, `p9: Hoy ${chosen}. Ayer ${chosen}.`], ""],
  ])(
    "[C4] is found by its quote, or not, when its words are forgotten and written again %s",
    (_what, words, next, standing) => {
      const anchor = commentOn(start, words === "Esta" ? "p3" : "p2", words);
      const forgetful = { ...official(start, textOf(p1)), removed: [] };
      const answer = told(anchor, official(forgetful, textOf(...next)));
      if (standing === "") expect(answer).toMatch(/^unanchored/u);
      else expect(answer).toBe(standing);
    },
  );
});

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

const sliceAfter = (words: string, end: string): string => words.slice(words.indexOf(end) + end.length);

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
