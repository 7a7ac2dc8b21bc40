// What the page of a folio and the desk say of a suggestion's fit, of the others beside it, and of taking it back.
import { describe, expect, it } from "vitest";
import type { PageName, Pages } from "@pliego/shared/pages.ts";
import type { SuggestionState } from "@pliego/shared/suggestions/suggestion.ts";
import { renderPage } from "../entry-server.tsx";
import { contestedPage } from "../testing/proposal-samples.ts";
import { frameOf } from "../testing/rendered-pages.ts";
import { samples } from "../testing/samples.ts";
import { deskPage } from "../testing/work-samples.ts";
import {
  competing,
  everyEdit,
  replaced,
  similar,
  suggested,
  unfitEdits,
} from "../testing/suggestion-samples.ts";

const page = <N extends PageName>(name: N, data: Pages[N]) => renderPage(name, data, frameOf("es-MX"));
const inEnglish = <N extends PageName>(name: N, data: Pages[N]) => renderPage(name, data, frameOf("en"));
const needsYou = (html: string) => /<div class="notice needs">[^]*?<\/div>/.exec(html)?.[0] ?? "";

describe("the page of a folio", () => {
  const shown = (state: SuggestionState, mine: boolean) =>
    page(
      "suggestion",
      samples.suggestion.find((data) => data.suggestion.state === state && data.mine === mine)!,
    );

  it("[S41] its author may withdraw it while it waits, by a plain form that says first what stays", () => {
    for (const state of ["in_review", "published"] as const) {
      const form = /<details class="withdraw">[^]*?<\/details>/.exec(shown(state, true))?.[0] ?? "";
      expect(form).toContain("<summary>Retirar mi propuesta</summary>");
      expect(form).toContain(
        `<form class="form" method="post" action="/consultas/datos-abiertos/propuestas/${suggested.folio}/retirar">`,
      );
      expect(form).toContain("El registro público conserva que existió y que se retiró.");
      expect(form.match(/<button type="submit"/g)).toHaveLength(1);
    }
    for (const state of ["published", "accepted", "withdrawn"] as const)
      expect(shown(state, false)).not.toContain("/retirar");
    expect(shown("accepted", true)).not.toContain("/retirar");
    const english = inEnglish("suggestion", contestedPage);
    expect(english).toContain("<summary>Withdraw my proposal</summary>");
    expect(english).toContain(`/en/consultas/datos-abiertos/propuestas/${suggested.folio}/retirar`);
    expect(english).toContain("The public record keeps that it existed and that it was withdrawn.");
  });

  it("[S41] withdrawn, it says so, and its author still reads it whole, with its entries in the record", () => {
    const html = shown("withdrawn", true);
    expect(html).toContain("Retirada por su autora o autor.");
    expect(html).toContain("El registro conserva que existió y que se retiró.");
    expect(html).toContain("<ins>de diez días hábiles</ins>");
    expect(html).toContain(suggested.rationale);
    expect(html).toContain("Asiento n.º 3");
    expect(shown("withdrawn", false)).not.toContain("tú lo sigues leyendo");
  });

  it("[S39] names what competes with it and what is alike, with their words and the way to each", () => {
    const html = page("suggestion", contestedPage);
    expect(html).toContain(
      '<a href="#competing">Compite con otras 2 redacciones de estas mismas palabras.</a>',
    );
    const section = (title: string) =>
      html.split("<section").find((part) => part.includes(`<h2>${title}</h2>`)) ?? "";
    const rivals = section("Redacciones en competencia");
    expect(html).toMatch(/<div id="competing"><section><h2>Redacciones en competencia/);
    for (const { folio, authorName } of competing) {
      expect(rivals).toContain(`href="/consultas/datos-abiertos/propuestas/${folio}"`);
      expect(rivals).toContain(`De ${authorName}`);
    }
    expect(rivals).toContain("En el párrafo 1 sustituye «razonable» por «de cinco días hábiles».");
    expect(rivals).toContain("Requiere ajuste: el texto cambió justo donde propone.");
    const alike = section("Propuestas parecidas");
    expect(alike).toContain("nada se une sin sus autoras y autores");
    expect(alike).toContain(`href="/consultas/datos-abiertos/propuestas/${similar[0]!.folio}"`);
    const english = inEnglish("suggestion", contestedPage);
    expect(english).toContain("<h2>Competing wordings</h2>");
    expect(english).toContain("In paragraph 1 replaces “razonable” with “de cinco días hábiles”.");
    expect(english).toContain("<h2>Similar proposals</h2>");
    expect(english).toContain("nothing is joined without its authors");
  });

  it("[S39] where nobody else speaks of those words, nothing is said of it", () => {
    const html = shown("published", true);
    for (const words of [
      "Compite",
      "También la propone",
      "Redacciones en competencia",
      "Propuestas parecidas",
    ])
      expect(html).not.toContain(words);
  });

  it("[S39] the list names the co-signers and leads to what competes", () => {
    const html = page("suggestions", samples.suggestions[1]!);
    expect(html).toContain("También la proponen:");
    expect(html).toContain('<a href="/consultas/datos-abiertos/propuestas/PNDA-2026-00018">');
    expect(html).toContain('href="/consultas/datos-abiertos/propuestas/PNDA-2026-00015#competing"');
  });

  it("[S38] tells every kind of edit", () => {
    const data = samples.suggestion.at(-1)!;
    expect(page("suggestion", data)).toContain("Une a este párrafo el siguiente");
    expect(inEnglish("suggestion", data)).toContain("Joins the next paragraph to this one");
    expect(
      page("suggestion", data)
        .match(/<ul class="sentences">[^]*?<\/ul>/)?.[0]
        .match(/<li>/g),
    ).toHaveLength(everyEdit.length);
  });
});

describe("the desk", () => {
  it("[V23] without a place it lists which edits have none, and why", () => {
    const data = deskPage({ simulated: null, edits: unfitEdits });
    const notice = needsYou(page("desk", data));
    expect(notice).toContain("2 de sus 3 modificaciones no encajan:");
    expect(notice).toMatch(/Sustituye «razonable» por «de diez días hábiles». <span[^>]*>Requiere ajuste/);
    expect(notice).toMatch(/Quita el párrafo entero: [^<]*<span[^>]*>Sin lugar en el texto vigente/);
    expect(notice).not.toContain("gratuitos");
    expect(inEnglish("desk", data)).toContain("2 of its 3 edits do not fit:");
    expect(page("desk", samples.desk[2]!)).not.toContain("de sus 1");
  });

  it("[V23] what the text says already can be accepted, and the text stays", () => {
    const data = deskPage({ simulated: [] });
    const html = page("desk", data);
    expect(html).toContain("El texto vigente ya lo dice: aceptarla no cambia el texto.");
    expect(html).toContain("Como se escribió, sobre la versión 1");
    expect(html).toContain("<ins>de diez días hábiles</ins>");
    expect(html).toContain('value="accepted"');
    expect(html).toContain("queda como aceptada y el texto sigue igual");
    expect(html).not.toContain("Así quedaría");
    expect(html).not.toContain("se publica la versión");
    expect(inEnglish("desk", data)).toContain("accepting it does not change the text");
  });

  it.each([
    ["relocated", "en el lugar al que se movió", "in the place the text moved to"],
    ["shifted", "junto a lo que alguien añadió", "beside what somebody added"],
  ] as const)(
    "[V23] %s, it asks to look before accepting, above how it would read",
    (fit, spanish, english) => {
      const data = deskPage({
        suggestion: { ...suggested, fit },
        edits: [
          { fit, sentence: replaced },
          { fit: "clean", sentence: everyEdit[1]! },
        ],
      });
      const html = page("desk", data);
      const notice = needsYou(html);
      expect(notice).toContain(spanish);
      expect(notice).toContain("Sustituye «razonable» por");
      expect(notice).not.toContain("gratuitos");
      expect(html.indexOf(spanish)).toBeLessThan(html.indexOf("Así quedaría"));
      expect(html).toContain('value="accepted"');
      expect(inEnglish("desk", data)).toContain(english);
      expect(page("desk", samples.desk[1]!)).not.toContain("Antes de aceptarla");
    },
  );

  it("[S39] the desk shows what competes and what is alike, each with the way to its own place there", () => {
    const html = page("desk", deskPage({ competing, similar }));
    expect(html).toMatch(/<h3>Compite con<\/h3><ul class="related">/);
    for (const { folio } of [...competing, ...similar])
      expect(html).toContain(`<a class="go together" href="/resoluciones/${folio}">${folio}</a>`);
    expect(html).toContain("sustituye «razonable» por «de cinco días hábiles».");
    expect(html).toContain("nada se une sin sus autoras y autores");
    expect(page("desk", deskPage())).not.toContain("Compite con");
    expect(inEnglish("desk", deskPage({ competing }))).toContain("<h3>It competes with</h3>");
  });

  it("[S12] their lists say in short which ones need a look", () => {
    const html = page("desk", samples.desk[1]!);
    const line = (fit: number) =>
      new RegExp(`data-folio="PNDA-2026-0005${fit}"[^]*?</a>`).exec(html)?.[0] ?? "";
    expect([0, 1, 2, 3, 4].map((at) => /<span class="(fit[^"]*)">([^<]+)</.exec(line(at))?.slice(1))).toEqual(
      [
        ["fit calm", "El texto ya lo dice"],
        ["fit calm", "Se movió con el texto"],
        ["fit", "Añadido en el mismo punto"],
        ["fit", "Requiere ajuste"],
        ["fit", "Sin lugar en el texto"],
      ],
    );
    expect(/data-folio="PNDA-2026-00012"[^]*?<\/a>/.exec(html)?.[0]).not.toContain('class="fit');
    for (const short of ["The text already says it", "It moved with the text", "No place in the text"])
      expect(inEnglish("desk", samples.desk[1]!)).toContain(short);
  });
});
