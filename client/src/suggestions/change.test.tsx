// How a change is seen over the text.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { imageUnit } from "@pliego/shared/suggestions/block-words.ts";
import { wordsIn } from "../catalogues.ts";
import { suggested } from "../testing/suggestion-samples.ts";
import { Change, Pieces, Result } from "./change.tsx";

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
