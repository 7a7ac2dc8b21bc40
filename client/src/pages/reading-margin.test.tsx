// The margin of the text: the way to propose at each block, and what was said and decided there.
import { describe, expect, it } from "vitest";
import { accepted } from "../testing/consultation-samples.ts";
import { readingPage } from "../testing/reading-samples.ts";
import { page } from "../testing/rendered-pages.ts";
import { doc } from "../testing/text-samples.ts";

describe("the margin of the text", () => {
  const margin = { p1: { waiting: 1, decided: 0 }, i2: { waiting: 3, decided: 1 } };
  const control = (html: string, id: string) =>
    new RegExp(`<a[^>]*data-act="${id}"[^>]*>[^<]*</a>`).exec(html)?.[0];

  it("[V17] every block that has words has one control: a real link to the form, named by its place", () => {
    const html = page("reading", readingPage);
    const controls = [...html.matchAll(/data-act="(\w+)"/g)].map((match) => match[1]);
    expect(new Set(controls).size).toBe(controls.length);
    expect(controls).toEqual(expect.arrayContaining(["t", "a1", "p1", "i3", "d2", "co", "f1"]));
    expect(controls).not.toContain("ru");
    expect(control(html, "p1")).toContain('href="/consultas/datos-abiertos/proponer/p1"');
    expect(control(html, "p1")).toContain('aria-label="Párrafo 1: proponer un cambio"');
    expect(control(html, "a2")).toContain("«Artículo 2. Ámbito»: proponer un cambio");
  });

  it("[V17] says how many spoke there, with a rule whose weight grows, and no more", () => {
    const html = page("reading", { ...readingPage, margin });
    expect(control(html, "p1")).toMatch(/aria-label="Párrafo 1: 1 propuesta de cambio"[^>]*>1<\/a>/);
    expect(control(html, "i2")).toMatch(/aria-label="Párrafo 3: 4 propuestas de cambio"[^>]*>4<\/a>/);
    expect(html).toMatch(/class="block paragraph spoken-1"/);
    expect(html).toMatch(/class="block item spoken-2"/);
    expect(control(html, "i1")).toMatch(/><\/a>$/);
  });

  it("[V17] when it is closed only what was said can be reached; an older version is only read", () => {
    const closed = page("reading", { ...readingPage, open: false, margin });
    expect(closed.match(/data-act/g)).toHaveLength(2);
    expect(control(closed, "p1")).toContain('href="/consultas/datos-abiertos/propuestas"');
    expect(closed).not.toContain("Toca un párrafo");
    expect(page("reading", { ...readingPage, latestNumber: 2, margin })).not.toContain("data-act");
  });

  it("[V17] a block called like something every object has was not spoken of", () => {
    const odd = { ...doc, content: doc.content?.map((node) => structuredClone(node)) ?? [] };
    const html = page("reading", {
      ...readingPage,
      doc: odd,
      margin: Object.create({ p1: { waiting: 9, decided: 0 } }),
    });
    expect(html).not.toContain(" spoken");
  });

  it("[V19] carries its version for the news, and what was decided with its reason, date and version", () => {
    const html = page("reading", { ...readingPage, decisions: [accepted] });
    expect(html).toContain('data-version="7"');
    const resolved = /<aside class="resolved"[^]*?<\/aside>/.exec(html)?.[0] ?? "";
    expect(resolved).toContain(`/consultas/datos-abiertos/propuestas/${accepted.folio}`);
    expect(resolved).toContain("Aceptada");
    expect(resolved).toContain(accepted.reason);
    expect(resolved).toContain('<a href="/consultas/datos-abiertos/versiones/2">Hizo la versión 2</a>');
    expect(page("reading", readingPage)).toMatch(/<aside class="resolved"[^>]* hidden/);
  });
});
