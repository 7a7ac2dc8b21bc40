// Where a comment on words stands after the text went on.
import { describe, expect, test } from "vitest";
import { track } from "../text/carry.ts";
import { importMarkdown } from "../text/import-markdown.ts";
import { keepIds } from "../text/keep-ids.ts";
import { type Anchor, anchorTo } from "./anchor.ts";
import { type AnchorMove, followAnchor, standingOf } from "./standing.ts";
import { chosen, commentOn, official, p1, p2, p3, start, textOf, told } from "./testing/commented-text.ts";

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
