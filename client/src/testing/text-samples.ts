// The text of a policy with a part of every kind, for the tests of pages and of the editor.
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import type { DocJSON, InlineJSON } from "@pliego/shared/text/types.ts";

export const words = (text: string): readonly InlineJSON[] => [{ type: "text", text }];
const cell = (id: string, text: string, header: boolean) =>
  ({ type: "cell", attrs: { header, align: "" }, content: [makeBlock({ id }, words(text))] }) as const;

export const doc: DocJSON = {
  type: "doc",
  content: [
    makeBlock({ id: "t", kind: "title", level: 1 }, words("Política Nacional de Datos Abiertos")),
    makeBlock({ id: "c1", kind: "chapter", level: 2 }, words("Capítulo I. Disposiciones generales")),
    makeBlock({ id: "a1", kind: "article", level: 4 }, words("Artículo 1. Definiciones")),
    makeBlock({ id: "p1" }, words("Para los efectos de esta política se entiende por:")),
    makeBlock({ id: "i1", kind: "item", list: "upper-roman" }, words("Catálogo: el sitio único.")),
    makeBlock({ id: "i2", kind: "item", list: "upper-roman" }, words("Coordinación: 数据 📊 بيانات.")),
    makeBlock(
      { id: "i3", kind: "item", list: "lower-alpha", level: 1, delimiter: ")" },
      words("La nacional."),
    ),
    makeBlock({ id: "p2", level: 1 }, words("Un párrafo dentro de la fracción II.")),
    makeBlock({ id: "q1", quote: 1 }, words("Lo que se hizo con el esfuerzo de todas las personas.")),
    {
      type: "table",
      attrs: { id: "tb" },
      content: [
        { type: "row", attrs: { id: "r1" }, content: [cell("h1", "Nivel", true), cell("h2", "Plazo", true)] },
        { type: "row", attrs: { id: "r2" }, content: [cell("d1", "1", false), cell("d2", "60 días", false)] },
      ],
    },
    makeBlock({ id: "ru", kind: "rule" }),
    makeBlock({ id: "co", kind: "code" }, words("clave,valor")),
    makeBlock({ id: "a2", kind: "article", level: 4 }, words("Artículo 2. Ámbito")),
    makeBlock({ id: "f1", kind: "footnote", label: "1" }, words("Con fecha de corte.")),
  ],
};
