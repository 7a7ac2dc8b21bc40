// The form in which somebody writes a suggestion, seen as the HTML that is sent.
import { describe, expect, it } from "vitest";
import { proposePage } from "../testing/proposal-samples.ts";
import { page, person, textarea } from "../testing/rendered-pages.ts";
import { samples } from "../testing/samples.ts";

describe("writing a suggestion", () => {
  it("[V21] is a plain form with the paragraph, why, and what happens next", () => {
    const html = page("propose", proposePage, person("citizen"));
    expect(html).toContain('method="post" action="/consultas/datos-abiertos/proponer/p1"');
    for (const name of ["base", "block", "key"])
      expect(html).toMatch(new RegExp(`type="hidden" name="${name}"`));
    expect(textarea(html, "words")).toBe(proposePage.originalWords);
    expect(html).toContain("Entre 20 y 1,000 caracteres.");
    expect(html).toContain("Al enviarla recibes un folio.");
    expect(html).not.toContain('<div class="notice calm"');
    expect(page("propose", proposePage, { viewer: null })).toMatch(/notice calm[^]*?>Entra con tu cuenta</);
  });

  it("[V22] refused, it keeps every word, says what was wrong and tells its changes", () => {
    const html = page("propose", samples.propose[1]!, person("citizen"));
    expect(textarea(html, "words")).toBe("Los entes públicos publicarán sus datos en diez días.");
    expect(textarea(html, "rationale")).toBe("Porque sí.");
    expect(html).toMatch(/id="problem" role="alert"><p>Cuéntanos por qué/);
    expect(html).toMatch(/id="rationale"[^>]*aria-describedby="problem rationale-hint"/);
    expect(html).toContain("Sustituye «un plazo razonable y en formatos abiertos» por «diez días».");
  });

  it("[V22] when the text moved on, the wording of now stands beside hers, and hers is sent against it", () => {
    const html = page("propose", samples.propose[2]!, person("citizen"));
    expect(html).toMatch(/<section id="current" class="current" aria-labelledby/);
    expect(html).toContain("Los entes públicos publicarán sus datos cada mes.");
    expect(textarea(html, "words")).toBe("Los entes públicos publicarán sus datos en diez días.");
    expect(html).toContain('name="base" value="2"');
    expect(page("propose", proposePage)).toMatch(/<section id="current" class="current" hidden/);
  });

  it("[V22] a reader's first line break stays", () => {
    const html = page("propose", { ...proposePage, words: "\nuno\n\ndos" });
    expect(textarea(html, "words")).toBe("\nuno\n\ndos");
  });
});
