// Promises of the pages where people propose, moderate and decide, seen as the HTML that is sent.
import { describe, expect, it } from "vitest";
import type { PageName, Pages } from "@pliego/shared/pages.ts";
import { renderPage } from "../entry-server.tsx";
import {
  accepted,
  card,
  deskPage,
  doc,
  frameOf,
  proposePage,
  readingPage,
  revision,
  samples,
} from "../testing/samples.ts";
import { suggested } from "../testing/suggestion-samples.ts";

const page = <N extends PageName>(name: N, data: Pages[N], viewer: Parameters<typeof frameOf>[1] = {}) =>
  renderPage(name, data, frameOf("es-MX", viewer));
const person = (...roles: ("citizen" | "moderator" | "official")[]) => ({
  viewer: { publicName: "Ana Ruiz", roles },
});
const textarea = (html: string, id: string) =>
  new RegExp(`<textarea[^>]*id="${id}"[^>]*>\\n([^]*?)</textarea>`).exec(html)?.[1];

describe("hostile words", () => {
  const hostile = `</script></textarea><script>alert("1")</script><img src=x onerror='x'>`;
  const places = [
    {
      block: hostile,
      paragraph: 1,
      heading: hostile,
      pieces: [{ kind: "inserted" as const, text: hostile }],
      sentences: [{ kind: "text" as const, quote: hostile, put: hostile }],
    },
  ];
  const related = [{ folio: hostile, authorName: hostile, fit: "shifted" as const, places }];
  const edits = [
    { fit: "conflict" as const, sentence: { kind: "delete" as const, quote: hostile } },
    { fit: "orphaned" as const, sentence: { kind: "move" as const, behind: hostile } },
  ];
  const consultation = { ...card, title: hostile, slug: hostile, institution: hostile };
  const suggestion = {
    ...suggested,
    folio: hostile,
    authorName: hostile,
    rationale: hostile,
    places,
    competing: 2,
    signers: [{ folio: hostile, authorName: hostile }],
  };
  const decision = { ...accepted, folio: hostile, reason: hostile, officialName: hostile };
  const entries = [{ seq: 1, type: hostile, object: hostile, at: card.opensAt, hash: hostile }];
  const line = {
    folio: hostile,
    consultationTitle: hostile,
    paragraph: 0,
    heading: hostile,
    authorName: hostile,
    fit: "clean" as const,
    submittedAt: card.opensAt,
  };
  const problem = { status: 409, message: "error.slugTaken" as const, params: { slug: hostile } };
  const state = "in_review" as const;
  const pages: readonly (readonly [string, string])[] = [
    ["reading", page("reading", { ...readingPage, consultation, decisions: [decision] })],
    ["suggestions", page("suggestions", { consultation, suggestions: [suggestion], decisions: [decision] })],
    [
      "suggestion",
      page("suggestion", {
        consultation,
        suggestion: { ...suggestion, state: "hidden" },
        mine: true,
        competing: related,
        similar: related,
        mayWithdraw: true,
        decision,
        moderation: { verdict: "hide", rule: "respect", sentence: hostile, at: card.opensAt },
        entries,
      }),
    ],
    [
      "propose",
      page("propose", {
        ...proposePage,
        consultation,
        block: hostile,
        heading: hostile,
        words: hostile,
        originalWords: hostile,
        original: { ...proposePage.original, content: [{ type: "text", text: hostile }] },
        rationale: hostile,
        key: hostile,
        problem,
        current: { base: 2, words: hostile },
      }),
    ],
    [
      "queue",
      page("queue", {
        cases: [line],
        current: { suggestion: { ...suggestion, state }, consultation },
        rules: [{ number: 1, name: "respect" }],
        draft: { rule: hostile, sentence: hostile },
        problem,
      }),
    ],
    [
      "desk",
      page("desk", {
        cases: [line],
        current: {
          suggestion,
          consultation,
          latestNumber: 2,
          simulated: places,
          edits,
          competing: related,
          similar: related,
          hash: hostile,
        },
        decided: decision,
        draft: { outcome: "", reason: hostile },
        problem,
      }),
    ],
    [
      "desk (no place)",
      page("desk", deskPage({ suggestion, consultation, simulated: null, edits, competing: related })),
    ],
    [
      "account",
      page(
        "account",
        {
          email: hostile,
          suggestions: [{ ...line, consultation: hostile, state }],
          notices: [
            {
              kind: "suggestion-hidden",
              folio: hostile,
              consultation: hostile,
              rule: hostile,
              words: hostile,
              by: hostile,
              at: card.opensAt,
            },
          ],
        },
        person("citizen"),
      ),
    ],
  ];

  it.each(pages)("[V9] on the page %s are shown, never run", (_name, html) => {
    expect(html).not.toContain("<img src=x");
    expect(html).not.toContain("<script>alert");
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html.match(/<textarea/g)?.length ?? 0).toBe(html.match(/<\/textarea>/g)?.length ?? 0);
    expect(html).toContain("&lt;/script>");
  });
});

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

describe("the work screens", () => {
  it("[V23] the queue offers two acts, with their keys, and no merits to hide for", () => {
    const html = page("queue", samples.queue[2]!, person("moderator"));
    expect(html).toMatch(/<button[^>]*aria-keyshortcuts="a"[^>]*name="verdict" value="approve"/);
    expect(html).toMatch(/<button[^>]*name="verdict" value="hide"/);
    expect(html.match(/type="radio" name="rule"/g)).toHaveLength(5);
    expect(html).toContain("No estar de acuerdo no es un motivo para ocultar.");
    expect(html).toMatch(/data-folio="PNDA-2026-00012" aria-current="page"/);
  });

  it("[V22] refused, both keep what was typed and say what was wrong", () => {
    const queue = page("queue", samples.queue[3]!, person("moderator"));
    expect(textarea(queue, "sentence")).toBe("No.");
    expect(queue).toMatch(/value="respect"[^>]*checked/);
    expect(queue).toMatch(/id="problem" role="alert"/);
    const desk = page("desk", samples.desk[2]!, person("official"));
    expect(textarea(desk, "reason")).toBe("Un motivo que se quedó.");
  });

  it("[V23] the desk shows how the text would read and sends back what it showed", () => {
    const html = page("desk", samples.desk[1]!, person("official"));
    expect(html).toContain("<ins>de diez días hábiles</ins>");
    expect(html).toContain("Así quedaría");
    expect(html).toContain(`<input type="hidden" name="shown" value="sha256:${revision.hash}"/>`);
    for (const outcome of ["accepted", "rejected"])
      expect(html).toMatch(new RegExp(`<button[^>]*name="outcome" value="${outcome}"`));
  });

  it("[V23] without an exact place accepting is not offered, and it says why", () => {
    const html = page("desk", samples.desk[2]!, person("official"));
    expect(html).toContain("no tiene lugar exacto en el texto vigente (versión 4)");
    expect(html).not.toContain('value="accepted"');
    expect(html).toContain('value="rejected"');
  });

  it("[V23] a decision that somebody made first is shown beside what was being written, and none is offered", () => {
    const html = page("desk", samples.desk[3]!, person("official"));
    expect(html).toContain("Ya está resuelta");
    expect(html).toContain(accepted.reason);
    expect(textarea(html, "reason")).toBe("Lo que había escrito.");
    expect(html).not.toContain('name="outcome"');
    expect(html).not.toContain("Así quedaría");
  });

  it("[V23] empty, they say what will be there", () => {
    expect(page("queue", samples.queue[0]!, person("moderator"))).toContain("No hay casos en espera.");
    expect(page("desk", samples.desk[0]!, person("official"))).toContain("No hay propuestas por resolver.");
  });
});

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
