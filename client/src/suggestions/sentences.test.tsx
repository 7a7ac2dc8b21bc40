// How a change is said in words.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { locales } from "@pliego/shared/i18n/translate.ts";
import { imageUnit } from "@pliego/shared/suggestions/block-words.ts";
import { editSentence, placedSentence } from "@pliego/shared/suggestions/sentences.ts";
import type { EditSentence } from "@pliego/shared/suggestions/views.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { wordsIn } from "../catalogues.ts";
import { everyEdit, replaced, suggested } from "../testing/suggestion-samples.ts";
import { Change } from "./change.tsx";
import { editsOf } from "./sentences.ts";

const es = wordsIn("es-MX");

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
