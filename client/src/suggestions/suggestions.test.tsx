// How suggestions are seen: over the text, in words, and how they stand.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { locales } from "@pliego/shared/i18n/translate.ts";
import { imageUnit } from "@pliego/shared/suggestions/block-words.ts";
import { suggestionStates } from "@pliego/shared/suggestions/suggestion.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { wordsIn } from "../catalogues.ts";
import { suggested } from "../testing/samples.ts";
import { Sheet, type SheetProps } from "./block-sheet.tsx";
import { Change, Result } from "./change.tsx";
import { citation } from "./citation.tsx";
import { editsOf, sentenceOf } from "./sentences.ts";
import { Standing } from "./standing.tsx";

const es = wordsIn("es-MX");
const pieces = suggested.places.flatMap((place) => place.pieces);

describe("a change over the text", () => {
  it("[S5] is told with native <ins> and <del> over the whole paragraph, and in words beneath it", () => {
    const html = renderToString(<Change places={suggested.places} words={es} />);
    expect(html).toContain("<del>razonable</del><ins>de diez días hábiles</ins>");
    expect(html).toContain('<p class="over" lang="es-MX">');
    expect(html.replaceAll(/<del>.*?<\/del>|<[^>]+>/g, "")).toContain(
      "sus datos en un plazo de diez días hábiles y en formatos abiertos.",
    );
    expect(html).toContain("<li>Sustituye «razonable» por «de diez días hábiles».</li>");
    expect(html.indexOf("<ins>")).toBeLessThan(html.indexOf('<ul class="sentences">'));
  });

  it("[S5] leads to its place in the text where that is known", () => {
    const html = renderToString(
      <Change places={suggested.places} words={es} placeHref={(block) => `/x#p-${block}`} />,
    );
    expect(html).toMatch(
      /<a href="\/x#p-p1">Párrafo 1 · <span lang="es-MX">Artículo 1. Definiciones<\/span>/,
    );
  });

  it("[S5] reads as the paragraph would without what it takes out; an empty one says so", () => {
    expect(renderToString(<Result pieces={pieces} words={es} />)).not.toContain("razonable");
    expect(renderToString(<Result pieces={[{ kind: "deleted", text: "Todo." }]} words={es} />)).toContain(
      "El párrafo quedaría vacío.",
    );
  });

  it("[V9] shows hostile words as words, lines as lines, and names images", () => {
    const hostile = `<img src=x>\n${imageUnit}</del><script>`;
    const html = renderToString(
      <Change
        places={[
          {
            block: "p1",
            paragraph: 0,
            heading: hostile,
            pieces: [
              { kind: "deleted", text: hostile },
              { kind: "inserted", text: hostile },
            ],
            sentences: [{ quote: hostile, put: hostile }],
          },
        ]}
        words={es}
      />,
    );
    expect(html).not.toMatch(/<img|<script/);
    expect(html).toContain("&lt;img src=x><br/>[imagen]&lt;/del>");
  });
});

describe("sentences", () => {
  it.each([
    [{ quote: "uno", put: "dos" }, "Sustituye «uno» por «dos».", "Replaces “uno” with “dos”."],
    [{ quote: "", put: " y más" }, "Añade «y más».", "Adds “y más”."],
    [{ quote: "uno\n dos", put: "" }, "Quita «uno / dos».", "Removes “uno / dos”."],
    [{ quote: "", put: " " }, "Añade «un espacio».", "Adds “a space”."],
    [{ quote: "\n", put: "" }, "Quita «un salto de línea».", "Removes “a line break”."],
    [{ quote: imageUnit, put: "" }, "Quita «[imagen]».", "Removes “[image]”."],
    [
      { quote: "{put}", put: "{quote}" },
      "Sustituye «{put}» por «{quote}».",
      "Replaces “{put}” with “{quote}”.",
    ],
  ])("[S5] %j is said in words", (edit, inSpanish, inEnglish) => {
    expect(sentenceOf(edit, es)).toBe(inSpanish);
    expect(sentenceOf(edit, wordsIn("en"))).toBe(inEnglish);
  });

  it("[S5] come from the same whole-word changes as the marks", () => {
    const [before, after] = ["El plazo será breve.", "El plazo será de diez días."];
    expect(editsOf(before, wordChanges(before, after))).toEqual([{ quote: "breve", put: "de diez días" }]);
  });
});

describe("how a suggestion stands", () => {
  it.each(locales.flatMap((locale) => suggestionStates.map((state) => ({ locale, state }))))(
    "[S12] $state in $locale is a sentence of its own",
    ({ locale, state }) => {
      const said = (of: typeof state, fit: "clean" | "conflict" = "clean") =>
        renderToString(<Standing stands={{ state: of, fit }} words={wordsIn(locale)} />).replaceAll(
          /<[^>]+>/g,
          "",
        );
      expect(said(state)).toMatch(/^\p{Lu}.+\.$/u);
      expect(new Set(suggestionStates.map((other) => said(other))).size).toBe(suggestionStates.length);
      const waits = state === "in_review" || state === "published";
      expect(said(state, "conflict") !== said(state)).toBe(waits);
    },
  );

  it.each([
    [{ paragraph: 12, heading: "Artículo 4" }, "Párrafo 12 · Artículo 4"],
    [{ paragraph: 1200, heading: "" }, "Párrafo 1,200"],
    [{ paragraph: 0, heading: "Artículo 4" }, "Artículo 4"],
    [{ paragraph: 0, heading: "" }, "El texto"],
  ])("[S12] its place is cited as people cite it: %j", (place, cited) => {
    expect(citation(place, es)).toBe(cited);
  });
});

describe("the sheet of a block", () => {
  const nothing = () => {};
  const sheet = { block: "p1", paragraph: 12, heading: "Artículo 4", open: true, suggestions: [suggested] };
  const seen = (changes: Partial<SheetProps> = {}) =>
    renderToString(
      <Sheet
        words={es}
        consultation="datos"
        block="p1"
        called="Párrafo 12"
        sheet={sheet}
        proposeHref="/consultas/datos/proponer/p1"
        at={0}
        onTurn={nothing}
        onCopy={nothing}
        onAgain={nothing}
        onClose={nothing}
        {...changes}
      />,
    );

  it("[V18] says where one is, offers a change where that is open, and shows one suggestion with its page", () => {
    const html = seen();
    expect(html).toMatch(/<h2 id="asking-title">Párrafo 12 · <span lang="es-MX">Artículo 4<\/span><\/h2>/);
    expect(html).toContain(
      '<a class="button primary" href="/consultas/datos/proponer/p1">Proponer cambio</a>',
    );
    expect(html).toContain("<ins>de diez días hábiles</ins>");
    expect(html).toContain("Publicada. Espera la resolución de la institución.");
    expect(html).toContain(`/consultas/datos/propuestas/${suggested.folio}`);
    expect(seen({ proposeHref: undefined })).not.toContain("Proponer cambio");
  });

  it("[V18] says that it is looking, that there is nothing, and that it could not be reached", () => {
    expect(seen({ sheet: "loading" })).toContain("Buscando propuestas");
    expect(seen({ sheet: { ...sheet, suggestions: [] } })).toContain(
      "Nadie ha propuesto cambios aquí todavía.",
    );
    expect(seen({ sheet: "failed" })).toContain("Intentar de nuevo");
    expect(seen({ sheet: "failed" })).toContain("Proponer cambio");
  });

  it("[V18] turns from one to the next, never beyond the last", () => {
    const three = { ...sheet, suggestions: [suggested, suggested, suggested] };
    expect(seen({ sheet: three, at: 2 })).toContain("Propuesta 3 de 3");
    expect(seen({ sheet: three, at: 2 }).match(/disabled/g)).toHaveLength(1);
    expect(seen({ sheet: three, at: 1 })).not.toContain("disabled");
  });
});
