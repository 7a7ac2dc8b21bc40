// One's own account and the ways to one's work, seen as the HTML that is sent.
import { describe, expect, it } from "vitest";
import { readingPage } from "../testing/reading-samples.ts";
import { page, person } from "../testing/rendered-pages.ts";
import { samples } from "../testing/samples.ts";

describe("one's own account", () => {
  it("[V24] has one's suggestions and notices as sentences with their links", () => {
    const html = page("account", samples.account[1]!, person("citizen"));
    expect(html).toContain("Tu propuesta fue aceptada y ya es parte del texto.");
    expect(html).toContain("Moderación ocultó tu propuesta por esta regla: Respeto");
    expect(html).toContain(
      '<a href="/consultas/datos-abiertos/propuestas/PNDA-2026-00010">PNDA-2026-00010</a>',
    );
    expect(html).toContain("Requiere ajuste: el texto cambió justo donde propone.");
  });

  it.each([
    ["citizen", []],
    ["moderator", ["/moderacion"]],
    ["official", ["/resoluciones", "/oficina/importar"]],
  ] as const)("[V24] leads a %s to the work of that role, and to no other", (role, ways) => {
    const html = page("account", samples.account[0]!, person(role));
    for (const way of ["/moderacion", "/resoluciones", "/oficina/importar"])
      expect(html.includes(`href="${way}"`)).toBe((ways as readonly string[]).includes(way));
  });

  it("[V24] a page for everybody gives its script every way, and shows none", () => {
    const html = page("reading", readingPage);
    expect(html).not.toContain('href="/moderacion"');
    expect(html).toContain('"work":[{"role":"moderator"');
  });
});
