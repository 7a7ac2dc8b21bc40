// How a suggestion stands and where, in words.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { locales } from "@pliego/shared/i18n/translate.ts";
import { fits, suggestionStates, type Fit } from "@pliego/shared/suggestions/suggestion.ts";
import { wordsIn } from "../catalogues.ts";
import { seenIn } from "../testing/seen-words.ts";
import { citation } from "./citation.tsx";
import { Standing } from "./standing.tsx";

const es = wordsIn("es-MX");

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
