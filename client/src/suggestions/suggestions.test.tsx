// How suggestions are seen: over the text, in words, and how they stand.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { locales } from "@pliego/shared/i18n/translate.ts";
import { imageUnit } from "@pliego/shared/suggestions/block-words.ts";
import { fits, suggestionStates, type Fit } from "@pliego/shared/suggestions/suggestion.ts";
import { editSentence, placedSentence } from "@pliego/shared/suggestions/sentences.ts";
import type { EditSentence } from "@pliego/shared/suggestions/views.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { wordsIn } from "../catalogues.ts";
import { contested, everyEdit, replaced, signers, suggested } from "../testing/suggestion-samples.ts";
import { Beside, Signers } from "./beside.tsx";
import { Sheet, type SheetProps } from "./block-sheet.tsx";
import { Change, Pieces, Result } from "./change.tsx";
import { citation } from "./citation.tsx";
import { editsOf } from "./sentences.ts";
import { Standing } from "./standing.tsx";

const es = wordsIn("es-MX");
const seenIn = (html: string) => html.replaceAll(/<[^>]+>/g, "");
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

  it("[S5] a paragraph taken out whole, and those put in its place, read as they would", () => {
    const gone = { kind: "deleted" as const, text: "Todo." };
    const come = { kind: "inserted" as const, text: "\nUno.\nDos." };
    expect(renderToString(<Result pieces={[gone]} words={es} gone />)).toContain("El párrafo ya no estaría.");
    expect(renderToString(<Result pieces={[gone, come]} words={es} gone />)).toContain(">Uno.<br/>Dos.<");
    const html = renderToString(<Pieces pieces={[gone, come]} words={es} />);
    expect(html).toContain("<del>Todo.</del><ins><br/>Uno.<br/>Dos.</ins>");
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
            sentences: [{ kind: "text", quote: hostile, put: hostile }],
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
    const text: EditSentence = { kind: "text", ...edit };
    expect(editSentence(text, es.t)).toBe(inSpanish);
    expect(editSentence(text, wordsIn("en").t)).toBe(inEnglish);
  });

  it.each(locales)("[S38] every kind of edit has a sentence of its own in %s", (locale) => {
    const { t } = wordsIn(locale);
    const said = everyEdit.map((edit) => editSentence(edit, t));
    for (const sentence of said) {
      expect(sentence).toMatch(/^\p{Lu}[^{}]+\.$/u);
      expect(sentence).not.toContain("undefined");
    }
    expect(new Set(said).size).toBe(everyEdit.length);
  });

  it("[S38] they are told in the list under the paragraph, whatever their kind", () => {
    const places = suggested.places.map((place) => ({ ...place, sentences: everyEdit }));
    const html = renderToString(<Change places={places} words={es} />);
    expect(html.match(/<li>/g)).toHaveLength(everyEdit.length);
    expect(html).toContain(
      "<li>Quita el párrafo entero: «Lo dispuesto en el artículo anterior es optativo.».</li>",
    );
    expect(html).toContain("<li>Cambia lo que es este párrafo: de párrafo a inciso.</li>");
    expect(html).toContain("<li>Lleva este párrafo al principio del texto.</li>");
  });

  it("[S38] away from their paragraph they say where", () => {
    const said = (paragraph: number, heading: string, locale: (typeof locales)[number]) =>
      placedSentence({ paragraph, heading }, replaced, wordsIn(locale).t);
    expect(said(4, "Artículo 2", "es-MX")).toBe(
      "En el párrafo 4 sustituye «razonable» por «de diez días hábiles».",
    );
    expect(said(0, "Artículo 2", "es-MX")).toContain("En «Artículo 2» sustituye «razonable»");
    expect(said(4, "", "en")).toBe("In paragraph 4 replaces “razonable” with “de diez días hábiles”.");
    expect(said(0, "", "en")).toBe("Replaces “razonable” with “de diez días hábiles”.");
  });

  it("[S5] come from the same whole-word changes as the marks", () => {
    const [before, after] = ["El plazo será breve.", "El plazo será de diez días."];
    expect(editsOf(before, wordChanges(before, after))).toEqual([
      { kind: "text", quote: "breve", put: "de diez días" },
    ]);
  });
});

describe("how a suggestion stands", () => {
  const saidOf = (locale: (typeof locales)[number], state: (typeof suggestionStates)[number], fit: Fit) =>
    seenIn(renderToString(<Standing stands={{ state, fit }} words={wordsIn(locale)} />));

  it.each(locales.flatMap((locale) => suggestionStates.map((state) => ({ locale, state }))))(
    "[S12] $state in $locale is a sentence of its own",
    ({ locale, state }) => {
      const said = (of: typeof state, fit: Fit = "clean") => saidOf(locale, of, fit);
      expect(said(state)).toMatch(/^\p{Lu}.+\.$/u);
      expect(new Set(suggestionStates.map((other) => said(other))).size).toBe(suggestionStates.length);
      const waits = state === "in_review" || state === "published";
      for (const fit of fits) expect(said(state, fit) !== said(state)).toBe(waits && fit !== "clean");
      if (waits) expect(new Set(fits.map((fit) => said(state, fit))).size).toBe(fits.length);
    },
  );

  it.each([
    ["absorbed", "El texto vigente ya lo dice.", "The current text already says it.", false],
    ["relocated", "Encaja: se movió con el texto.", "It fits: it moved with the text.", false],
    [
      "shifted",
      "Encaja, pero alguien añadió algo en el mismo punto.",
      "It fits, but somebody added something at the same point.",
      true,
    ],
    [
      "conflict",
      "Requiere ajuste: el texto cambió justo donde propone.",
      "It needs adjusting: the text changed just where it proposes.",
      true,
    ],
    [
      "orphaned",
      "Sin lugar en el texto vigente: lo que proponía cambiar ya no está.",
      "No place in the current text: what it set out to change is gone.",
      true,
    ],
  ] as const)("[S12] %s is said beside the state, in words", (fit, inSpanish, inEnglish, needsSomebody) => {
    expect(saidOf("es-MX", "published", fit)).toMatch(new RegExp(` ${inSpanish}$`));
    expect(saidOf("en", "published", fit)).toMatch(new RegExp(` ${inEnglish}$`));
    const html = renderToString(<Standing stands={{ state: "published", fit }} words={es} />);
    expect(html.includes('class="fit"')).toBe(needsSomebody);
  });

  it("[S41] withdrawn is a state of its own", () => {
    expect(saidOf("es-MX", "withdrawn", "conflict")).toBe("Retirada por su autora o autor.");
    expect(saidOf("en", "withdrawn", "conflict")).toBe("Withdrawn by its author.");
  });

  it.each([
    [{ paragraph: 12, heading: "Artículo 4" }, "Párrafo 12 · Artículo 4"],
    [{ paragraph: 1200, heading: "" }, "Párrafo 1,200"],
    [{ paragraph: 0, heading: "Artículo 4" }, "Artículo 4"],
    [{ paragraph: 0, heading: "" }, "El texto"],
  ])("[S12] its place is cited as people cite it: %j", (place, cited) => {
    expect(citation(place, es)).toBe(cited);
  });
});

describe("what stands beside a suggestion", () => {
  const hrefOf = (folio: string) => `/x/${folio}`;
  const beside = (changes: Partial<typeof suggested>, locale: (typeof locales)[number] = "es-MX") =>
    renderToString(
      <Beside
        suggestion={{ ...suggested, ...changes }}
        competingHref="/x#competing"
        hrefOf={hrefOf}
        words={wordsIn(locale)}
      />,
    );

  it("[S39] nothing is said where nobody else speaks of it", () => {
    expect(beside({})).toBe("");
  });

  it("[S39] who proposes exactly the same is named, each with the way to her own", () => {
    const html = beside({ signers });
    expect(seenIn(html)).toBe(
      "También la proponen: Luis Mora (PNDA-2026-00015), Red Ciudadana por la Transparencia (PNDA-2026-00018)",
    );
    for (const { folio } of signers) expect(html).toContain(`<a href="/x/${folio}">`);
    expect(seenIn(beside({ signers: signers.slice(0, 1) }))).toBe(
      "También la propone: Luis Mora (PNDA-2026-00015)",
    );
    expect(seenIn(beside({ signers }, "en"))).toMatch(/^Also proposed by: Luis Mora/);
  });

  it("[S39] of many, all can be reached", () => {
    const many = Array.from({ length: 480 }, (_, at) => ({ folio: `F-${at}`, authorName: `P ${at}` }));
    const html = renderToString(<Signers signers={many} hrefOf={hrefOf} words={es} />);
    expect(html).toContain("<summary>y 477 más</summary>");
    expect(html.match(/<a /g)).toHaveLength(480);
  });

  it.each([
    ["es-MX", 1, "Compite con otra redacción de estas mismas palabras."],
    ["es-MX", 3, "Compite con otras 3 redacciones de estas mismas palabras."],
    ["en", 1, "It competes with another wording of these same words."],
    ["en", 3, "It competes with 3 other wordings of these same words."],
  ] as const)("[S39] in %s, with %s others it competes, and they can be seen", (locale, count, sentence) => {
    const html = beside({ competing: count }, locale);
    expect(html).toContain(`<a href="/x#competing">${sentence}</a>`);
  });

  it("[V9] names are shown as words", () => {
    const html = beside({ signers: [{ folio: "</a><script>", authorName: "<img src=x>" }] });
    expect(html).not.toMatch(/<img|<script/);
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

  it("[S39] says who else proposes it and with how many it competes, with the way to each", () => {
    expect(seen()).not.toContain("También");
    const html = seen({ sheet: { ...sheet, suggestions: [contested] } });
    expect(html).toContain('<a href="/consultas/datos/propuestas/PNDA-2026-00015">');
    expect(html).toContain(
      `<a href="/consultas/datos/propuestas/${contested.folio}#competing">Compite con otras 2`,
    );
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
