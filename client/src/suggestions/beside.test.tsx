// What is said beside a suggestion of those who want the same and of those who want otherwise.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import type { locales } from "@pliego/shared/i18n/translate.ts";
import { wordsIn } from "../catalogues.ts";
import { seenIn } from "../testing/seen-words.ts";
import { signers, suggested } from "../testing/suggestion-samples.ts";
import { Beside, Signers } from "./beside.tsx";

const es = wordsIn("es-MX");

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
