// The page of a folio, and the list of a consultation's suggestions, seen as the HTML that is sent.
import { describe, expect, it } from "vitest";
import { accepted, revision } from "../testing/consultation-samples.ts";
import { page } from "../testing/rendered-pages.ts";
import { samples } from "../testing/samples.ts";

describe("the page of a folio", () => {
  const shown = (state: string, mine: boolean) =>
    page(
      "suggestion",
      samples.suggestion.find((data) => data.suggestion.state === state && data.mine === mine)!,
    );

  it("[S13] is a receipt for its author while it is in review, and for nobody else", () => {
    expect(shown("in_review", true)).toContain("Recibimos tu propuesta");
    expect(shown("in_review", true)).toContain("En revisión, normalmente menos de 24\u00a0h.");
    expect(shown("in_review", false)).not.toContain("Recibimos tu propuesta");
    expect(shown("published", true)).not.toContain("Recibimos tu propuesta");
  });

  it("[S13] says the rule and the sentence of a hidden one", () => {
    expect(shown("hidden", true)).toContain("Datos personales: no se publican los de nadie.");
    expect(shown("hidden", true)).toContain("Trae el teléfono de una persona");
  });

  it("[S13] has the decision with its reason, by whom, and the version it made; and its entries in the record", () => {
    const html = shown("accepted", true);
    expect(html).toContain(accepted.reason);
    expect(html).toContain("Resolvió Dirección de Normatividad");
    expect(html).toContain('<a href="/consultas/datos-abiertos/versiones/2">Hizo la versión 2</a>');
    expect(html).toContain("Asiento n.º 3");
    expect(html).toContain(`<code title="${revision.hash}">${revision.hash.slice(0, 12)}</code>`);
    expect(html).toContain(`<code class="hash">${revision.hash}</code>`);
    expect(shown("rejected", true)).toContain("El texto no cambió.");
  });

  it("[S13] the list sets those that wait apart from those decided", () => {
    const html = page("suggestions", samples.suggestions[1]!);
    expect(html.indexOf("Esperan resolución")).toBeLessThan(html.indexOf("PNDA-2026-00014"));
    expect(html.indexOf("PNDA-2026-00014")).toBeLessThan(html.indexOf("Resueltas"));
    expect(html).toContain("Requiere ajuste");
    expect(page("suggestions", samples.suggestions[0]!)).toContain("Todavía no hay propuestas publicadas.");
  });
});
