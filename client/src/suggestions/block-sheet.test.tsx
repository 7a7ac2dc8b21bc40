// The sheet of a block: what was proposed there, one by one, and the way to propose.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { wordsIn } from "../catalogues.ts";
import { contested, suggested } from "../testing/suggestion-samples.ts";
import { Sheet, type SheetProps } from "./block-sheet.tsx";

const es = wordsIn("es-MX");

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
