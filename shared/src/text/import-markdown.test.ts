import { describe, expect, test } from "vitest";
import { blockText, eachBlock } from "./blocks.ts";
import { exportMarkdown } from "./export-markdown.ts";
import { docHtml } from "./doc-html.ts";
import { importMarkdown } from "./import-markdown.ts";
import { numbering } from "./numbering.ts";
import { lettersOf } from "./source.ts";
import { TextRefusal } from "./types.ts";

function read(source: string) {
  let last = 0;
  return importMarkdown(source, () => `b${(last += 1)}`);
}

/** Kind, depth, marker and words of each block, one to a line. */
function sketch(source: string): readonly string[] {
  const { doc } = read(source);
  const numbers = numbering(doc);
  return Array.from(eachBlock(doc), (block) => {
    const { kind, level, id, quote } = block.attrs;
    const marker = numbers.get(id)?.marker ?? "";
    return [`${">".repeat(quote)}${kind}`, level, ...(marker === "" ? [] : [marker]), blockText(block)]
      .join(" ")
      .trim();
  });
}

describe("letters", () => {
  const kept = [
    [
      "character references",
      "Escriba a <a href='m'>ayuda&#64;e.mx</a> &copy; 2024 &nbsp; AT&T &amp; Cía. &noexiste;",
    ],
    [
      "reference links",
      'Véase [la Ley][lgt], [lgt] y [LGT][].\n\n[lgt]: https://e.mx/a?b=1&amp;c=2 "Ley 1"\n',
    ],
    ["images by reference", "![Mapa uno][m]\n\n[m]: /m1.png"],
    ["automatic links", "Véase <https://e.mx/a_b> o <ayuda@e.mx> y [https://e.mx](https://e.mx)"],
    ["Liquid", "Contacte a {{ sitio.correo | upcase }} {% si x %}sí{% fin %}"],
    ["HTML", "<div class='a'>\nUno\n</div>\n\nDos <b>tres</b><!-- nota 4 -->"],
    ["a table with more cells than its head", "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n"],
    ["line breaks in cells", "| a |\n|---|\n| uno<br>dos</br>tres<br/>cuatro |"],
    ["numbers with zeros before them", "007. Siete\n\n0. Cero"],
    ["notes", "Hola[^1] y [^b].\n\n[^1]: Nota una.\n\n    Sigue.\n\n[^b]: Otra"],
    ["a fence with a language", "~~~js x=1\nlet a = `1`;\n~~~"],
    ["titles of links", "[a](https://e.mx \"Título &quot;dos&quot;\") ![b](/c.png 'tres')"],
    ["definitions that lead nowhere safe", "[a][b]\n\n[b]: javascript:alert(1)"],
    ["front matter with Windows line ends", "---\r\ntitle: Uno\r\n---\r\nDos\r\ntres\r\n"],
  ] as const;
  test.each(kept)("[T1] %s keep their letters and digits in order", (_what, source) => {
    const { doc, frontMatter, warnings } = read(source);
    const markdown = exportMarkdown(doc, frontMatter);
    expect(lettersOf(markdown)).toBe(lettersOf(source));
    expect(source.startsWith(frontMatter)).toBe(true);
    expect(warnings.map(({ kind }) => kind)).not.toContain("letters-changed");
    const again = read(markdown);
    expect(exportMarkdown(again.doc, again.frontMatter)).toBe(markdown);
  });

  test("[T1] what could not be kept is said, with its line", () => {
    const { warnings } = read(
      "---\ntitle: x\n---\n# A\n\n### B\n\nUno <b>dos</b> [tres](javascript:x) cu\u202eatro\n",
    );
    expect(warnings.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      "control-characters-removed undefined",
      "skipped-heading-level 6",
      "html-kept-as-text 8",
      "html-kept-as-text 8",
      "link-dropped 8",
    ]);
  });
});

describe("fracciones and incisos", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "lines of one paragraph, nested as laws mean it",
      "Se entenderá por:\nI. Autoridad: la Secretaría;\nII. Concesión, que puede ser\nde dos clases:\na) de uso, y\nb) de aprovechamiento;\nIII. Cuenca.",
      [
        "paragraph 0 Se entenderá por:",
        "item 0 I. Autoridad: la Secretaría;",
        "item 0 II. Concesión, que puede ser de dos clases:",
        "item 1 a) de uso, y",
        "item 1 b) de aprovechamiento;",
        "item 0 III. Cuenca.",
      ],
    ],
    ["paragraphs", "a. Uno\n\nb. Dos\n\nc. Tres", ["item 0 a. Uno", "item 0 b. Dos", "item 0 c. Tres"]],
    [
      "the letter i after h",
      "g) a\nh) b\ni) c\nj) d",
      ["item 0 g) a", "item 0 h) b", "item 0 i) c", "item 0 j) d"],
    ],
    ["the roman i", "i. a\nii. b", ["item 0 i. a", "item 0 ii. b"]],
    ["I as a letter, when J follows", "I. a\nJ. b", ["item 0 I. a", "item 0 J. b"]],
    ["with a dash", "I.- Uno\nII.- Dos", ["item 0 I. Uno", "item 0 II. Dos"]],
    [
      "going on after a paragraph",
      "a) uno\n\nProsa.\n\nb) dos",
      ["item 0 a) uno", "paragraph 0 Prosa.", "item 0 b) dos"],
    ],
    [
      "digits under letters",
      "A. uno\n1. x\n2. y\nB. dos",
      ["item 0 A. uno", "item 1 1. x", "item 1 2. y", "item 0 B. dos"],
    ],
    ["by indentation", "- a\n  a) b\n  b) c\n- d", ["item 0 a", "item 1 a) b", "item 1 b) c", "item 0 d"]],
    ["parted by a comment", "I. uno\n\n<!-- -->\n\na) dos", ["item 0 I. uno", "item 0 a) dos"]],
    [
      "a lone marker in the middle",
      "según el inciso\na) del artículo",
      ["paragraph 0 según el inciso a) del artículo"],
    ],
    [
      "a lone marker that begins no sequence",
      "C. Presidente de la mesa",
      ["paragraph 0 C. Presidente de la mesa"],
    ],
    ["an escaped marker", "a\\) uno\nb\\) dos", ["paragraph 0 a) uno b) dos"]],
    ["a heading", "## A. Definiciones\n\n## I. Objeto", ["heading 2 A. Definiciones", "heading 2 I. Objeto"]],
    ["an underlined heading", "A. Definiciones\n---------------", ["heading 2 A. Definiciones"]],
    ["code", "```\na) uno\nb) dos\n```", ["code 0 a) uno\nb) dos"]],
    ["a quotation", "> I. uno\n> II. dos", [">item 0 I. uno", ">item 0 II. dos"]],
    [
      "a heading in a list",
      "1. ## Objeto\n   Texto\n2. ## Fin",
      ["item 0 1. Objeto", "paragraph 1 Texto", "item 0 2. Fin"],
    ],
  ];
  test.each(cases)("[T3] %s", (_what, source, expected) => {
    expect(sketch(source)).toEqual(expected);
    const markdown = exportMarkdown(read(source).doc, "");
    expect(sketch(markdown)).toEqual(expected);
  });
});

describe("headings", () => {
  test.each([
    ["# Ley de Aguas", "title 1"],
    ["# Título Primero", "chapter 1"],
    ["# Título de la ley", "title 1"],
    ["## CAPÍTULO II De las aguas", "chapter 2"],
    ["## Sección Segunda", "chapter 2"],
    ["## Transitorios", "chapter 2"],
    ["## ARTÍCULOS TRANSITORIOS", "chapter 2"],
    ["### Artículo 4 Bis. Definiciones", "article 3"],
    ["### Art. 12", "article 3"],
    ["### Artículo Primero", "article 3"],
    ["### Artículos citados", "heading 3"],
    ["## Libros", "heading 2"],
  ])("[T4] %s is a %s", (source, kind) => {
    expect(sketch(source)[0]?.startsWith(kind)).toBe(true);
  });

  test("[T4] the title is the first level-1 heading, or else that of the front matter, which adds no words", () => {
    expect(read("# Uno\n\n# Dos").title).toBe("Uno");
    const { doc, title } = read("---\ntitle: 'Ley d''Agua'\n---\n\nTexto");
    expect([title, doc.content?.length]).toEqual(["Ley d'Agua", 1]);
  });
});

describe("refusals", () => {
  test.each([
    ["a file that is no text", "\u0000PNG\u0001", "not-text"],
    ["a broken encoding", "Decreto \ufffd".repeat(50), "not-text"],
    ["more than 2 MB", "á".repeat(1_100_000), "too-big"],
    ["more lines than any law", "a\n".repeat(50_000), "too-big"],
    ["nothing", " \n\t\n", "empty"],
    ["front matter alone", "---\ntitle: x\n---\n", "empty"],
    ["too many quotations", ">".repeat(40) + " a", "too-deep"],
    ["too many lists", Array.from({ length: 60 }, (_, at) => `${"  ".repeat(at)}- a`).join("\n"), "too-deep"],
  ])("[T5] %s is refused", (_what, source, code) => {
    expect(() => read(source)).toThrow(TextRefusal);
    expect(() => read(source)).toThrow(expect.objectContaining({ code }));
  });

  const second = 1000;
  test.each([
    ["10,000 brackets", "[".repeat(10_000)],
    ["a line of 1 MB", "palabra ".repeat(125_000)],
    ["a word of 1 MB", "a".repeat(1_000_000)],
    ["open code", "`a".repeat(500_000)],
    ["open tags", "{{<!--".repeat(150_000)],
    ["open emphasis", "*a **b _c ".repeat(90_000)],
    ["quotations", ">".repeat(1_000_000)],
    ["markers", "a) x\n".repeat(20_000)],
    ["nested brackets", "[".repeat(5000) + "]".repeat(5000)],
    ["blanks", `a${" ".repeat(1_000_000)}b`],
  ])("[T5] %s: clean or refused within a second", (_what, source) => {
    const start = performance.now();
    try {
      exportMarkdown(read(source).doc, "");
    } catch (refusal) {
      expect(refusal).toBeInstanceOf(TextRefusal);
    }
    // Three times a second: two cores are shared with the other tests.
    expect(performance.now() - start).toBeLessThan(3 * second);
  });

  test("[T5] control and direction-overriding characters do not come in", () => {
    const { doc, warnings } = read("Ar\u202etículo\u0007 4\u2066\u2069");
    expect(blockText([...eachBlock(doc)][0]!)).toBe("Artículo 4");
    expect(warnings[0]).toEqual({ kind: "control-characters-removed", excerpt: "4" });
  });
});

describe("what may run", () => {
  /** An element of ours, whose attributes are quoted, known and lead nowhere else than a page may. */
  const ours =
    /^<\/?(?:a|br|code|em|li|ol|p|pre|s|section|span|strong|sup|table|tbody|td|th|thead|tr|ul)(?: (?:id|class|rel|scope|title|type|value|data-[a-z]+)="[^"<]*"| href="(?:https?:|mailto:|[^:"<]*")[^"<]*"?)*>$/;
  test.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html,a)",
    "[x](vbscript:a)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,a)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick='x'>b</b>",
    "{{ '<script>' }}",
    "| <script>a</script> |\n|---|\n| <i>b</i> |",
    "```<script>\n<script>\n```",
  ])("[T6] %s runs nothing", (source) => {
    const { doc } = read(source);
    const html = docHtml(doc);
    for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).toMatch(ours);
    expect(JSON.stringify(doc)).not.toMatch(/"(?:href|src)":"[^"]*(?:script|data):/i);
  });
});
